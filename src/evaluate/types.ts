import type { PlaceTarget } from '../open-cloud/operations.ts';
import type { Json } from '../open-cloud/types.ts';
import type { RunPlan, RunResult } from '../tasks/run-result.ts';
import type { TestCase, TestReport } from './test-results/test-report.ts';

/** The outcome of a run, or of the whole step. */
export type Outcome = 'passed' | 'failed' | 'infrastructure' | 'cancelled' | 'skipped' | 'pending';

/** Where scripts run: at Roblox, or in the emulator of the action if there is no key. */
export type Engine = 'roblox' | 'emulator';

/** Titles of errors. People and tools search for them, so they never change. */
export const TITLES = {
  skipped: 'Luau execution skipped',
  keyMissing: 'Roblox API key missing',
  invalidInput: 'Invalid input',
  forkCode: "Refused to run a fork's files",
  cancelled: 'Luau execution cancelled',
  keyRefused: 'Roblox refused the API key',
  quotaExhausted: 'Roblox quota exhausted',
  maybeRunning: 'Roblox may be running the script',
  pollTimeout: 'Roblox never finished the task',
  requestFailed: 'Roblox Open Cloud request failed',
  robloxInternalError: 'Roblox internal error',
  timedOut: 'Luau script timed out',
  returnedTooMuch: 'Luau script returned too much',
  scriptError: 'Luau script error',
  executionFailed: 'Luau execution failed',
  unexpectedValue: 'Luau script returned an unexpected value',
  testsFailed: 'Luau tests failed',
  loggedError: 'Luau script logged an error',
  internalError: 'Internal error',
} as const;

/** The title of the notice of a step whose scripts ran in the emulator. */
export const EMULATED_TITLE = 'Ran in the emulator';

/** One of the fixed titles. */
export type Title = (typeof TITLES)[keyof typeof TITLES];

/** A location in the repository. */
export interface SourceLocation {
  /** A path from the workspace, with forward slashes; absent for an inline script. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line: number;
}

/** The result of evaluating a run. Message and advice can contain remote text. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Absent for a pass. */
  readonly title?: Title;
  /** What happened: whole sentences, or Roblox's own message. */
  readonly message: string;
  /** What a person can do about it. */
  readonly advice?: string;
  /** The location of the failure, if it is in the repository. */
  readonly location?: SourceLocation;
  /** The stack trace of a script error, one call a line. */
  readonly trace?: string;
  /** The test results of the script, all reports added up. */
  readonly tests?: LocatedReport;
  /** Facts to know that do not change the outcome. */
  readonly warnings: readonly string[];
  /** Warnings that the script logged with a location in the repository. */
  readonly locatedWarnings?: readonly LocatedText[];
}

/** A test, with its location in the repository if it is known. */
export interface LocatedTest extends TestCase {
  readonly location?: SourceLocation;
}

/** A test report with located tests. */
export interface LocatedReport extends TestReport {
  readonly tests: readonly LocatedTest[];
}

/** Remote text and the location in it. */
export interface LocatedText {
  readonly text: string;
  readonly location: SourceLocation;
}

/** A run with its plan and its verdict. */
export interface EvaluatedRun {
  readonly plan: RunPlan;
  readonly run: RunResult;
  readonly verdict: Verdict;
  /** The texts of located files, by their paths from the workspace. */
  readonly sources?: ReadonlyMap<string, string>;
  readonly span?: RunSpan;
}

/** The time span of a run, in milliseconds since the start of the step's first run. */
export interface RunSpan {
  /** When its task was created; absent without a task. */
  readonly createdMs?: number;
  readonly endedMs: number;
}

/** The upload of a place file. */
export interface PlaceUpload {
  /** The file's path from the workspace. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly versionType: 'Saved' | 'Published';
  readonly place: PlaceTarget;
  /** The new version and the time of the upload; absent if the upload failed. */
  readonly became?: { readonly version: string; readonly tookMs: number };
}

/** Everything that is reported of a step. */
export interface StepReport {
  /** The verdict on the step as a whole. */
  readonly verdict: Verdict;
  /** One for each script; empty if the step ended before any run. */
  readonly runs: readonly EvaluatedRun[];
  /** The place file of the step, uploaded or not. */
  readonly upload?: PlaceUpload;
  /** Whether all runs shared one task. */
  readonly isShared?: boolean;
  /** The target of links into the repository; absent if unknown. */
  readonly repository?: Repository;
  /** Where the runs ran; absent if nothing ran. */
  readonly engine?: Engine;
  /** Set if the step has no key, and does not fail for it. */
  readonly missingKey?: MissingKey;
}

/** A step without a key. */
export interface MissingKey {
  /** Whether the event gets secrets, so that a misspelt secret is the likely reason. */
  readonly isUnexpected: boolean;
  /** Whole sentences. */
  readonly explanation: string;
}

/** A repository at a commit. */
export interface Repository {
  /** Its page, like `https://github.com/owner/name`. */
  readonly url: string;
  /** The commit's full hash. */
  readonly commit: string;
}

/** The outcomes, the worst first. The outcome of a step is the worst of its runs. */
export const OUTCOMES_WORST_FIRST = [
  'failed',
  'infrastructure',
  'cancelled',
  'pending',
  'skipped',
  'passed',
] as const satisfies readonly Outcome[];

/** Whether an outcome fails the step. */
export function failsStep(outcome: Outcome): boolean {
  return outcome === 'failed' || outcome === 'infrastructure' || outcome === 'cancelled';
}

/** The part of a plan that messages of a verdict use. */
export interface Limits extends Pick<
  RunPlan,
  'timeoutMs' | 'bootTimeoutMs' | 'maxWaitMs' | 'task' | 'binaryOutput'
> {
  readonly script?: Pick<RunPlan['script'], 'file'>;
  /** When the quota allows the next creation: milliseconds since 1970. */
  readonly freeAt?: number;
}

/** What fails a run, besides a task that failed. */
export interface Criteria {
  /** `roblox` by default. */
  readonly engine?: Engine;
  /** The value that the first return value must equal. */
  readonly expect?: Json;
  /** Whether returned and printed test results count. */
  readonly readsTestReports: boolean;
  /** Whether a log message of type ERROR fails the run. */
  readonly failsOnErrorLogs: boolean;
}

/** Finds the first location of a message or a trace that is in the repository. */
export type Locate = (text: string) => SourceLocation | undefined;
