import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  watch as watchFile,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCommand } from './run-command.ts';

// Each test waits for what the command prints, and never for a time.

let folder: string;
let command: ChildProcess;
let printed: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'watched-'));
  printed = '';
});

afterEach(async () => {
  command.kill('SIGKILL');
  if (command.exitCode === null && command.signalCode === null) {
    await once(command, 'close');
  }
  rmSync(folder, { recursive: true });
});

/** Replaces a file as a whole, so that no run reads half of it. */
function write(file: string, text: string): void {
  const part = `${folder}.part`;
  writeFileSync(part, text);
  renameSync(part, path.join(folder, file));
}

function watch(...args: readonly string[]): void {
  command = startCommand(['run', ...args, '--watch'], folder);
  command.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  command.stderr?.setEncoding('utf8').on('data', (text: string) => (printed += text));
}

/** Waits for the end of a run, and returns what was printed since the last one. */
async function nextRun(): Promise<string> {
  while (!printed.includes('Waiting for changes.')) {
    await once(command.stdout as NonNullable<ChildProcess['stdout']>, 'data');
  }
  const run = printed;
  printed = '';
  return run;
}

it('`--watch` runs again when a script changes', async () => {
  write('a.luau', 'error("first")');
  watch('a.luau');
  expect(await nextRun()).toContain('TaskScript:1: first');
  write('a.luau', 'return 2');
  expect(await nextRun()).toContain('Scripts: 1 passed');
});

it('`--watch` runs again when a file of the project changes', async () => {
  write('a.luau', 'assert(require(game.ReplicatedStorage.M) == 2, "not two")');
  write('m.luau', 'return 1');
  write(
    'default.project.json',
    '{ "name": "x", "tree": { "$className": "DataModel", "ReplicatedStorage": { "M": { "$path": "m.luau" } } } }',
  );
  watch('a.luau', '--project', 'default.project.json');
  expect(await nextRun()).toContain('not two');
  write('m.luau', 'return 2');
  expect(await nextRun()).toContain('Scripts: 1 passed');
});

it('`--watch` shows a project that cannot be read, and goes on', async () => {
  write('a.luau', 'return 1');
  write('default.project.json', '{');
  watch('a.luau', '--project', 'default.project.json');
  expect(await nextRun()).toContain('default.project.json cannot be opened.');
  write('default.project.json', '{ "name": "x", "tree": { "$className": "DataModel" } }');
  expect(await nextRun()).toContain('Scripts: 1 passed');
});

it("`--watch` ends at an interruption with the last run's status", async () => {
  write('a.luau', 'error("no")');
  watch('a.luau');
  await nextRun();
  const closed = once(command, 'close');
  command.kill('SIGINT');
  expect(await closed).toEqual([1, null]);
});

it('`--watch` ignores changes in node_modules and in .git', async () => {
  mkdirSync(path.join(folder, 'node_modules'));
  mkdirSync(path.join(folder, '.git'));
  write('a.luau', 'print("first")');
  watch('a.luau');
  await nextRun();
  for (const file of ['node_modules/b.luau', '.git/index']) {
    const watcher = watchFile(path.dirname(path.join(folder, file)));
    const seen = once(watcher, 'change');
    write(file, 'return 1');
    await seen;
    watcher.close();
  }
  // Longer than the command waits for further changes: a run for the files above would be the next one.
  await sleep(500);
  write('a.luau', 'print("second")');
  expect(await nextRun()).toContain('    second\n');
});
