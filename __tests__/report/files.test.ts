import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { readSources, writeReportFiles, type ReportPaths } from '../../src/report/files.ts';
import type { Verdict } from '../../src/evaluate/types.ts';
import { renderJUnit } from '../../src/report/junit.ts';
import { failForMissingKey } from '../../src/evaluate/pre-run.ts';
import {
  ended,
  evaluated,
  logged,
  noAnswer,
  reportOf,
  reportWithoutRuns,
} from './evaluated-runs.ts';
import { script, sharedStep, stepOf } from './several-runs.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'files-'));
});

afterEach(() => rm(folder, { recursive: true }));

function locations(overrides: Partial<ReportPaths> = {}): ReportPaths {
  return {
    workspace: folder,
    temp: folder,
    resultsFile: '',
    logsFile: '',
    junitFile: '',
    ...overrides,
  };
}

/** A path that is not a plain file, and a function that creates it. */
type BadTarget = readonly [string, (location: string) => string];

const FOLDER: BadTarget = [
  'a folder',
  (location) => {
    mkdirSync(location);
    return location;
  },
];

const SPECIAL: readonly BadTarget[] = [
  [
    'a pipe',
    (location) => {
      execFileSync('mkfifo', [location]);
      return location;
    },
  ],
  [
    'a link to a pipe, as standard output is one',
    (location) => {
      execFileSync('mkfifo', [`${location}.pipe`]);
      symlinkSync(`${location}.pipe`, location);
      return location;
    },
  ],
  ['a device', () => '/dev/zero'],
];

const read = async (file = 'absent'): Promise<string> => readFile(file, 'utf8');

