import type { Run, RunPlan } from '../execution/run.ts';

/** How a run, or the whole step, came out. */
export type Outcome = 'passed' | 'failed' | 'infrastructure' | 'cancelled' | 'skipped' | 'pending';

/** What a title says of whose fault it was is what people and tools search for: they never change. */
export const TITLES = {
  skipped: 'Luau execution skipped',
  keyMissing: 'Roblox API key missing',
  invalidInput: 'Invalid input',
  cancelled: 'Luau execution cancelled',
  keyRefused: 'Roblox refused the API key',
  quotaExhausted: 'Roblox quota exhausted',
  maybeRunning: 'Roblox may be running the script',
  neverFinished: 'Roblox never finished the task',
  requestFailed: 'Roblox Open Cloud request failed',
  internalRobloxError: 'Roblox internal error',
  timedOut: 'Luau script timed out',
  returnedTooMuch: 'Luau script returned too much',
  scriptError: 'Luau script error',
  executionFailed: 'Luau execution failed',
  internalError: 'Internal error',
} as const;

/** One of the fixed titles. */
export type Title = (typeof TITLES)[keyof typeof TITLES];

/** A place in the repository. */
export interface SourcePlace {
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
  /** The line of the script that the failure names, counted from 1. */
  readonly line?: number;
  /** What does not change the outcome, but should be known. */
  readonly warnings: readonly string[];
}

/** A run with what was planned and the verdict on it. */
export interface JudgedRun {
  readonly plan: RunPlan;
  readonly run: Run;
  readonly verdict: Verdict;
}

/** All that a step has to tell. */
export interface StepReport {
  /** The verdict on the step as a whole. */
  readonly verdict: Verdict;
  /** One for each script; none where the step ended before anything could run. */
  readonly runs: readonly JudgedRun[];
}

/** The outcomes that fail the step. */
export function failsStep(outcome: Outcome): boolean {
  return outcome === 'failed' || outcome === 'infrastructure' || outcome === 'cancelled';
}
