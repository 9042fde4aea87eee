import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { differingFiles } from '../../tools/check-dist.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'check-dist-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, files: Readonly<Record<string, string>>): string {
  for (const [file, content] of Object.entries(files)) {
    const full = path.join(folder, name, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, content);
  }
  return path.join(folder, name);
}

it('lists the files that differ, that are missing, and that are superfluous', () => {
  const one = write('one', { same: 'a', 'sub/other': 'a', added: '', changed: 'a' });
  const other = write('other', { same: 'a', 'sub/other': 'a', removed: 'a', changed: 'b' });
  expect(differingFiles(one, other)).toEqual(['added', 'changed', 'removed']);
  expect(differingFiles(one, one)).toEqual([]);
});

it('a folder that does not exist counts as empty', () => {
  const one = write('alone', { a: '' });
  expect(differingFiles(one, path.join(folder, 'nowhere'))).toEqual(['a']);
});
