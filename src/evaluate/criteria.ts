import type { RunPlan } from '../tasks/run-task.ts';
import type { Json } from '../open-cloud/parsers.ts';
import type { SourceLocation } from './types.ts';

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
