import { expect, it } from '@jest/globals';
import { checkRelease } from '../../tools/check-release.ts';

const FILES = {
  manifest: '{ "version": "1.2.3" }',
  main: "export const ACTION_VERSION = '1.2.3';",
  changelog: `# Changelog

## [Unreleased]

## [1.2.3] - 2026-11-22

### Fixed

- A slip.

## [1.2.2] - 2026-11-01

- An older slip.

[Unreleased]: https://example.com/compare
`,
};

it("returns the changelog's entry of the version", () => {
  expect(checkRelease('v1.2.3', FILES)).toEqual({ notes: '### Fixed\n\n- A slip.' });
});

it('leaves out the links at the end of the changelog', () => {
  const files = {
    ...FILES,
    manifest: '{ "version": "1.2.2" }',
    main: "const ACTION_VERSION = '1.2.2';",
  };
  expect(checkRelease('v1.2.2', files)).toEqual({ notes: '- An older slip.' });
});

it.each(['', '1.2.3', 'v1.2', 'v1.2.3-beta.1', 'v1'])('refuses the tag "%s"', (tag) => {
  expect(checkRelease(tag, FILES)).toEqual({
    problems: [`The tag is "${tag}"; expected one like v1.2.3.`],
  });
});

it('names each file that has another version', () => {
  const files = { ...FILES, manifest: '{ "version": "1.2.2" }', main: '' };
  expect(checkRelease('v1.2.3', files)).toEqual({
    problems: [
      'The tag is v1.2.3, but package.json says 1.2.2.',
      'The tag is v1.2.3, but ACTION_VERSION in src/main.ts says no version.',
    ],
  });
});

it.each([
  ['is not there', ''],
  ['has no date', '## [1.2.3]\n\n- A slip.'],
  ['is empty', '## [1.2.3] - 2026-11-22\n\n## [1.2.2] - 2026-11-01\n\n- A slip.'],
  ['is that of another version', '## [1x2.3] - 2026-11-22\n\n- A slip.'],
])('reports a changelog entry that %s as missing', (_, changelog) => {
  expect(checkRelease('v1.2.3', { ...FILES, changelog })).toEqual({
    problems: ['CHANGELOG.md has no entry "## [1.2.3] - YYYY-MM-DD" with text below it.'],
  });
});
