import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from './build.ts';

/** The files of the repository that a release depends on. */
export interface ReleaseFiles {
  /** `package.json` */
  readonly manifest: string;
  /** `src/main.ts`, whose version the action sends to Roblox. */
  readonly main: string;
  /** `CHANGELOG.md` */
  readonly changelog: string;
}

/** The notes of a release, or the reasons against it. */
export type ReleaseCheck =
  { readonly notes: string } | { readonly problems: readonly [string, ...string[]] };

/** `v` and three numbers: what `release.yml` starts at. */
const TAG = /^v(\d+\.\d+\.\d+)$/;

/**
 * Checks that a tag, the files with the version and the changelog agree.
 *
 * @returns the changelog's entry, in Markdown, without its heading; or the problems, each a sentence
 */
export function checkRelease(tag: string, files: ReleaseFiles): ReleaseCheck {
  const version = TAG.exec(tag)?.[1];
  if (version === undefined) {
    return { problems: [`The tag is "${tag}"; expected one like v1.2.3.`] };
  }
  const problems: string[] = [];
  const named = {
    'package.json': (JSON.parse(files.manifest) as { version?: string }).version,
    'ACTION_VERSION in src/main.ts': /ACTION_VERSION = '([^']*)'/.exec(files.main)?.[1],
  };
  for (const [source, found = 'no version'] of Object.entries(named)) {
    if (found !== version) {
      problems.push(`The tag is ${tag}, but ${source} says ${found}.`);
    }
  }
  const entry = entryOf(version, files.changelog);
  if (entry === undefined) {
    problems.push(`CHANGELOG.md has no entry "## [${version}] - YYYY-MM-DD" with text below it.`);
  }
  const [first, ...others] = problems;
  return first === undefined ? { notes: entry ?? '' } : { problems: [first, ...others] };
}

/** The text below a version's heading, up to the next one or to the links at the end. */
function entryOf(version: string, changelog: string): string | undefined {
  const heading = new RegExp(
    String.raw`^## \[${version.replaceAll('.', String.raw`\.`)}\] - \d{4}-\d\d-\d\d$`,
  );
  const lines = changelog.split(/\r?\n/);
  const start = lines.findIndex((line) => heading.test(line));
  if (start === -1) {
    return undefined;
  }
  const below = lines.slice(start + 1);
  const end = below.findIndex((line) => /^## |^\[[^\]]+\]: /.test(line));
  const text = below
    .slice(0, end === -1 ? undefined : end)
    .join('\n')
    .trim();
  return text === '' ? undefined : text;
}

if (import.meta.main) {
  const read = (file: string): string => readFileSync(path.join(PROJECT, file), 'utf8');
  const check = checkRelease(process.argv[2] ?? '', {
    manifest: read('package.json'),
    main: read('src/main.ts'),
    changelog: read('CHANGELOG.md'),
  });
  if ('problems' in check) {
    process.stderr.write(check.problems.map((problem) => `${problem}\n`).join(''));
    process.exitCode = 1;
  } else {
    process.stdout.write(`${check.notes}\n`);
  }
}
