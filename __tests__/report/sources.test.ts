import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSources } from '../../src/report/files.ts';
import type { Verdict } from '../../src/evaluate/types.ts';

let workspace: string;

beforeEach(async () => {
  workspace = await mkdtemp(path.join(tmpdir(), 'sources-'));
  await mkdir(path.join(workspace, '.git'));
  await writeFile(path.join(workspace, '.git/config'), 'a token of the checkout');
  await writeFile(path.join(workspace, '.git/hidden.luau'), 'hidden');
  await writeFile(path.join(workspace, 'notes.txt'), 'notes');
  await writeFile(path.join(workspace, 'shop.luau'), 'return {}');
  await symlink('.git/config', path.join(workspace, 'link.luau'));
  await symlink('shop.luau', path.join(workspace, 'shop-link.luau'));
});

afterEach(() => rm(workspace, { recursive: true }));

function failingAt(file: string): Verdict {
  return { outcome: 'failed', message: 'no', warnings: [], location: { file, line: 1 } };
}

it.each(['shop.luau', 'shop-link.luau'])(
  'shows lines of Luau, links followed: %s',
  async (file) => {
    expect(await readSources(failingAt(file), workspace)).toEqual(new Map([[file, 'return {}']]));
  },
);

it.each(['link.luau', '.git/config', '.git/hidden.luau', 'notes.txt', 'nowhere.luau', '../x.luau'])(
  'shows nothing of what is no Luau of the workspace: %s',
  async (file) => {
    expect(await readSources(failingAt(file), workspace)).toEqual(new Map());
  },
);
