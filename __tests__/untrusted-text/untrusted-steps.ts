import fc from 'fast-check';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import type { Log } from '../../src/tasks/run-result.ts';
import type { RunResult, RunPlan } from '../../src/tasks/run-result.ts';
import { OpenCloudError, errorFromResponse } from '../../src/open-cloud/errors.ts';
import type { Json, LuauTask } from '../../src/open-cloud/types.ts';
import type { ProgressEvent } from '../../src/report/log/progress-events.ts';
import { explainError, refuseUntrustedCode } from '../../src/evaluate/pre-run.ts';
import type { Criteria } from '../../src/evaluate/types.ts';
import { evaluateRun, evaluateUpload } from '../../src/evaluate/evaluate-run.ts';
import { evaluateStep } from '../../src/evaluate/evaluate-step.ts';
import { locate } from '../../src/evaluate/location/locate.ts';
import type { EvaluatedRun, PlaceUpload, StepReport } from '../../src/evaluate/types.ts';
import { createPlan, createTask, REPOSITORY } from '../report/evaluated-runs.ts';
import { seldom, splitCommand, untrustedText } from './untrusted-text.ts';

/** The body of a refusal, in each of the spellings that were seen. */
export const refusalBody: fc.Arbitrary<string> = fc
  .tuple(untrustedText, untrustedText, fc.nat(6))
  .map(([said, code, spelling]) => {
    const spellings: readonly unknown[] = [
      { code, message: said },
      { error: code, message: said },
      { errors: [{ code, message: said }] },
      { errorCode: code, errorMessage: said },
      { title: said, errors: { [code]: [said, code] } },
      said,
    ];
    return spelling === spellings.length
      ? `<html><title>${said}</title><body>${code}</body></html>`
      : spelling === spellings.length - 1
        ? said
        : JSON.stringify(spellings[spelling]);
  });

/** An error of the client whose texts are untrusted. */
const failure: fc.Arbitrary<OpenCloudError> = fc.oneof(
  fc
    .record({
      status: fc.constantFrom(400, 401, 403, 404, 409, 429, 500, 503),
      text: refusalBody,
      method: fc.constantFrom('GET', 'POST'),
    })
    .map(({ status, text, method }) =>
      errorFromResponse({ method, path: '/cloud/v2/universes/1' }, { status, text, headers: {} }),
    ),
  fc
    .record({
      failure: fc.constantFrom(
        'no-answer' as const,
        'unreadable' as const,
        'not-connected' as const,
      ),
      said: untrustedText,
    })
    .map(
      (details) =>
        new OpenCloudError({
          ...details,
          request: { method: 'GET', path: '/cloud/v2' },
          status: 200,
        }),
    ),
);

const plainJson: fc.Arbitrary<Json> = fc.oneof(
  untrustedText,
  fc.jsonValue().map((value) => value as Json),
  fc.array(untrustedText, { maxLength: 5 }),
  fc.dictionary(untrustedText, untrustedText, { maxKeys: 3 }),
);

const ownTest = fc.record(
  {
    name: untrustedText,
    status: fc.oneof(fc.constantFrom('passed', 'failed', 'skipped', 'warning'), untrustedText),
    message: untrustedText,
    trace: untrustedText,
    durationMs: fc.nat(3_000),
  },
  { requiredKeys: ['name', 'status'] },
);

const jestTest = fc.record({
  ancestorTitles: fc.array(untrustedText, { maxLength: 2 }),
  title: untrustedText,
  status: fc.oneof(fc.constantFrom('passed', 'failed', 'pending'), untrustedText),
  failureMessages: fc.array(untrustedText, { maxLength: 2 }),
});

/** Values that a script may return: data, and test results in the shapes of three frameworks. */
export const result: fc.Arbitrary<Json> = fc.oneof(
  plainJson,
  fc.record({ tests: fc.array(ownTest, { maxLength: 5 }), message: untrustedText }),
  fc.record({ failed: fc.array(untrustedText, { maxLength: 4 }), passed: fc.nat(3) }),
  fc
    .record({ tests: fc.array(jestTest, { maxLength: 4 }), file: untrustedText, failed: fc.nat(2) })
    .map(({ tests, file, failed }) => ({
      success: failed === 0,
      numFailedTests: failed,
      numPassedTests: tests.length,
      testResults: [{ testFilePath: file, failureMessage: file, testResults: tests }],
    })),
  fc
    .record({ phrases: fc.array(untrustedText, { maxLength: 4 }), errors: fc.array(untrustedText) })
    .map(({ phrases, errors }) => ({
      successCount: 0,
      failureCount: phrases.length,
      skippedCount: 0,
      errors,
      children: phrases.map((phrase) => ({
        planNode: { phrase, type: 'It' },
        status: 'Failure',
        errors: [`TaskScript:2: ${phrase}`],
        children: [],
      })),
    })),
);

