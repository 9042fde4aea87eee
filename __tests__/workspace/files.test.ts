import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, realpath, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  findWorkspace,
  findWorkspaceFile,
  isInside,
  readWorkspaceFile,
} from '../../src/workspace/files.ts';

const PURPOSE = { input: 'script', kind: 'a Luau file' };

let workspace: string;

beforeEach(async () => {
  workspace = await realpath(await mkdtemp(path.join(tmpdir(), 'workspace-')));
});

afterEach(() => rm(workspace, { recursive: true }));

describe('isInside', () => {
  it.each([
    ['/work/game', true],
    ['/work/game/tests', true],
    ['/work/game/..tests', true],
    ['/work/game/.../tests', true],
    ['/work', false],
    ['/', false],
    ['/work/game-2', false],
    ['/work/other/game', false],
  ])('says whether /work/game contains %s: %p', (location, inside) => {
    expect(isInside('/work/game', location)).toBe(inside);
  });
});

describe('a file of the workspace', () => {
  it('findWorkspaceFile returns the path and the size', async () => {
    await mkdir(path.join(workspace, 'a'));
    await writeFile(path.join(workspace, 'a', 'b.luau'), 'return 1');
    const found = { file: 'a/b.luau', location: path.join(workspace, 'a', 'b.luau'), sizeBytes: 8 };
    expect(await findWorkspaceFile('./a/../a/b.luau', workspace, PURPOSE)).toEqual(found);
  });

  it('a file outside the workspace is refused, with the expected input', async () => {
    const refused = findWorkspaceFile('..', path.join(workspace), PURPOSE);
    await expect(refused).rejects.toThrow(/outside the workspace. Expected a file inside/);
  });

  it('a file that is no UTF-8 text is refused, with the expected input', async () => {
    await writeFile(path.join(workspace, 'a.luau'), Buffer.from([0xff]));
    const refused = readWorkspaceFile('a.luau', workspace, PURPOSE);
    await expect(refused).rejects.toThrow(
      /^`script` names "a.luau", which is not UTF-8 text. Expected a Luau file in UTF-8/,
    );
  });

  it("a file that cannot be read is refused, with the system's reason", async () => {
    await writeFile(path.join(workspace, 'a.luau'), '');
    // Longer than any memory, and no byte of it takes room on the disk.
    await truncate(path.join(workspace, 'a.luau'), 4 * 1024 ** 4);
    const refused = readWorkspaceFile('a.luau', workspace, PURPOSE);
    await expect(refused).rejects.toThrow(
      /^`script` names "a.luau", which cannot be read: RangeError.* Expected a readable file/,
    );
  });
});

it('a missing workspace is refused, with the expected folder', async () => {
  await expect(findWorkspace(path.join(workspace, 'gone'))).rejects.toThrow(
    /^`GITHUB_WORKSPACE` names ".*gone", and there is no such folder. Expected the folder/,
  );
});
