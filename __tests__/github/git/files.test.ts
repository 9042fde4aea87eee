import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { kindOf, readAt, readSmallFile, whileOpen } from '../../../src/github/git/files.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'git-files-'));
  await writeFile(path.join(folder, 'plain'), '0123456789');
  await mkdir(path.join(folder, 'sub'));
  await symlink('plain', path.join(folder, 'link'));
  spawnSync('mkfifo', [path.join(folder, 'pipe')]);
});

afterEach(() => rm(folder, { recursive: true }));

it('a plain file is read up to a size, and none beyond it', async () => {
  expect((await readSmallFile(path.join(folder, 'plain'), 10))?.toString()).toBe('0123456789');
  expect(await readSmallFile(path.join(folder, 'plain'), 9)).toBeUndefined();
});

it.each(['link', 'sub', 'pipe', 'absent', 'plain/below'])(
  'nothing else is read, nor waited for: %s',
  async (name) => {
    expect(await readSmallFile(path.join(folder, name), 10)).toBeUndefined();
  },
);

it.each([
  ['plain', 'file'],
  ['sub', 'folder'],
  ['link', 'other'],
  ['absent', 'absent'],
  ['plain/below', 'absent'],
])('what lies at %j is %s', async (name, kind) => {
  expect(await kindOf(path.join(folder, name))).toBe(kind);
});

it('a file of the system that says it has no size, and goes on, is empty', async () => {
  // Linux has one such; elsewhere there is nothing at its path.
  const read = await readSmallFile('/proc/self/maps', 10);
  expect(read?.length ?? 0).toBe(0);
});

it('a read beyond the end fails, and what fails is undefined', async () => {
  const name = path.join(folder, 'plain');
  expect((await whileOpen(name, (file) => readAt(file, 4, 6)))?.toString()).toBe('456789');
  expect(await whileOpen(name, (file) => readAt(file, 5, 6))).toBeUndefined();
});
