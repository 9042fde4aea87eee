import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inlineScript, readScript } from '../../src/workspace/script.ts';

let folder: string;
let workspace: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'script-'));
  workspace = path.join(folder, 'workspace');
  await mkdir(path.join(workspace, 'tests'), { recursive: true });
});

afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, content: string | Buffer): Promise<void> {
  await writeFile(path.join(workspace, name), content);
}

describe('readScript', () => {
  it('returns the text unchanged', async () => {
    const text = '--!strict\r\nprint("ü\t")\n\nreturn 1';
    await put('tests/smoke.luau', text);
    expect(await readScript('tests/../tests/smoke.luau', workspace)).toEqual({
      file: 'tests/smoke.luau',
      text,
    });
  });

  it('drops a byte-order mark', async () => {
    await put('a.luau', '\uFEFFreturn 1');
    expect((await readScript('a.luau', workspace)).text).toBe('return 1');
  });

  it('accepts an absolute path, and a link that stays inside', async () => {
    await put('a.luau', 'return 1');
    await symlink(path.join(workspace, 'a.luau'), path.join(workspace, 'link.luau'));
    expect(await readScript(path.join(workspace, 'a.luau'), workspace)).toMatchObject({
      file: 'a.luau',
    });
    expect(await readScript('link.luau', workspace)).toMatchObject({ file: 'a.luau' });
  });

  it('accepts at most 4 MiB', async () => {
    await put('a.luau', 'x'.repeat(4 * 1024 * 1024));
    expect((await readScript('a.luau', workspace)).text).toHaveLength(4 * 1024 * 1024);
    await truncate(path.join(workspace, 'a.luau'), 4 * 1024 * 1024 + 1);
    await expect(readScript('a.luau', workspace)).rejects.toThrow(
      /^`script` names "a.luau", which has 4194305 bytes. Expected at most 4194304/,
    );
  });

  it.each([
    ['missing.luau', /there is no such file in the workspace .* Expected the path of a Luau file/],
    ['tests', /which is not a file/],
    ['empty.luau', /^`script` names "empty.luau", which is empty. Expected a Luau file/],
    ['latin1.luau', /which is not UTF-8 text/],
    ['../secret.luau', /which lies outside the workspace/],
    ['leak.luau', /which lies outside the workspace/],
    ['.', /which lies outside the workspace/],
  ])('refuses %s', async (named, message) => {
    await put('empty.luau', '\uFEFF \r\n\t\n');
    await put('latin1.luau', Buffer.from([0x72, 0xfc]));
    await writeFile(path.join(folder, 'secret.luau'), 'return "secret"');
    await symlink(path.join(folder, 'secret.luau'), path.join(workspace, 'leak.luau'));
    await expect(readScript(named, workspace)).rejects.toThrow(message);
  });
});

it('readScript refuses a missing workspace', async () => {
  await expect(readScript('a.luau', path.join(folder, 'gone'))).rejects.toThrow(
    /^`GITHUB_WORKSPACE` names ".*gone", and there is no such folder/,
  );
});

describe('inlineScript', () => {
  it('returns the source unchanged except for a byte-order mark', () => {
    expect(inlineScript('\uFEFF  return 1\r\n')).toEqual({ text: '  return 1\r\n' });
    expect(inlineScript('return "\uFEFF"').text).toBe('return "\uFEFF"');
  });

  it('accepts at most 4 MiB', () => {
    const longest = 'ü'.repeat(2 * 1024 * 1024);
    expect(inlineScript(longest).text).toHaveLength(longest.length);
    expect(() => inlineScript(`${longest}!`)).toThrow(
      /^`source` makes a script of 4194305 bytes. Expected at most 4194304/,
    );
  });
});
