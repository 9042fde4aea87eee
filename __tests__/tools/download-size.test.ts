import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** Each `uses:` downloads all of the repository's commit, compressed, on each run. */
const MOST_BYTES = 5_000_000;

it('is a repository of less than 5 MB, as a workflow downloads it', () => {
  const lines = readFileSync('.gitignore', 'utf8').split('\n');
  const ignored = new Set(['.git', ...lines.map((line) => line.replace(/\/$/, ''))]);
  const files = readdirSync('.', { withFileTypes: true })
    .filter(({ name }) => !ignored.has(name))
    .flatMap((entry) =>
      entry.isDirectory()
        ? readdirSync(entry.name, { recursive: true, withFileTypes: true })
        : [entry],
    )
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
  expect(files).toContain(path.join('dist', 'index.js'));
  const tree = Buffer.concat(files.map((file) => readFileSync(file)));
  expect(gzipSync(tree).length).toBeLessThan(MOST_BYTES);
});
