import { expect } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Whether this machine has git: what is written by hand is what the documents say, and is held against git where there is one. */
export const HAS_GIT = spawnSync('git', ['--version']).status === 0;

const ENV = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: path.join(tmpdir(), 'there-is-no-such-file'),
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

/** Runs git in a folder, with no settings but its own, and returns what it printed. */
export function git(folder: string, ...args: readonly string[]): string {
  const done = spawnSync('git', args, { cwd: folder, env: ENV, encoding: 'utf8' });
  expect({ args, status: done.status, stderr: done.status === 0 ? '' : done.stderr }).toEqual({
    args,
    status: 0,
    stderr: '',
  });
  return done.stdout.trim();
}
