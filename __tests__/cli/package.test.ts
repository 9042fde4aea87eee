import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// The command as an installed package has it: without sources, and without the packages of the project.

const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly bin: Readonly<Record<string, string>>;
};

let folder: string;
let installed: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'installed-'));
  installed = path.join(folder, 'node_modules', 'luau-execution-action');
  mkdirSync(installed, { recursive: true });
  for (const name of ['dist', 'package.json', 'action.yml']) {
    cpSync(name, path.join(installed, name), { recursive: true });
  }
  writeFileSync(path.join(folder, 'a.luau'), 'return { tests = { { name = "adds", ok = true } } }');
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command by the Node.js of a path. */
function run(node: string, ...options: readonly string[]) {
  const command = path.join(installed, bin['luau-execution'] ?? '');
  return spawnSync(node, [command, 'run', 'a.luau', ...options], { cwd: folder, encoding: 'utf8' });
}

it('the installed command runs scripts without any other package', () => {
  const { status, stdout, stderr } = run(process.execPath);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('✓ a.luau  1 passed\n    ✓ adds\n');
});

it('the installed command shows with `--github` what GitHub would show', () => {
  const { status, stdout } = run(process.execPath, '--github');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^outcome +passed$/m);
});
