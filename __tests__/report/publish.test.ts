import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as files from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { SecretMasker } from '../../runner/secret-masker.ts';
import { parseKeyValueFile } from '../../runner/step-files.ts';
import { StepLog } from '../../runner/step-log.ts';
import type { Publication } from '../../src/report/publish.ts';
import type { StepReport } from '../../src/evaluate/types.ts';
import { virtualContext } from '../support/context.ts';
import { ended, failed, evaluated, logged, reportOf } from './evaluated-runs.ts';
import { script, stepOf } from './several-runs.ts';

// Tests replace these functions to simulate a full or a hanging disk.
const disk = { writeFile: files.writeFile, appendFile: files.appendFile };
jest.unstable_mockModule('node:fs/promises', () => ({
  ...files,
  writeFile: (...args: Parameters<typeof files.writeFile>) => disk.writeFile(...args),
  appendFile: (...args: Parameters<typeof files.appendFile>) => disk.appendFile(...args),
}));
const { publish } = await import('../../src/report/publish.ts');
const { createJobLog } = await import('../../src/report/log/job-log.ts');

let folder: string;
const before = process.env['GITHUB_OUTPUT'];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'publish-'));
});

afterEach(async () => {
  Object.assign(disk, { writeFile: files.writeFile, appendFile: files.appendFile });
  if (before === undefined) {
    delete process.env['GITHUB_OUTPUT'];
  } else {
    process.env['GITHUB_OUTPUT'] = before;
  }
  await rm(folder, { recursive: true });
});

/** Publishes a report. Returns what the runner reads. */
async function published(
  report: StepReport,
  overrides: Partial<Publication> = {},
): Promise<{
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly annotations: StepLog['annotations'];
  readonly stdout: string;
}> {
  const outputFile = path.join(folder, 'output');
  const summaryFile = path.join(folder, 'summary.md');
  await writeFile(outputFile, '');
  await writeFile(summaryFile, '');
  process.env['GITHUB_OUTPUT'] = outputFile;
  const written: string[] = [];
  const write = (text: string): void => void written.push(text);
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    write(String(chunk));
    return true;
  });
  try {
    await publish(
      report,
      {
        workspace: folder,
        resultsFile: 'results.json',
        logsFile: 'log.txt',
        junitFile: 'junit.xml',
        annotations: true,
        summary: true,
        summaryFile,
        context: virtualContext(),
        ...overrides,
      },
      createJobLog({ write, token: () => 'a-token' }),
    );
  } finally {
    spy.mockRestore();
  }
  const log = new StepLog(folder, new SecretMasker());
  for (const line of written.join('').split('\n')) {
    log.read(line);
  }
  return {
    outputs: Object.fromEntries(parseKeyValueFile(await readFile(outputFile, 'utf8')).entries),
    summary: await readFile(summaryFile, 'utf8'),
    annotations: log.annotations,
    stdout: written.join(''),
  };
}

const FAILURE = { code: 'SCRIPT_ERROR', message: 'TaskScript:1: boom' };

/** A failing script whose log is too long for a string. */
function withUnreadableLog(): StepReport {
  const report = reportOf(failed(FAILURE));
  const { run } = report.runs[0] as { run: { log: unknown } };
  const message = {
    ...logged('x'),
    get text(): string {
      throw new RangeError('Invalid string length');
    },
  };
  run.log = { messages: [message] };
  return report;
}

