import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

// The rules of `.oxlintrc.json`, tried in a folder of its own: a rule that refuses nothing is none.

const MANIFEST = createRequire(import.meta.url).resolve('oxlint/package.json');
const OXLINT = path.join(path.dirname(MANIFEST), 'bin', 'oxlint');

let house: string;

beforeAll(() => {
  house = mkdtempSync(path.join(tmpdir(), 'house-'));
  copyFileSync('.oxlintrc.json', path.join(house, '.oxlintrc.json'));
});

afterAll(() => rmSync(house, { recursive: true }));

/** Lints a file that does nothing but import this. */
function lint(file: string, imported: string): { status: number | null; said: string } {
  return lintText(file, `export { x } from '${imported}';\n`);
}

function lintText(file: string, text: string): { status: number | null; said: string } {
  const place = path.join(house, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
  const { status, stdout } = spawnSync(process.execPath, [OXLINT, file], {
    cwd: house,
    encoding: 'utf8',
  });
  rmSync(place);
  return { status, said: stdout };
}

describe('the layers', () => {
  it.each([
    ['src/open-cloud/a.ts', '../tasks/run-task.ts'],
    ['src/open-cloud/a.ts', '@actions/core'],
    ['src/tasks/a.ts', '../evaluate/evaluate-run.ts'],
    ['src/tasks/a.ts', '@actions/core'],
    ['src/evaluate/a.ts', '../report/pages/summary.ts'],
    ['src/evaluate/test-results/a.ts', '../../report/pages/summary.ts'],
    ['src/evaluate/a.ts', 'node:fs'],
    ['src/report/pages/summary.ts', 'node:fs'],
    ['src/report/annotations.ts', '@actions/core'],
    ['src/report/publish.ts', '../main.ts'],
    ['src/inputs/a.ts', '../report/pages/summary.ts'],
    ['src/report/a.ts', '../../emulator/server.ts'],
    ['emulator/a.ts', '../src/util/clock.ts'],
    ['runner/a.ts', '../src/main.ts'],
  ])('let %s not import %s', (file, imported) => {
    const { status, said } = lint(file, imported);
    expect(said).toContain('no-restricted-imports');
    expect(status).not.toBe(0);
  });

  it.each([
    ['src/tasks/a.ts', '../open-cloud/client.ts'],
    ['src/evaluate/a.ts', '../tasks/run-result.ts'],
    ['src/report/a.ts', '../evaluate/types.ts'],
    ['src/report/publish.ts', '@actions/core'],
    ['src/main.ts', './report/publish.ts'],
  ])('let %s import %s', (file, imported) => {
    expect(lint(file, imported).said).not.toContain('no-restricted-imports');
  });
});

describe('the process', () => {
  it.each(['src/main.ts', 'src/open-cloud/a.ts'])(
    'is never ended by %s itself: what is left of the log would be lost',
    (file) => {
      const { status, said } = lintText(file, 'process.exit(1);\n');
      expect(said).toContain('no-restricted-properties');
      expect(status).not.toBe(0);
      expect(lintText(file, 'process.exitCode = 1;\n').status).toBe(0);
    },
  );
});