describe('writeReportFiles', () => {
  it('writes whole results and log to one new folder by default', async () => {
    const long = 'x'.repeat(300_000);
    const report = reportOf(ended({ results: [long, null] }, { messages: [logged(long)] }));
    const { files, warnings } = await writeReportFiles(report, locations());
    expect(warnings).toEqual([]);
    expect(JSON.parse(await read(files.resultsFile))).toEqual([long, null]);
    expect(await read(files.logsFile)).toBe(long);
    expect(path.dirname(files.logsFile ?? '')).toBe(path.dirname(files.resultsFile ?? ''));
    expect(path.dirname(path.dirname(files.logsFile ?? ''))).toBe(folder);
    expect(files.junitFile).toBeUndefined();
    const again = await writeReportFiles(report, locations());
    expect(again.files.resultsFile).not.toBe(files.resultsFile);
  });

  it('writes to the paths of the inputs, and creates folders', async () => {
    const report = sharedStep();
    const { files } = await writeReportFiles(
      report,
      locations({
        resultsFile: 'out/deep/results.json',
        logsFile: path.join(folder, 'log.txt'),
        junitFile: 'out/junit.xml',
      }),
    );
    expect(files).toEqual({
      resultsFile: path.join(folder, 'out/deep/results.json'),
      logsFile: path.join(folder, 'log.txt'),
      junitFile: path.join(folder, 'out/junit.xml'),
    });
    expect(await read(files.junitFile)).toBe(renderJUnit(report));
    expect((await readdir(folder)).toSorted()).toEqual(['log.txt', 'out']);
  });

  it('writes an array for each of several scripts, and joins their logs', async () => {
    const runs = [
      evaluated(ended({ results: [1, 2] }, { messages: [logged('a'), logged('b')] })),
      evaluated(
        { status: 'unknown-create-outcome', error: noAnswer() },
        { script: script('b.luau') },
      ),
      evaluated(ended({ results: ['c'] }, { messages: [logged('c')] })),
    ];
    const { files } = await writeReportFiles(stepOf(runs), locations());
    expect(JSON.parse(await read(files.resultsFile))).toEqual([[1, 2], [], ['c']]);
    expect(await read(files.logsFile)).toBe('a\nb\nc');
  });

  it('replaces a file of an earlier step even if the script did not run', async () => {
    await writeFile(path.join(folder, 'results.json'), '[true]');
    const report = reportOf({ status: 'unknown-create-outcome', error: noAnswer() });
    await writeReportFiles(report, locations({ resultsFile: 'results.json' }));
    expect(await read(path.join(folder, 'results.json'))).toBe('[]');
  });

  it('writes only files with a path, with empty content, if nothing was to run', async () => {
    const report = reportWithoutRuns(failForMissingKey(undefined));
    expect((await writeReportFiles(report, locations())).files).toEqual({});
    expect(await readdir(folder)).toEqual([]);
    for (const name of ['results.json', 'log.txt', 'junit.xml']) {
      await writeFile(path.join(folder, name), 'of an earlier step');
    }
    const { files } = await writeReportFiles(
      report,
      locations({ resultsFile: 'results.json', logsFile: 'log.txt', junitFile: 'junit.xml' }),
    );
    expect(await read(files.resultsFile)).toBe('[]');
    expect(await read(files.logsFile)).toBe('');
    expect(await read(files.junitFile)).toContain('Roblox API key missing');
  });

  it('accepts the null device', async () => {
    const { files, warnings } = await writeReportFiles(
      reportOf(ended()),
      locations({ resultsFile: devNull }),
    );
    expect(warnings).toEqual([]);
    expect(files.resultsFile).toBe(path.resolve(devNull));
    expect((await stat(devNull)).isFile()).toBe(false);
  });

  it.each([FOLDER, ...SPECIAL])('refuses to write to %s', async (_, make) => {
    const location = path.join(folder, 'place');
    const named = make(location);
    const report = reportOf(ended({ results: ['raw'] }));
    const { files, warnings } = await writeReportFiles(report, locations({ resultsFile: named }));
    expect(files.resultsFile).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(/^`results-file` .* is not a plain file$/)]);
  });

  it('replaces a link, and keeps its target', async () => {
    await writeFile(path.join(folder, 'target'), 'kept');
    await symlink('target', path.join(folder, 'results.json'));
    const { files } = await writeReportFiles(
      reportOf(ended({ results: [1] })),
      locations({ resultsFile: 'results.json' }),
    );
    expect(await read(files.resultsFile)).toBe('[1]');
    expect(await read(path.join(folder, 'target'))).toBe('kept');
  });

  it.each([
    ['a folder link', 'link/results.json'],
    ['a folder link further up', 'link/a/b/results.json'],
    ['a link behind a link', 'inner/link/results.json'],
    ['a link that leads nowhere', 'dangling/results.json'],
  ])('writes nothing through %s out of the workspace', async (_, resultsFile) => {
    const outside = await mkdtemp(path.join(tmpdir(), 'outside-'));
    const workspace = path.join(folder, 'workspace');
    await mkdir(path.join(workspace, 'real'), { recursive: true });
    await symlink(outside, path.join(workspace, 'link'));
    await symlink('real', path.join(workspace, 'inner'));
    await symlink(outside, path.join(workspace, 'real/link'));
    await symlink(path.join(outside, 'absent'), path.join(workspace, 'dangling'));
    await writeFile(path.join(outside, 'results.json'), 'kept');
    const report = reportOf(ended({ results: ['raw'] }));
    const temp = path.join(folder, 'temp');
    await mkdir(temp);
    const given = locations({ workspace, temp, resultsFile });
    const { files, warnings } = await writeReportFiles(report, given);
    expect(files.resultsFile).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(/^`results-file` could not be written: /)]);
    expect(await readdir(outside)).toEqual(['results.json']);
    expect(await read(path.join(outside, 'results.json'))).toBe('kept');
    await rm(outside, { recursive: true });
  });

  it('follows folder links inside the workspace, to RUNNER_TEMP, and of the workspace itself', async () => {
    const temp = await mkdtemp(path.join(tmpdir(), 'temp-'));
    await mkdir(path.join(folder, 'real'));
    await symlink('real', path.join(folder, 'inner'));
    await symlink(temp, path.join(folder, 'temp'));
    await symlink(folder, path.join(temp, 'workspace'));
    const { warnings } = await writeReportFiles(
      reportOf(ended()),
      locations({
        workspace: path.join(temp, 'workspace'),
        temp,
        resultsFile: 'inner/results.json',
        logsFile: 'temp/out/log.txt',
        junitFile: path.join(folder, 'junit.xml'),
      }),
    );
    expect(warnings).toEqual([]);
    expect(await readdir(path.join(folder, 'real'))).toEqual(['results.json']);
    expect(await readdir(path.join(temp, 'out'))).toEqual(['log.txt']);
    await rm(temp, { recursive: true });
  });

  it('warns about each file that cannot be written, and writes the others', async () => {
    await mkdir(path.join(folder, 'taken'));
    const { files, warnings } = await writeReportFiles(
      reportOf(ended()),
      locations({ resultsFile: 'taken', junitFile: 'taken' }),
    );
    expect(Object.keys(files)).toEqual(['logsFile']);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^`results-file` could not be written: .*taken exists and is not a plain file$/,
      ),
      expect.stringMatching(
        /^`junit-file` could not be written: .*taken exists and is not a plain file$/,
      ),
    ]);
  });

  it("uses the system's temporary folder if the runner sets none", async () => {
    const { files } = await writeReportFiles(reportOf(ended()), locations({ temp: '' }));
    const made = path.dirname(files.resultsFile ?? '');
    await rm(made, { recursive: true });
    expect(path.dirname(made)).toBe(tmpdir());
    expect(await readdir(folder)).toEqual([]);
  });

  it('warns if the folder cannot be created', async () => {
    const temp = path.join(folder, 'gone');
    const { files, warnings } = await writeReportFiles(reportOf(ended()), locations({ temp }));
    expect(files).toEqual({});
    expect(warnings).toHaveLength(2);
  });
});

describe('readSources', () => {
  let workspace: string;

  beforeEach(async () => {
    workspace = await mkdtemp(path.join(tmpdir(), 'sources-'));
    await mkdir(path.join(workspace, '.git'));
    await writeFile(path.join(workspace, '.git/config'), 'a token of the checkout');
    await writeFile(path.join(workspace, '.git/hidden.luau'), 'hidden');
    await writeFile(path.join(workspace, 'notes.txt'), 'notes');
    await writeFile(path.join(workspace, 'shop.luau'), 'return {}');
    await symlink('.git/config', path.join(workspace, 'link.luau'));
    await symlink('shop.luau', path.join(workspace, 'shop-link.luau'));
  });

  afterEach(() => rm(workspace, { recursive: true }));

  function failingAt(file: string): Verdict {
    return { outcome: 'failed', message: 'no', warnings: [], location: { file, line: 1 } };
  }

  it.each(['shop.luau', 'shop-link.luau'])(
    'reads Luau files, and follows links: %s',
    async (file) => {
      expect(await readSources(failingAt(file), workspace)).toEqual(new Map([[file, 'return {}']]));
    },
  );

  it.each([
    'link.luau',
    '.git/config',
    '.git/hidden.luau',
    'notes.txt',
    'nowhere.luau',
    '../x.luau',
  ])('reads only Luau files of the workspace: not %s', async (file) => {
    expect(await readSources(failingAt(file), workspace)).toEqual(new Map());
  });
});
