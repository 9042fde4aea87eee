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

describe('inputs', () => {
  it('reach the step in upper case, hyphens kept, each one of them', () => {
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

  it('that are set to nothing do not get their default', () => {
    expect(inputVariables(declare('inputs: { a: { default: 1 } }'), { a: '' })).toEqual({
      INPUT_A: '',
    });
  });

  it('that are not declared are refused', () => {
    expect(() => inputVariables(declare('inputs: { a: {} }'), { b: '' })).toThrow(
      'action.yml declares no input "b". It declares a.',
    );
  });

  it('with a default that only GitHub can evaluate are refused', () => {
    const declared = declare('inputs: { a: { default: "${{ github.actor }}" } }');
    expect(() => inputVariables(declared, {})).toThrow('${{ github.actor }}');
  });

  it('are none where the file is no description of an action', () => {
    expect(() => declare('- a')).toThrow('is not the description of an action');
    expect([...declare('name: x')]).toEqual([]);
  });
});
