import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { parseKeyValueFile } from '../../runner/step-files.ts';
import { systemClock } from '../../src/util/clock.ts';
import { OUTPUT_NAMES } from '../../src/report/outputs.ts';
import { publish } from '../../src/report/publish.ts';
import { strangerSteps, type StrangerStep } from './untrusted-steps.ts';
import { faultsOfWritten, listen, type Written } from './written.ts';

/** Thousands of steps; nothing here is told by how long it takes. */
const STEPS_TIMEOUT_MS = 300_000;

const NAMES: readonly string[] = OUTPUT_NAMES;

let folder: string;
let outputFile: string;
let descriptor: number;
let readBytes = 0;
const before = process.env['GITHUB_OUTPUT'];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'strangers-'));
  outputFile = path.join(folder, 'output');
  await writeFile(outputFile, '');
  descriptor = openSync(outputFile, 'r');
  process.env['GITHUB_OUTPUT'] = outputFile;
});

afterAll(async () => {
  closeSync(descriptor);
  if (before === undefined) {
    delete process.env['GITHUB_OUTPUT'];
  } else {
    process.env['GITHUB_OUTPUT'] = before;
  }
  await rm(folder, { recursive: true, force: true });
});

/** What came to the file of outputs since it was last read: emptying it would take most of the time. */
function readNewOutputs(): ReturnType<typeof parseKeyValueFile> {
  const bytes = Buffer.alloc(fstatSync(descriptor).size - readBytes);
  readSync(descriptor, bytes, 0, bytes.length, readBytes);
  readBytes += bytes.length;
  return parseKeyValueFile(bytes.toString());
}

function show({ report, events }: StrangerStep): Promise<Written> {
  return listen(async ({ jobLog }) => {
    const { runs, upload, isShared } = report;
    const plans = runs.map(({ plan }) => plan);
    if (plans.length > 0) {
      jobLog.begin({ plans, isShared: isShared ?? false, ...(upload && { upload }) });
      for (const [at, event] of events.entries()) {
        jobLog.event(event, event.kind === 'progress' ? undefined : at % plans.length);
      }
    }
    await publish(
      report,
      {
        workspace: folder,
        resultsFile: devNull,
        logsFile: devNull,
        junitFile: '',
        annotations: true,
        summary: false,
        context: { clock: systemClock, random: Math.random, signal: new AbortController().signal },
      },
      jobLog,
    );
  });
}

describe("strangers' text on standard output", () => {
  it.each([
    { kind: 'with one script', most: 1, numRuns: 5_500 },
    { kind: 'with several scripts', most: 3, numRuns: 1_000 },
  ])(
    'is no command, no output, no mask and no annotation, in a step $kind',
    async ({ most, numRuns }) => {
      await fc.assert(
        fc.asyncProperty(strangerSteps(most), async (step) => {
          expect(faultsOfWritten(await show(step))).toEqual([]);
          const { entries, fault } = readNewOutputs();
          expect(fault).toBeUndefined();
          expect(entries.map(([name]) => name).filter((name) => !NAMES.includes(name))).toEqual([]);
          expect(Object.fromEntries(entries)['outcome']).toBe(step.report.verdict.outcome);
        }),
        { numRuns, seed: 1 },
      );
    },
    STEPS_TIMEOUT_MS,
  );
});
