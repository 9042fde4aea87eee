import fc from 'fast-check';
import type { RunResult } from '../../src/tasks/run-result.ts';
import { OpenCloudError } from '../../src/open-cloud/errors.ts';
import type { Json, LuauTask } from '../../src/open-cloud/types.ts';
import type { EvaluatedRun, LocatedReport, LocatedTest } from '../../src/evaluate/types.ts';
import { createTask, evaluated, reportTests, tested } from './evaluated-runs.ts';

const ESC = String.fromCharCode(0x1b);

/** Fragments that end or start blocks, lines, commands, words and markup. */
const FRAGMENTS = [
  '::error::x',
  '::set-output name=outcome::passed',
  '::stop-commands::x',
  '::token-0::',
  '::endgroup::',
  '::group::x',
  '##[error]x',
  '##[',
  '##',
  '#',
  '[',
  ']',
  '\u200b',
  '\u00ad',
  '\u2028',
  '\u0085',
  '\u202e',
  '\ud800',
  '\udc00',
  '\0',
  '\r',
  '\n',
  '\r\n',
  '\n\n',
  '\t',
  ' ',
  '    ',
  `${ESC}[31m`,
  `${ESC}[2J`,
  `${ESC}]8;;https://evil.example${ESC}\\`,
  ESC,
  '\u009b31m',
  '`',
  '``',
  '```',
  '~~~',
  '`````````',
  '</details>',
  '<details>',
  '<summary>',
  '<img src=x onerror=alert(1)>',
  '<!--',
  '-->',
  '<![CDATA[',
  '&lt;',
  '&#64;',
  '![a](https://evil.example/a.png)',
  '[a](javascript:x)',
  '[^1]',
  'https://evil.example',
  'www.evil.example',
  'me@evil.example',
  '@octocat',
  '@github/team',
  '#123',
  'owner/repo#1',
  'GH-12',
  'TICKET-12',
  'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef',
  'owner/repo@deadbeef',
  ':tada:',
  '$x$',
  '|',
  '\\',
  '\\|',
  '*',
  '_',
  '---',
  '===',
  '1.',
  '- ',
  '> ',
  '# ',
  'TaskScript:2:',
  'word',
  'Ünïcödé',
  '𝔘😀',
];

/** Untrusted text with many such fragments. */
export const arbitraryText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'binary', maxLength: 5 })), {
    maxLength: 25,
  })
  .map((parts) => parts.join(''));

const json: fc.Arbitrary<Json> = fc.oneof(
  arbitraryText,
  fc.jsonValue().map((value) => value as Json),
  fc.array(arbitraryText, { maxLength: 30 }),
  fc.dictionary(arbitraryText, arbitraryText, { maxKeys: 5 }),
);

const error: fc.Arbitrary<OpenCloudError> = fc
  .tuple(
    arbitraryText,
    arbitraryText,
    fc.constantFrom('refused' as const, 'no-answer' as const, 'unreadable' as const),
  )
  .map(
    ([serverMessage, code, failure]) =>
      new OpenCloudError({
        failure,
        request: { method: 'GET', path: '/cloud/v2' },
        status: 500,
        serverMessage,
        code,
      }),
  );

const task: fc.Arbitrary<LuauTask> = fc
  .record({
    state: fc.oneof(fc.constantFrom('COMPLETE', 'FAILED', 'CANCELLED'), arbitraryText),
    error: fc.option(
      fc.record({
        code: fc.oneof(fc.constantFrom('SCRIPT_ERROR', 'DEADLINE_EXCEEDED'), arbitraryText),
        message: arbitraryText,
      }),
      { nil: undefined },
    ),
    results: fc.option(fc.array(json, { maxLength: 3 }), { nil: undefined }),
  })
  .map(({ state, error: why, results }) =>
    createTask({ state, ...(why && { error: why }), ...(results && { results }) }),
  );

const log = fc
  .record({
    messages: fc.array(
      fc.record({
        text: arbitraryText,
        type: fc.oneof(fc.constantFrom('OUTPUT', 'WARNING', 'ERROR'), arbitraryText),
      }),
      { maxLength: 12 },
    ),
    error: fc.option(error, { nil: undefined }),
  })
  .map(({ messages, error: why }) => ({ messages, ...(why && { error: why }) }));

const run: fc.Arbitrary<RunResult> = fc
  .tuple(
    fc.constantFrom(
      'ended',
      'poll-timeout',
      'unreachable',
      'not-created',
      'unknown-create-outcome',
      'cancelled',
    ),
    task,
    log,
    error,
  )
  .map(([end, seen, written, why]): RunResult => {
    const snapshot = { task: seen, seenMs: 7_000, queuedMs: 0 };
    switch (end) {
      case 'ended':
        return { status: end, ...snapshot, log: written };
      case 'poll-timeout':
        return { status: end, ...snapshot, limitMs: 360_000 };
      case 'unreachable':
        return { status: end, ...snapshot, error: why };
      case 'cancelled':
        return { status: end, mayRun: true, snapshot };
      case 'not-created':
      case 'unknown-create-outcome':
        return { status: end, error: why };
    }
  });

const test: fc.Arbitrary<LocatedTest> = fc.record(
  {
    path: fc.array(arbitraryText, { minLength: 1, maxLength: 4 }),
    status: fc.constantFrom('passed' as const, 'failed' as const, 'skipped' as const),
    isWarning: fc.constant(true as const),
    durationMs: fc.oneof(fc.double(), fc.nat(5_000)),
    message: arbitraryText,
    trace: arbitraryText,
    at: fc.record({ chunk: arbitraryText, line: fc.integer({ min: 1 }) }),
    location: fc.record(
      { file: arbitraryText, line: fc.integer({ min: 1, max: 5 }) },
      { requiredKeys: ['line'] },
    ),
  },
  { requiredKeys: ['path', 'status'] },
);

const tests: fc.Arbitrary<LocatedReport> = fc
  .record({
    tests: fc.array(test, { maxLength: 12 }),
    problems: fc.array(arbitraryText, { maxLength: 3 }),
    origin: fc.constantFrom('returned' as const, 'printed' as const),
    unnamed: fc.option(fc.nat(10_000), { nil: 0 }),
  })
  .map(({ tests: cases, problems, origin, unnamed }) => {
    const report = reportTests(cases, { problems, origin });
    const { total, failed } = report.counts;
    return {
      ...report,
      counts: { ...report.counts, total: total + unnamed, failed: failed + unnamed },
    };
  });

/** A run whose remote text is all untrusted. */
export const arbitraryRun: fc.Arbitrary<EvaluatedRun> = fc
  .record({
    run,
    file: fc.option(arbitraryText, { nil: undefined }),
    text: arbitraryText,
    placeId: arbitraryText,
    universeId: arbitraryText,
    report: fc.option(tests, { nil: undefined }),
    sources: fc.array(fc.tuple(arbitraryText, arbitraryText), { maxLength: 2 }),
  })
  .map(({ run: untrusted, file, text, placeId, universeId, report, sources }) => {
    const plain = evaluated(untrusted, {
      script: { text, ...(file !== undefined && { file }) },
      place: { placeId, universeId },
    });
    const named = report?.tests.flatMap(({ location }) => location?.file ?? []) ?? [];
    return {
      ...(report === undefined ? plain : tested(report, plain)),
      sources: new Map([...sources, ...named.map((name) => [name, text] as const)]),
    };
  });

/** An error of the client with untrusted text. */
export const arbitraryError = error;
