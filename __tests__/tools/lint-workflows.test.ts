import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// GitHub's own checks, run on what is committed; and on copies with a mistake in them, for a check
// that finds nothing may be one that looks at nothing.

const LINT = path.resolve('tools/lint-workflows.ts');

const WORKFLOW = '.github/workflows/ci.yml';

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'workflows-'));
});

afterAll(() => rmSync(copy, { recursive: true }));

function lint(...folder: readonly string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LINT, ...folder], {
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

/** Mistakes of each kind, the file that gets them, and what is to be said of them. */
const MISTAKES: readonly (readonly [string, string, string, RegExp])[] = [
  ['action.yml', 'color: blue', 'color: blau', /^action\.yml:\d+: .*blau/m],
  ['action.yml', '  using: node24', '  using: node24\n  steps: []', /^action\.yml:\d+: .*steps/m],
  [WORKFLOW, 'timeout-minutes: 15', 'timeout-minuts: 15', /ci\.yml:\d+: .*timeout-minuts/],
  [WORKFLOW, 'runs-on: ubuntu-latest', 'runs-on: ubuntu-lastest', /ci\.yml:\d+: .*ubuntu-lastest/],
  [WORKFLOW, 'base-url: ', 'base-uri: ', /ci\.yml:\d+: `base-uri` is given/],
  [WORKFLOW, 'steps.passing.outcome', 'steps.pasing.outcome', /ci\.yml:\d+: .*pasing/],
];

it('finds no fault with `action.yml`, the workflows and the examples', () => {
  const { status, said } = lint();
  expect(said).toMatch(/^action\.yml and \d+ workflows: nothing to find fault with\.\n$/);
  expect(status).toBe(0);
});

it('finds each mistake in a copy', () => {
  for (const file of ['action.yml', WORKFLOW]) {
    let text = readFileSync(file, 'utf8');
    for (const [, part, replacement] of MISTAKES.filter(([where]) => where === file)) {
      expect(text).toContain(part);
      text = text.replace(part, replacement);
    }
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    writeFileSync(path.join(copy, file), text);
  }
  const { status, said } = lint(copy);
  for (const [, , , finding] of MISTAKES) {
    expect(said).toMatch(finding);
  }
  expect(status).toBe(1);
});

it('takes a folder without workflows for a mistake', () => {
  const { status, said } = lint(path.join(copy, 'nowhere'));
  expect(said).toContain('There is no workflow in .github/workflows or examples of ');
  expect(status).toBe(1);
});
