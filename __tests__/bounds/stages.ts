import { annotationsOf } from '../../src/report/annotations.ts';
import { evaluateRun } from '../../src/evaluate/evaluate-run.ts';
import { evaluateStep } from '../../src/evaluate/evaluate-step.ts';
import { matchesExpected, showValue } from '../../src/evaluate/expectation.ts';
import { locate, lookupBudget } from '../../src/evaluate/location/locate.ts';
import { parseSourceMap } from '../../src/evaluate/location/source-map.ts';
import { readConsoleReports, readReturned } from '../../src/evaluate/test-results/read-results.ts';
import { type Criteria, type EvaluatedRun, type StepReport } from '../../src/evaluate/types.ts';
import { withoutMark } from '../../src/evaluate/unavailable.ts';
import { escapeCommands } from '../../src/github/workflow-commands.ts';
import { errorFromResponse } from '../../src/open-cloud/errors.ts';
import type { Json, LogMessage, LuauTask } from '../../src/open-cloud/types.ts';
import { allLogs, allResults, finalOutputs } from '../../src/report/outputs.ts';
import { createJobLog } from '../../src/report/log/job-log.ts';
import { renderComment } from '../../src/report/pages/comment.ts';
import { code, fenced, prose } from '../../src/report/pages/markdown.ts';
import { renderSummary } from '../../src/report/pages/summary.ts';
import { renderJUnit } from '../../src/report/junit.ts';
import { formatResult, toJson } from '../../src/report/format.ts';
import { buildSharedTask, findSyntaxError } from '../../src/tasks/shared/build-shared-task.ts';
import { readSharedTask } from '../../src/tasks/shared/read-shared-task.ts';
import { withoutArgs } from '../../src/tasks/args.ts';
import { withoutClaim } from '../../src/tasks/claim.ts';
import { colouredLines, plainLine, plainText } from '../../src/util/plain-text.ts';
import { createRedactor } from '../../src/util/redact.ts';
import { firstLine, sentence } from '../../src/util/text.ts';
import { truncate, truncateStart } from '../../src/util/truncate.ts';
import { createPlan, createTask, ended, noAnswer } from '../report/evaluated-runs.ts';
import { KEY } from './hostile-inputs.ts';

const CRITERIA: Criteria = { readsTestReports: true, failsOnErrorLogs: true };

const SOURCE_MAP = parseSourceMap(
  JSON.stringify({
    name: 'game',
    className: 'DataModel',
    children: [{ name: 'Shop', className: 'ModuleScript', filePaths: ['shop.luau'] }],
  }),
);

const SHARED = buildSharedTask(
  Array.from({ length: 200 }, (_, at) => ({ file: `${at}.luau`, text: 'return 1\nreturn 2\n' })),
  'a'.repeat(32),
);

/** Evaluates a task and its log as a step does. */
export function evaluate(task: Partial<LuauTask>, messages: readonly LogMessage[]): StepReport {
  const plan = createPlan();
  const run = ended(task, { messages });
  const budget = lookupBudget();
  const verdict = evaluateRun(run, plan, CRITERIA, (text) =>
    locate(text, SOURCE_MAP, plan.script.file, budget),
  );
  const evaluated: EvaluatedRun = { plan, run, verdict };
  return { runs: [evaluated], verdict: evaluateStep([evaluated]) };
}

/** What is done with a remote text. */
export const TEXT_READERS: ReadonlyMap<string, (text: string) => unknown> = new Map<
  string,
  (text: string) => unknown
>([
  ['plainText', plainText],
  ['plainLine', plainLine],
  ['colouredLines', colouredLines],
  ['firstLine', firstLine],
  ['sentence', sentence],
  ['truncate', (text) => truncate(text, text.length / 2)],
  ['truncateStart', (text) => truncateStart(text, text.length / 2)],
  ['a redactor', createRedactor(KEY)],
  ['escapeCommands', escapeCommands],
  ['code', code],
  ['fenced', (text) => fenced(text, 'text')],
  ['prose', prose],
  ['locate', (text) => locate(text, SOURCE_MAP, 'a.luau')],
  ['the script of a task', (text) => withoutArgs(withoutClaim(text))],
  [
    'a refusal',
    (text) => errorFromResponse(noAnswer().request, { status: 400, headers: {}, text }),
  ],
  [
    'a refusal in JSON',
    (text) =>
      errorFromResponse(noAnswer().request, {
        status: 429,
        headers: {},
        text: JSON.stringify({ message: text }),
      }),
  ],
  ['a source map', (text) => attempt(() => parseSourceMap(text))],
  [
    'the name of a script in a source map',
    (text) =>
      parseSourceMap(
        JSON.stringify({ name: 'a', filePaths: ['a.luau', text], children: [{ name: text }] }),
      ).fileOf(text),
  ],
]);

function attempt(run: () => unknown): void {
  try {
    run();
  } catch {
    // Only its cost counts.
  }
}

/** What is done with a return value. */
export const VALUE_READERS: ReadonlyMap<string, (value: Json) => unknown> = new Map<
  string,
  (value: Json) => unknown
>([
  ['readReturned', readReturned],
  ['the comparison with `expect`', (value) => matchesExpected(value, value)],
  ['showValue', showValue],
  ['formatResult', formatResult],
  ['toJson', toJson],
  [
    'the emulator’s mark',
    (value) => withoutMark([value], { emulator: { mark: 'a', unavailable: {} } }),
  ],
]);

/** What is done with a task that has ended and its log. */
export const RUN_READERS: ReadonlyMap<
  string,
  (task: Partial<LuauTask>, messages: readonly LogMessage[]) => unknown
> = new Map<string, (task: Partial<LuauTask>, messages: readonly LogMessage[]) => unknown>([
  ['evaluateRun', evaluate],
  ['readConsoleReports', (_, messages) => readConsoleReports(messages)],
  ['readSharedTask', (task, messages) => readSharedTask(SHARED, createTask(task), { messages })],
  ['findSyntaxError', (task, messages) => findSyntaxError(SHARED, createTask(task), { messages })],
]);

/** What is rendered of a step. */
export const RENDERERS: ReadonlyMap<string, (report: StepReport) => unknown> = new Map<
  string,
  (report: StepReport) => unknown
>([
  ['the summary', (report) => renderSummary(report)],
  [
    'the comment',
    (report) =>
      renderComment(report, {
        marker: '<!-- a -->',
        step: { workflow: 'CI', job: 'test', action: 'luau', placeId: '456', shard: '' },
        attempt: { id: 1, attempt: 1 },
      }),
  ],
  ['the JUnit file', renderJUnit],
  ['the annotations', (report) => annotationsOf(report, true)],
  ['the outputs', finalOutputs],
  ['the file of the log', ({ runs }) => [...allLogs(runs)].length],
  ['the file of the results', ({ runs }) => toJson(allResults(runs))],
  [
    'the job log',
    (report) => {
      const log = createJobLog({ write: () => {}, token: () => 'token' });
      log.begin({ plans: report.runs.map(({ plan }) => plan), isShared: false });
      log.finish(report);
    },
  ],
]);