const message = fc.record({
  text: untrustedText,
  type: fc.oneof(fc.constantFrom('OUTPUT', 'INFO', 'WARNING', 'ERROR'), untrustedText),
});

/** A printed TestEZ report whose names are untrusted. */
const printed = fc.tuple(untrustedText, untrustedText).map(([suite, name]) => ({
  text: `Test results:\n[-] ${suite}\n   [-] ${name}\n0 passed, 1 failed, 0 skipped`,
  type: 'OUTPUT',
}));

const log: fc.Arbitrary<Log> = fc
  .record({
    parts: fc.array(
      fc.oneof(
        { weight: 6, arbitrary: message.map((one) => [one]) },
        {
          weight: 2,
          arbitrary: splitCommand.map((texts) => texts.map((text) => ({ text, type: 'OUTPUT' }))),
        },
        { weight: 1, arbitrary: printed.map((one) => [one]) },
      ),
      { maxLength: 6 },
    ),
    error: seldom(failure),
  })
  .map(({ parts, error }) => ({ messages: parts.flat(), ...(error && { error }) }));

const unfinished = fc.oneof(fc.constantFrom('QUEUED', 'PROCESSING'), untrustedText);

const endedTask: fc.Arbitrary<LuauTask> = fc
  .record(
    {
      state: fc.constantFrom('COMPLETE', 'COMPLETE', 'FAILED', 'CANCELLED'),
      results: fc.array(result, { maxLength: 3 }),
      error: fc.record(
        {
          code: fc.oneof(
            fc.constantFrom('SCRIPT_ERROR', 'DEADLINE_EXCEEDED', 'OUTPUT_SIZE_LIMIT_EXCEEDED'),
            untrustedText,
          ),
          message: fc.oneof(
            untrustedText,
            untrustedText.map((text) => `TaskScript:2: ${text}`),
          ),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['state'] },
  )
  .map((task) => createTask(task));

const run: fc.Arbitrary<RunResult> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({ task: endedTask, log, output: fc.nat(9), name: untrustedText, error: failure })
      .map(({ task, log: written, output, name, error }): RunResult => ({
        status: 'ended',
        task,
        seenMs: 7_000,
        queuedMs: 0,
        log: written,
        ...(output === 0 && { binaryOutput: { status: 'written', file: name, bytes: 3 } }),
        ...(output === 1 && { binaryOutput: { status: 'failed', error } }),
        ...(output === 2 && { binaryOutput: { status: 'unwritable', reason: name } }),
      })),
  },
  {
    weight: 5,
    arbitrary: fc
      .record({ kind: fc.nat(8), state: unfinished, error: failure, because: untrustedText })
      .map(({ kind, state, error, because }): RunResult => {
        const snapshot = { task: createTask({ state }), seenMs: 7_000, queuedMs: 100 };
        const ends: readonly RunResult[] = [
          { status: 'poll-timeout', ...snapshot, limitMs: 360_000 },
          { status: 'unreachable', ...snapshot, error },
          { status: 'cancelled', mayRun: true, snapshot },
          { status: 'pending', ...snapshot },
          { status: 'not-found', task: snapshot.task.path, error },
          { status: 'not-created', error },
          { status: 'quota-exceeded', error, waitedMs: 1_000, resetMs: 20_000 },
          { status: 'unknown-create-outcome', error },
          { status: 'not-run', because, cause: 'script' },
        ];
        return ends[kind] as RunResult;
      }),
  },
);

const criteria: fc.Arbitrary<Criteria> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ readsTestReports: true, failsOnErrorLogs: true }) },
  {
    weight: 1,
    arbitrary: plainJson.map((expected) => ({
      expect: expected,
      readsTestReports: false,
      failsOnErrorLogs: false,
    })),
  },
);

