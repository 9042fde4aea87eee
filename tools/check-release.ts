import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from './build.ts';

/** What a release is made of, as it stands in the repository. */
export interface ReleaseFiles {
  /** `package.json` */
  readonly manifest: string;
  /** `src/main.ts`, which tells Roblox the version. */
  readonly main: string;
  /** `CHANGELOG.md` */
  readonly changelog: string;
}

/** What is to be told of a release, or why there must not be one. */
export type ReleaseCheck =
  { readonly notes: string } | { readonly faults: readonly [string, ...string[]] };

/** `v` and three numbers: what `release.yml` starts at. */
const TAG = /^v(\d+\.\d+\.\d+)$/;

/**
 * Checks that a tag, the files that name the version and the changelog are of one mind.
 *
 * @returns the changelog's entry, in Markdown, without its heading; or the faults, each a sentence
 */
export function checkRelease(tag: string, files: ReleaseFiles): ReleaseCheck {
  const version = TAG.exec(tag)?.[1];
  if (version === undefined) {
    return { faults: [`The tag is "${tag}"; expected one like v1.2.3.`] };
  }
  const faults: string[] = [];
  const named = {
    'package.json': (JSON.parse(files.manifest) as { version?: string }).version,
    'ACTION_VERSION in src/main.ts': /ACTION_VERSION = '([^']*)'/.exec(files.main)?.[1],
  };
  for (const [where, found = 'no version'] of Object.entries(named)) {
    if (found !== version) {
      faults.push(`The tag is ${tag}, but ${where} says ${found}.`);
    }
  }
  const entry = entryOf(version, files.changelog);
  if (entry === undefined) {
    faults.push(`CHANGELOG.md has no entry "## [${version}] - YYYY-MM-DD" with text below it.`);
  }
  const [first, ...others] = faults;
  return first === undefined ? { notes: entry ?? '' } : { faults: [first, ...others] };
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
  if ('faults' in check) {
    process.stderr.write(check.faults.map((fault) => `${fault}\n`).join(''));
    process.exitCode = 1;
  } else {
    process.stdout.write(`${check.notes}\n`);
  }
}
