import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

// The rules of `.oxlintrc.json` refuse what they should. Each is tried on a file that breaks it.

const MANIFEST = createRequire(import.meta.url).resolve('oxlint/package.json');
const OXLINT = path.join(path.dirname(MANIFEST), 'bin', 'oxlint');

let project: string;

beforeAll(() => {
  project = mkdtempSync(path.join(tmpdir(), 'project-'));
  copyFileSync('.oxlintrc.json', path.join(project, '.oxlintrc.json'));
});

afterAll(() => rmSync(project, { recursive: true }));

/** Lints a file that contains one import. */
function lint(file: string, imported: string): { status: number | null; output: string } {
  return lintText(file, `export { x } from '${imported}';\n`);
}

function lintText(file: string, text: string): { status: number | null; output: string } {
  const place = path.join(project, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
  const { status, stdout } = spawnSync(process.execPath, [OXLINT, file], {
    cwd: project,
    encoding: 'utf8',
  });
  rmSync(place);
  return { status, output: stdout };
}

describe('layers', () => {
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
  ])('the lint rules do not let %s import %s', (file, imported) => {
    const { status, output } = lint(file, imported);
    expect(output).toContain('no-restricted-imports');
    expect(status).not.toBe(0);
  });

  it.each([
    ['src/tasks/a.ts', '../open-cloud/client.ts'],
    ['src/evaluate/a.ts', '../tasks/run-result.ts'],
    ['src/report/a.ts', '../evaluate/types.ts'],
    ['src/report/publish.ts', '@actions/core'],
    ['src/main.ts', './report/publish.ts'],
  ])('the lint rules let %s import %s', (file, imported) => {
    expect(lint(file, imported).output).not.toContain('no-restricted-imports');
  });
});

describe('cycles', () => {
  it.each(['import { x }', 'import type { x }'])(
    'the lint rules refuse a cycle of imports like `%s`',
    (clause) => {
      const files = ['a', 'b'].map((name) => path.join(project, 'src', `${name}.ts`));
      mkdirSync(path.join(project, 'src'), { recursive: true });
      writeFileSync(
        files[0] as string,
        `${clause} from './b.ts';\nexport const y = 1 as unknown as x;\n`,
      );
      writeFileSync(
        files[1] as string,
        `${clause.replace('x', 'y')} from './a.ts';\nexport const x = 1 as unknown as y;\n`,
      );
      const { stdout } = spawnSync(process.execPath, [OXLINT, 'src'], {
        cwd: project,
        encoding: 'utf8',
      });
      for (const file of files) {
        rmSync(file);
      }
      expect(stdout).toContain('import(no-cycle)');
    },
  );
});

describe('length', () => {
  it.each(['src', 'emulator', 'runner', 'tools'])(
    'the lint rules limit a file in %s to 300 lines, and a function to 80',
    (folder) => {
      const statements = (count: number): string => 'x();\n'.repeat(count);
      expect(lintText(`${folder}/a.ts`, statements(300)).output).not.toContain('max-lines');
      expect(lintText(`${folder}/a.ts`, statements(301)).output).toContain('max-lines');
      const inFunction = (lines: number): string =>
        `export function f() {\n${statements(lines - 2)}}\n`;
      expect(lintText(`${folder}/a.ts`, inFunction(80)).output).not.toContain('max-lines');
      expect(lintText(`${folder}/a.ts`, inFunction(81)).output).toContain('max-lines-per-function');
    },
  );
});

describe('the process', () => {
  it.each(['src/main.ts', 'src/open-cloud/a.ts'])(
    'the lint rules refuse `process.exit` in %s, which would lose the rest of the log',
    (file) => {
      const { status, output } = lintText(file, 'process.exit(1);\n');
      expect(output).toContain('no-restricted-properties');
      expect(status).not.toBe(0);
      expect(lintText(file, 'process.exitCode = 1;\n').status).toBe(0);
    },
  );
});
