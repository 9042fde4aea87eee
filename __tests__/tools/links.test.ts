import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// A threat model that names a test which is gone holds nothing.

const PAGES = ['.', '.github', 'docs'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name)),
);

/** Code shows links and headings without making any. */
const CODE = /^ *(`{3,})[^]*?^ *\1 *$|`[^`\n]+`/gm;

/** Where a link leads that is not to another site. */
const OWN_LINK = /\]\((?!\w+:)([^)#\s]*)#?([^)\s]*)\)/g;

/** A file or a folder of the project, as the text calls it. */
const NAMED = /`((?:src|dist|docs|emulator|examples|runner|tools|__tests__)\/[\w./-]*)`/g;

it('the checked pages include the README, SECURITY and the docs', () => {
  expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'SECURITY.md', 'docs/scale.md']));
});

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('links only to files and headings that exist', () => {
    const lost = [...text.replace(CODE, '').matchAll(OWN_LINK)].filter(([, file, anchor]) => {
      const target = file === '' ? page : path.join(path.dirname(page), file ?? '');
      return !existsSync(target) || (anchor !== '' && !anchorsOf(target).has(anchor ?? ''));
    });
    expect(lost.map(([link]) => link)).toEqual([]);
  });

  it('names only files that exist', () => {
    const names = [...text.matchAll(NAMED)].map(([, name]) => name ?? '');
    expect(names.filter((name) => !existsSync(name))).toEqual([]);
  });
});

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = readFileSync(page, 'utf8')
    .replace(CODE, (code) => (code.startsWith('`') && !code.includes('\n') ? code : ''))
    .matchAll(/^#+ +(.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
