import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const DEMO = path.join(import.meta.dirname, '..', '..', 'tools', 'demo.ts');

function demo(...args: readonly string[]) {
  const { INIT_CWD: _, ...env } = process.env;
  return spawnSync(process.execPath, [DEMO, ...args], { encoding: 'utf8', env });
}

it('the demo reports a missing script in one sentence', () => {
  const { status, stdout, stderr } = demo('nowhere.luau');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('The script arguments name "nowhere.luau"');
});

it('the demo shows the examples for a person, and the one with a bug as GitHub does', () => {
  const { status, stdout } = demo();
  expect(stdout).toContain('Scripts: 3 passed, 1 failed');
  expect(stdout).toContain('1) examples/smoke-test-with-a-bug.luau: Luau script error');
  expect(stdout).toMatch(/^outcome +failed$/m);
  expect(stdout).toContain('The examples did what they should.');
  expect(status).toBe(0);
});

it('the demo takes the options of the command: a project, and arguments', () => {
  const project = ['--project', 'examples/place/test.project.json'];
  const args = ['--args', '{"testNamePattern":"stack"}'];
  const { status, stdout } = demo('examples/jest-lua.luau', ...project, ...args);
  expect(stdout).toContain('✓ Inventory › does not exceed the stack of an item');
  expect(status).toBe(0);
});

it('the demo explains arguments that are no JSON in a sentence', () => {
  const { status, stdout, stderr } = demo('examples/jest-lua.luau', '--args', '{"a":1');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^--args is not JSON\. Expected a JSON object, like .+\n/);
});