/** A run whose texts are all untrusted, with the verdict that the action gives it. */
const evaluatedRun: fc.Arbitrary<EvaluatedRun> = fc
  .record({
    run,
    criteria,
    file: fc.option(untrustedText, { nil: undefined }),
    text: untrustedText,
    placeId: untrustedText,
    universeId: untrustedText,
    /** The file that the source map gives for every module. */
    module: untrustedText,
    createdMs: fc.nat(100_000),
  })
  .map(({ run: ended, criteria: wanted, file, text, placeId, universeId, module, createdMs }) => {
    const plan: RunPlan = createPlan({
      script: { text, ...(file !== undefined && { file }) },
      place: { placeId, universeId },
    });
    const map = { fileOf: () => module };
    const verdict = evaluateRun(ended, plan, wanted, (said) => locate(said, map, file));
    const sources = new Map([[module, text]]);
    const span = { createdMs, endedMs: createdMs + 7_000 };
    return { plan, run: ended, verdict, sources, span };
  });

const upload: fc.Arbitrary<PlaceUpload> = untrustedText.map((file) => ({
  file,
  sizeBytes: 5_000_000,
  versionType: 'Published',
  place: { universeId: '123', placeId: '456' },
  became: { version: '8', tookMs: 4_000 },
}));

/** The report of a step that ended before it created a task. */
const early: fc.Arbitrary<StepReport> = fc
  .record({ kind: fc.nat(3), text: untrustedText, error: failure, planned: upload })
  .map(({ kind, text, error, planned }): StepReport => {
    const verdicts = [
      explainError(new InvalidInputError('script', `names ${JSON.stringify(text)}`, text)),
      explainError(new Error(text)),
      refuseUntrustedCode(`The script ${text} is no file of the base.`),
      evaluateUpload({ status: 'failed', error }, planned),
    ];
    return { verdict: verdicts[kind] as StepReport['verdict'], runs: [] };
  });

/** A step whose texts are all untrusted. */
export interface UntrustedStep {
  readonly report: StepReport;
  readonly events: readonly ProgressEvent[];
  /** The name of a file that the action writes. */
  readonly file: string;
}

const progressEvent: fc.Arbitrary<ProgressEvent> = fc
  .record({ kind: fc.nat(10), state: unfinished, error: failure, uploaded: upload })
  .map(({ kind, state, error, uploaded }): ProgressEvent => {
    const task = createTask({ state });
    const events: readonly ProgressEvent[] = [
      { kind: 'created', task },
      { kind: 'attached', task },
      { kind: 'state', task, elapsedMs: 1_000 },
      { kind: 'still-running', state, elapsedMs: 1_000 },
      { kind: 'poll-failed', error, waitMs: 100 },
      { kind: 'not-connected', error, waitMs: 100 },
      {
        kind: 'quota-exceeded',
        throttle: { kind: 'hourly', waitMs: 100 },
        waitMs: 100,
        isRefusal: true,
      },
      { kind: 'uploaded', upload: uploaded },
      { kind: 'upload-failed', error, waitMs: 100 },
      { kind: 'binary-input-failed', error, waitMs: 100 },
      { kind: 'progress', done: 1, running: 1, waiting: 1, blockedBy: 'quota', untilMs: 100 },
    ];
    return events[kind] as ProgressEvent;
  });

/**
 * Steps whose texts are all untrusted.
 *
 * @param maxScripts the greatest number of scripts in a step
 */
export function untrustedSteps(maxScripts: number): fc.Arbitrary<UntrustedStep> {
  const ran = fc
    .record({
      runs: fc.array(evaluatedRun, { minLength: 1, maxLength: maxScripts }),
      before: seldom(upload),
      isLocated: fc.boolean(),
      isShared: fc.boolean(),
    })
    .map(({ runs, before, isLocated, isShared }): StepReport => ({
      verdict: evaluateStep(runs),
      runs,
      ...(before && { upload: before }),
      ...(isLocated && { repository: REPOSITORY }),
      ...(isShared && { isShared: true }),
    }));
  return fc.record({
    report: fc.oneof({ weight: 9, arbitrary: ran }, { weight: 1, arbitrary: early }),
    events: fc.array(progressEvent, { maxLength: 5 }),
    file: untrustedText,
  });
}
