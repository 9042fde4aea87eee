import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

// Each `uses:` downloads an archive of the repository on each run. `.gitattributes` says what is in it.

// The action without the emulator has 0.5 MB, compressed. Steps without a key need the emulator without a network, so it
// is in the archive: the Luau VM has 0.4 MB, its engine and the data of Roblox's API the rest.
const MAX_BYTES = 2_500_000;

let repository: string;
let archive: Buffer;

beforeAll(() => {
  // A repository of its own, so that the files of the working tree count, committed or not.
  repository = mkdtempSync(path.join(tmpdir(), 'archive-'));
  const git = (...options: readonly string[]): Buffer =>
    execFileSync('git', [`--git-dir=${repository}`, '--work-tree=.', ...options], {
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  git('init', '--quiet');
  git('add', '--all');
  archive = git('archive', git('write-tree').toString().trim());
});

afterAll(() => rmSync(repository, { recursive: true }));

it('the archive holds what a workflow needs, and nothing else', () => {
  expect(namesIn(archive).toSorted()).toEqual(
    [
      'LICENSE',
      'README.md',
      'action.yml',
      'dist/',
      ...readdirSync('dist', { recursive: true, withFileTypes: true }).map(
        (entry) => `${entry.parentPath}/${entry.name}${entry.isDirectory() ? '/' : ''}`,
      ),
      'package.json',
    ].toSorted(),
  );
});

it(`the archive has at most ${MAX_BYTES} bytes, compressed`, () => {
  expect(gzipSync(archive).length).toBeLessThanOrEqual(MAX_BYTES);
});

/** The names of the files in a tar archive: a header of 512 bytes each, then the content in blocks of that size. */
function namesIn(tar: Buffer): readonly string[] {
  const names: string[] = [];
  let at = 0;
  while (at + 512 <= tar.length && tar[at] !== 0) {
    const text = (start: number, end: number): string =>
      tar.toString('latin1', at + start, at + end).replace(/\0.*/, '');
    const isFileOrFolder = ['0', '5'].includes(text(156, 157));
    names.push(...(isFileOrFolder ? [text(0, 100)] : []));
    at += 512 + Math.ceil(Number.parseInt(text(124, 136), 8) / 512) * 512;
  }
  return names;
}
