import type { Json } from '../open-cloud/types.ts';

import type { RunResult, RunPlan } from '../tasks/run-result.ts';
import type { PlaceTarget } from '../open-cloud/operations.ts';
import type { TestCase, TestReport } from './test-results/test-report.ts';

/** How a run, or the whole step, came out. */
export type Outcome = 'passed' | 'failed' | 'infrastructure' | 'cancelled' | 'skipped' | 'pending';

/** What a title says of whose fault it was is what people and tools search for: they never change. */
export const TITLES = {
  skipped: 'Luau execution skipped',
  keyMissing: 'Roblox API key missing',
  invalidInput: 'Invalid input',
  forkCode: "Refused to run a fork's files",
  cancelled: 'Luau execution cancelled',
  keyRefused: 'Roblox refused the API key',
  quotaExhausted: 'Roblox quota exhausted',
  maybeRunning: 'Roblox may be running the script',
  evaluatePollTimeout: 'Roblox never finished the task',
  requestFailed: 'Roblox Open Cloud request failed',
  internalRobloxError: 'Roblox internal error',
  timedOut: 'Luau script timed out',
  returnedTooMuch: 'Luau script returned too much',
  scriptError: 'Luau script error',
  executionFailed: 'Luau execution failed',
  unexpectedValue: 'Luau script returned an unexpected value',
  testsFailed: 'Luau tests failed',
  loggedError: 'Luau script logged an error',
  internalError: 'Internal error',
} as const;

/** One of the fixed titles. */
export type Title = (typeof TITLES)[keyof typeof TITLES];

/** A place in the repository. */
export interface SourceLocation {
  /** A path from the workspace, with forward slashes; absent for the script given inline. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What is held of a run, in words. Message and advice may hold remote text. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Absent for a pass. */
  readonly title?: Title;
  /** What happened: whole sentences, or what Roblox said. */
  readonly message: string;
  /** What a person can do about it. */
  readonly advice?: string;
  /** Where the failure is, if it is in the repository. */
  readonly location?: SourceLocation;
  /** What the script reported of its tests, all of it added up. */
  readonly tests?: LocatedReport;
  /** What does not change the outcome, but should be known. */
  readonly warnings: readonly string[];
  /** Warnings of the script's own that name a place in the repository. */
  readonly locatedWarnings?: readonly LocatedText[];
}

/** A test with its place in the repository, where it is known. */
export interface LocatedTest extends TestCase {
  readonly location?: SourceLocation;
}

/** A report whose tests know their places. */
export interface LocatedReport extends TestReport {
  readonly tests: readonly LocatedTest[];
}

/** Remote text, and the place that it names. */
export interface LocatedText {
  readonly text: string;
  readonly location: SourceLocation;
}

/** A run with what was planned and the verdict on it. */
export interface EvaluatedRun {
  readonly plan: RunPlan;
  readonly run: RunResult;
  readonly verdict: Verdict;
  /** The texts of the files that places name, by their paths from the workspace. */
  readonly sources?: ReadonlyMap<string, string>;
  /** When it was created and had ended, in milliseconds since the first of a step's runs began. */
  readonly span?: RunSpan;
}

/** When a run was created and had ended; both in milliseconds since the step's first run began. */
export interface RunSpan {
  /** Absent where no task was created. */
  readonly createdMs?: number;
  readonly endedMs: number;
}

/** A place file, and what became of it. */
export interface PlaceUpload {
  /** Its path from the workspace. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly versionType: 'Saved' | 'Published';
  readonly place: PlaceTarget;
  /** The version that it became, and how long that took; absent where the upload failed. */
  readonly became?: { readonly version: string; readonly tookMs: number };
}

/** All that a step has to tell. */
export interface StepReport {
  /** The verdict on the step as a whole. */
  readonly verdict: Verdict;
  /** One for each script; none where the step ended before anything could run. */
  readonly runs: readonly EvaluatedRun[];
  /** The place file that was uploaded for them, or was to be. */
  readonly upload?: PlaceUpload;
  /** Whether all of them ran in one task. */
  readonly isShared?: boolean;
  /** Where links into the repository lead; absent where that is not known. */
  readonly repository?: Repository;
}

/** A repository at a commit. */
export interface Repository {
  /** Its page, like `https://github.com/owner/name`. */
  readonly url: string;
  /** The commit's full hash. */
  readonly commit: string;
}

/** The outcomes, the worst first: the worst of several runs is the step's. */
export const OUTCOMES_WORST_FIRST = [
  'failed',
  'infrastructure',
  'cancelled',
  'pending',
  'skipped',
  'passed',
] as const satisfies readonly Outcome[];

/** The outcomes that fail the step. */
export function failsStep(outcome: Outcome): boolean {
  return outcome === 'failed' || outcome === 'infrastructure' || outcome === 'cancelled';
}

/** What of a plan the verdict's words need. */
export interface Limits extends Pick<
  RunPlan,
  'timeoutMs' | 'bootTimeoutMs' | 'maxWaitMs' | 'task' | 'binaryOutput'
> {
  readonly script?: Pick<RunPlan['script'], 'file'>;
  /** When the quota that held a creation back lets the next one through: milliseconds since 1970. */
  readonly freeAt?: number;
}

/** What counts as a failure, besides a task that fails. */
export interface Criteria {
  /** What the first return value must equal, if anything. */
  readonly expect?: Json;
  /** Whether test results, returned or printed, decide. */
  readonly readsTestReports: boolean;
  /** Whether a log message of type ERROR fails the run. */
  readonly failsOnErrorLogs: boolean;
}

/** Finds the place in the repository that a message or a trace names first. */
export type Locate = (text: string) => SourceLocation | undefined;
