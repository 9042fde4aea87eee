import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { writeReportFiles, type ReportPaths } from '../../src/report/files.ts';
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

function locations(given: Partial<ReportPaths> = {}): ReportPaths {
  return {
    workspace: folder,
    temp: folder,
    resultsFile: '',
    logsFile: '',
    junitFile: '',
    ...given,
  };
}

type Unfit = readonly [string, (location: string) => string];

/** What is there, and would take what is written for something else, or wait for a reader. */
const FOLDER: Unfit = [
  'a folder',
  (location) => {
    mkdirSync(location);
    return location;
  },
];

const SPECIAL: readonly Unfit[] = [
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

const UNFIT = [FOLDER, ...(process.platform === 'win32' ? [] : SPECIAL)];

const read = async (file = 'absent'): Promise<string> => readFile(file, 'utf8');

describe('the files of a step', () => {
  it('are results and log, whole, in one fresh folder where no paths are given', async () => {
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

  it('go where the inputs say, with folders made as needed', async () => {
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

  it('have an array for each of several scripts, and their logs one after another', async () => {
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

  it('are written where a script was to run, and never left as an earlier step wrote them', async () => {
    await writeFile(path.join(folder, 'results.json'), '[true]');
    const report = reportOf({ status: 'unknown-create-outcome', error: noAnswer() });
    await writeReportFiles(report, locations({ resultsFile: 'results.json' }));
    expect(await read(path.join(folder, 'results.json'))).toBe('[]');
  });

  it('are those whose paths were given where none was to run, and hold that nothing came', async () => {
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

  it('may be nowhere', async () => {
    const { files, warnings } = await writeReportFiles(
      reportOf(ended()),
      locations({ resultsFile: devNull }),
    );
    expect(warnings).toEqual([]);
    expect(files.resultsFile).toBe(path.resolve(devNull));
    expect((await stat(devNull)).isFile()).toBe(false);
  });

  it.each(UNFIT)('are never written to %s', async (_, make) => {
    const location = path.join(folder, 'place');
    const named = make(location);
    const report = reportOf(ended({ results: ['raw'] }));
    const { files, warnings } = await writeReportFiles(report, locations({ resultsFile: named }));
    expect(files.resultsFile).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(/^`results-file` .* is not a plain file$/)]);
  });

  it('take the place of a link, and leave alone what it leads to', async () => {
    await writeFile(path.join(folder, 'target'), 'kept');
    await symlink('target', path.join(folder, 'results.json'));
    const { files } = await writeReportFiles(
      reportOf(ended({ results: [1] })),
      locations({ resultsFile: 'results.json' }),
    );
    expect(await read(files.resultsFile)).toBe('[1]');
    expect(await read(path.join(folder, 'target'))).toBe('kept');
  });

  it('that cannot be written are a warning each, and the others are written', async () => {
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

  it("are in the system's folder where the runner names none", async () => {
    const { files } = await writeReportFiles(reportOf(ended()), locations({ temp: '' }));
    const made = path.dirname(files.resultsFile ?? '');
    await rm(made, { recursive: true });
    expect(path.dirname(made)).toBe(tmpdir());
    expect(await readdir(folder)).toEqual([]);
  });

  it('do not fail the step where there is no folder for them', async () => {
    const temp = path.join(folder, 'gone');
    const { files, warnings } = await writeReportFiles(reportOf(ended()), locations({ temp }));
    expect(files).toEqual({});
    expect(warnings).toHaveLength(2);
  });
});
