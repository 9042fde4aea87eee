import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inputVariables, readDeclaredInputs, STEP_TOKEN } from '../../runner/action-file.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'action-file-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function declare(yaml: string): ReturnType<typeof readDeclaredInputs> {
  const file = path.join(folder, 'action.yml');
  writeFileSync(file, yaml);
  return readDeclaredInputs(file);
}

describe('inputVariables', () => {
  it('sets a variable in upper case for each declared input, and keeps hyphens', () => {
    const declared = declare(
      'inputs:\n  api-key:\n    required: true\n  place file:\n    default: ""\n  wait:\n    default: true\n  token:\n    default: ${{ github.token }}\n  empty:\n',
    );
    expect(inputVariables(declared, { 'api-key': ' k ' })).toEqual({
      'INPUT_API-KEY': ' k ',
      INPUT_PLACE_FILE: '',
      INPUT_WAIT: 'true',
      INPUT_TOKEN: STEP_TOKEN,
      INPUT_EMPTY: '',
    });
  });

  it('does not apply the default to an input that is set to an empty string', () => {
    expect(inputVariables(declare('inputs: { a: { default: 1 } }'), { a: '' })).toEqual({
      INPUT_A: '',
    });
  });

  it('throws on an undeclared input', () => {
    expect(() => inputVariables(declare('inputs: { a: {} }'), { b: '' })).toThrow(
      'action.yml declares no input "b". It declares a.',
    );
  });

  it('throws on a default that only GitHub can evaluate', () => {
    const declared = declare('inputs: { a: { default: "${{ github.actor }}" } }');
    expect(() => inputVariables(declared, {})).toThrow('${{ github.actor }}');
  });

  it('throws on a file that describes no action, and returns nothing for one without inputs', () => {
    expect(() => declare('- a')).toThrow('describes no action');
    expect([...declare('name: x')]).toEqual([]);
  });
});
