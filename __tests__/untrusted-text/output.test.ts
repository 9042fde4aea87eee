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
import { runs } from '../support/runs.ts';
import { untrustedSteps, type UntrustedStep } from './untrusted-steps.ts';
import { faultsOfWritten, captureOutput, type Written } from './written.ts';

/** Enough for the full number of runs on a slow machine. */
const STEPS_TIMEOUT_MS = 300_000;

const NAMES: readonly string[] = OUTPUT_NAMES;

let folder: string;
let outputFile: string;
let descriptor: number;
let readBytes = 0;
const before = process.env['GITHUB_OUTPUT'];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'untrusted-text-'));
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

/** The outputs written since the last call. Emptying the file each time would take most of the test's time. */
function readNewOutputs(): ReturnType<typeof parseKeyValueFile> {
  const bytes = Buffer.alloc(fstatSync(descriptor).size - readBytes);
  readSync(descriptor, bytes, 0, bytes.length, readBytes);
  readBytes += bytes.length;
  return parseKeyValueFile(bytes.toString());
}

function show({ report, events }: UntrustedStep): Promise<Written> {
  return captureOutput(async ({ jobLog }) => {
    const { runs: evaluated, upload, isShared } = report;
    const plans = evaluated.map(({ plan }) => plan);
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

describe('untrusted text on standard output', () => {
  it.each([
    { kind: 'one script', maxScripts: 1, numRuns: runs(5_500) },
    { kind: 'several scripts', maxScripts: 3, numRuns: runs(1_000) },
  ])(
    'never becomes a command, an output, a mask or an annotation of a step with $kind',
    async ({ maxScripts, numRuns }) => {
      await fc.assert(
        fc.asyncProperty(untrustedSteps(maxScripts), async (step) => {
          expect(faultsOfWritten(await show(step))).toEqual([]);
          const { entries, problem } = readNewOutputs();
          expect(problem).toBeUndefined();
          expect(entries.map(([name]) => name).filter((name) => !NAMES.includes(name))).toEqual([]);
          expect(Object.fromEntries(entries)['outcome']).toBe(step.report.verdict.outcome);
        }),
        { numRuns, seed: 1 },
      );
    },
    STEPS_TIMEOUT_MS,
  );
});