describe('publish, if a renderer throws', () => {
  it('publishes the other channels, one warning and the verdict', async () => {
    const { outputs, annotations } = await published(withUnreadableLog());
    expect(outputs).toEqual({
      outcome: 'failed',
      'results-file': path.join(folder, 'results.json'),
    });
    expect(annotations).toMatchObject([
      { level: 'warning' },
      { level: 'error', title: 'Luau script error' },
    ]);
    const lines = annotations[0]?.message.split('\n') ?? [];
    expect(lines.map((line) => line.split(': ')[0])).toEqual([
      '`logs-file` could not be written',
      '`junit-file` could not be written',
      'The outputs could not be written whole',
      'The step summary could not be written',
      'The job log could not be written whole',
    ]);
    expect(lines.every((line) => line.endsWith(': RangeError: Invalid string length'))).toBe(true);
  });

  it('closes the group of the job log', async () => {
    const { stdout } = await published(withUnreadableLog());
    expect(stdout.lastIndexOf('::endgroup::')).toBeGreaterThan(stdout.lastIndexOf('::group::'));
    expect(stdout.indexOf('::warning::')).toBeGreaterThan(stdout.lastIndexOf('::endgroup::'));
  });

  it('writes the one error if annotations cannot be rendered', async () => {
    const report = reportOf(failed(FAILURE));
    const [evaluatedRun] = report.runs;
    Object.defineProperty(evaluatedRun?.verdict, 'locatedWarnings', {
      get: () => {
        throw new Error('no');
      },
    });
    const { annotations, summary } = await published(report);
    expect(annotations).toMatchObject([
      { level: 'warning', message: 'The annotations could not be written whole: Error: no' },
      { level: 'error', title: 'Luau script error', message: expect.stringContaining('boom') },
    ]);
    expect(summary).toContain('Luau script error');
  });
});

describe('publish, on a failing disk', () => {
  /** Writes half of a file, then fails. */
  const fillUp = (): void => {
    disk.writeFile = async (file, content) => {
      const half = typeof content === 'string' ? content.slice(0, content.length / 2) : '';
      await files.writeFile(file, half);
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    };
  };

  it('leaves no partial file, and no file of an earlier step, on a full disk', async () => {
    for (const name of ['results.json', 'log.txt', 'junit.xml']) {
      await writeFile(path.join(folder, name), 'of an earlier step');
    }
    fillUp();
    const report = reportOf(ended({ results: ['a result'] }, { messages: [logged('a log')] }));
    const { annotations, outputs } = await published(report);
    expect((await readdir(folder)).toSorted()).toEqual(['output', 'summary.md']);
    expect(outputs['outcome']).toBe('passed');
    expect(outputs['results-file']).toBeUndefined();
    expect(annotations).toMatchObject([{ level: 'warning' }]);
    expect(annotations[0]?.message.match(/-file` could not be written: .*ENOSPC/g)).toHaveLength(3);
  });

  it('waits for a hanging disk until one second after a cancellation', async () => {
    const context = virtualContext();
    const outputFile = path.join(folder, 'output');
    disk.appendFile = async () => {
      // The other files are complete by then.
      while (!(await readFile(outputFile, 'utf8')).includes('junit-file')) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      context.abort(new Error('cancelled'));
      context.clock.park();
      return new Promise(() => {});
    };
    const report = stepOf([
      evaluated(ended()),
      evaluated(failed(FAILURE), { script: script('b.luau') }),
    ]);
    const { outputs, annotations, stdout } = await published(report, { context });
    expect(context.clock.now()).toBe(1_000);
    expect(outputs).toMatchObject({
      outcome: 'failed',
      'results-file': path.join(folder, 'results.json'),
    });
    expect(annotations).toMatchObject([
      {
        level: 'warning',
        message:
          'The step summary could not be written whole: Error: not finished 1 s after "Error: cancelled"',
      },
      { level: 'error', title: 'Luau script error' },
    ]);
    expect(stdout).toContain('Result: ');
  });

  it('waits one second for a hanging disk if the step was cancelled before', async () => {
    const context = virtualContext();
    context.abort(new Error('cancelled'));
    disk.appendFile = () => {
      context.clock.park();
      return new Promise(() => {});
    };
    const { outputs, annotations } = await published(reportOf(ended()), {
      context,
      resultsFile: devNull,
      logsFile: devNull,
      junitFile: '',
    });
    expect(context.clock.now()).toBe(1_000);
    expect(outputs['outcome']).toBe('passed');
    expect(annotations).toMatchObject([{ level: 'warning' }]);
  });

  it('finishes writing within that second if the step was cancelled before', async () => {
    const context = virtualContext();
    context.abort(new Error('cancelled'));
    disk.appendFile = async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await files.appendFile(...args);
    };
    const { summary, annotations } = await published(reportOf(ended()), { context });
    expect(summary).toMatch(/^### :white_check_mark: Passed/);
    expect(annotations).toEqual([]);
    expect(context.clock.now()).toBe(0);
    // The timer was cleared, so the process does not wait for it.
    await context.clock.sleep(1);
  });
});
