import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { differingFiles, oversizedParts } from '../../tools/check-dist.ts';

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

it('a bundle may have 5 MB, of which a step without a key loads at most 2.5 MB', () => {
  const large = 'x'.repeat(2_500_000);
  const most = { 'index.js': 'x'.repeat(1_499_994), 'emulator/index.js': large };
  const fits = write('fits', { ...most, 'emulator/1.index.js': 'x'.repeat(1_000_006) });
  expect(oversizedParts(fits)).toEqual([]);
  write('fits', { 'emulator/luau/main.luau': '-' });
  expect(oversizedParts(fits)).toEqual([
    'the emulator that a step loads has 2500001 bytes, and may have 2500000',
    'the whole bundle has 5000001 bytes, and may have 5000000',
  ]);
});
