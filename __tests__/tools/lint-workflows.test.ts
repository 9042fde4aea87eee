import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// The checks run on the committed files, and on copies with mistakes: a check that finds nothing may check nothing.

const LINT = path.resolve('tools/lint-workflows.ts');

const WORKFLOW = '.github/workflows/ci.yml';

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'workflows-'));
});

afterAll(() => rmSync(copy, { recursive: true }));

function lint(...folder: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LINT, ...folder], {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

/** Mistakes of each kind: the file, the text to replace, its replacement, and the expected finding. */
const MISTAKES: readonly (readonly [string, string, string, RegExp])[] = [
  ['action.yml', 'color: blue', 'color: blau', /^action\.yml:\d+: .*blau/m],
  ['action.yml', '  using: node24', '  using: node24\n  steps: []', /^action\.yml:\d+: .*steps/m],
  [WORKFLOW, 'timeout-minutes: 15', 'timeout-minuts: 15', /ci\.yml:\d+: .*timeout-minuts/],
  [WORKFLOW, 'runs-on: ubuntu-latest', 'runs-on: ubuntu-lastest', /ci\.yml:\d+: .*ubuntu-lastest/],
  [WORKFLOW, 'base-url: ', 'base-uri: ', /ci\.yml:\d+: `base-uri` is given/],
  [WORKFLOW, 'steps.passing.outcome', 'steps.pasing.outcome', /ci\.yml:\d+: .*pasing/],
];

it('finds no problem in `action.yml`, the workflows and the examples', () => {
  const { status, output } = lint();
  expect(output).toMatch(/^action\.yml and \d+ workflows: no findings\.\n$/);
  expect(status).toBe(0);
});

it('finds each mistake that is put into a copy', () => {
  for (const file of ['action.yml', WORKFLOW]) {
    let text = readFileSync(file, 'utf8');
    for (const [, part, replacement] of MISTAKES.filter(([where]) => where === file)) {
      expect(text).toContain(part);
      text = text.replace(part, replacement);
    }
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    writeFileSync(path.join(copy, file), text);
  }
  const { status, output } = lint(copy);
  for (const [, , , finding] of MISTAKES) {
    expect(output).toMatch(finding);
  }
  expect(status).toBe(1);
});

it('fails for a folder without workflows', () => {
  const { status, output } = lint(path.join(copy, 'nowhere'));
  expect(output).toContain('There is no workflow in .github/workflows or examples of ');
  expect(status).toBe(1);
});
