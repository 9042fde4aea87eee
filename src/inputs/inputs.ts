import { InvalidInputError } from './invalid-input-error.ts';
import { isSecureUrl } from '../open-cloud/http/secure-url.ts';
import type { Json } from '../open-cloud/types.ts';
import { HOUR_MS, MINUTE_MS } from '../util/duration.ts';
import {
  quote,
  readBoolean,
  readChoice,
  readDuration,
  readOutputPath,
  readText,
  type Environment,
  type InputName,
} from './parsers.ts';
import { conflictError, readTaskInputs, type TaskInputs } from './task-inputs.ts';

/** The checked inputs, without those that {@link ReportInputs} holds. */
export interface Inputs {
  readonly tasks: TaskInputs;
  /** An origin, without a path. */
  readonly baseUrl: string;
  /** Whether a fork's files may run in an event that has secrets. */
  readonly allowsForkCode: boolean;
  readonly timeoutMs: number;
  readonly bootTimeoutMs: number;
  readonly maxWaitMs: number;
  /** False: the step ends as soon as its task is created. */
  readonly waits: boolean;
  /** Whether a lost task is created again. */
  readonly recovers: boolean;
  /** The path for the script's binary output; empty if none is wanted. */
  readonly binaryOutput: string;
  /** What the first return value must equal, if anything. */
  readonly expect?: Json;
  readonly readsTestReports: boolean;
  readonly failsOnErrorLogs: boolean;
  /** The path of a source map; empty for none. */
  readonly sourcemap: string;
}

/** How to show the results. These inputs are needed even if the others are invalid. */
export interface ReportInputs {
  readonly annotations: boolean;
  readonly summary: boolean;
  readonly comment: 'never' | 'on-failure' | 'always';
  /** Empty if there is none. */
  readonly githubToken: string;
  /** Empty: a new file below `RUNNER_TEMP`. */
  readonly resultsFile: string;
  readonly logsFile: string;
  /** Empty: no file is written. */
  readonly junitFile: string;
}

/** How to show the results if {@link ReportInputs} is invalid itself. */
export const REPORT_DEFAULTS: ReportInputs = {
  annotations: true,
  summary: true,
  comment: 'never',
  githubToken: '',
  resultsFile: '',
  logsFile: '',
  junitFile: '',
};

/**
 * Reads the key from its input or from the environment. The caller must mask it before it does
 * anything else.
 *
 * @returns the unchecked key; undefined if there is none
 */
export function readApiKey(env: Environment): string | undefined {
  return readText(env, 'api-key') || undefined;
}

/** Reads the token for the comment. The caller must mask it. */
export function readGithubToken(env: Environment): string | undefined {
  return readText(env, 'github-token') || undefined;
}

/** Reads what to do without a key. */
export function readMissingKey(env: Environment): 'fail' | 'skip' | 'emulate' {
  return readChoice(env, 'missing-key', ['fail', 'skip', 'emulate']);
}

/** Checks that a key can be the value of a header. The error does not show the key. */
export function checkApiKey(key: string): void {
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new InvalidInputError(
      'api-key',
      'holds a character that no key has: white space, a control character, or one outside ASCII',
      'the key as Roblox showed it, on one line. Was the secret pasted with a line end or a word around it?',
    );
  }
}

/** Reads how to show the results. */
export function readReportInputs(env: Environment): ReportInputs {
  return Object.freeze({
    annotations: readBoolean(env, 'annotations'),
    summary: readBoolean(env, 'summary'),
    comment: readChoice(env, 'comment', ['never', 'on-failure', 'always']),
    githubToken: readGithubToken(env) ?? '',
    ...readReportFiles(env),
  });
}

/** Reads the paths of the report files. */
function readReportFiles(env: Environment): ReportFileInputs {
  return {
    resultsFile: readOutputPath(env, 'results-file'),
    logsFile: readOutputPath(env, 'logs-file'),
    junitFile: readOutputPath(env, 'junit-file'),
  };
}

/** Like {@link readReportFiles}, but an invalid path counts as none. */
export function readValidReportFiles(env: Environment): ReportFileInputs {
  const read = (name: InputName): string => {
    try {
      return readOutputPath(env, name);
    } catch {
      return '';
    }
  };
  return {
    resultsFile: read('results-file'),
    logsFile: read('logs-file'),
    junitFile: read('junit-file'),
  };
}

type ReportFileInputs = Pick<ReportInputs, 'resultsFile' | 'logsFile' | 'junitFile'>;

/**
 * Reads all other inputs.
 *
 * @param isEmulated whether there is no key, and the scripts run in the emulator: ids may then be empty,
 * `place-version` is ignored, because the emulator has no versions but those of `place-file`, and so is
 * `wait: false`, because the emulator ends with the step
 * @throws {InvalidInputError} for the first input that is invalid or conflicts with another one
 */
export function readInputs(env: Environment, isEmulated = false): Inputs {
  const expect = readExpect(env);
  const waits = readBoolean(env, 'wait');
  const failsOnErrorLogs = readBoolean(env, 'fail-on-error-logs');
  const recovers = readBoolean(env, 'recover');
  if (!waits) {
    if (recovers) {
      throw conflictError(
        'wait: false',
        'recover: true',
        'a step that does not wait cannot see that its task is lost',
      );
    }
    const conflicting = expect === undefined ? failsOnErrorLogs && 'fail-on-error-logs' : 'expect';
    if (conflicting !== false) {
      throw conflictError(
        'wait: false',
        conflicting,
        'a step that does not wait has no result to check',
      );
    }
  }
  const baseUrl = readBaseUrl(env);
  return Object.freeze({
    tasks: readTaskInputs(env, { waits, recovers, baseUrl, isEmulated }),
    baseUrl,
    allowsForkCode: readChoice(env, 'fork-code', ['refuse', 'allow']) === 'allow',
    timeoutMs: readDuration(env, 'timeout', {
      minMs: 1_000,
      maxMs: 5 * MINUTE_MS,
      range: '1s to 5m',
      reason:
        'Roblox itself lets no script run for longer than five minutes: split longer work into several scripts',
    }),
    bootTimeoutMs: readDuration(env, 'boot-timeout', {
      minMs: 0,
      maxMs: 6 * HOUR_MS,
      range: '0 to 6h',
    }),
    maxWaitMs: readDuration(env, 'max-wait', { minMs: 0, maxMs: 6 * HOUR_MS, range: '0 to 6h' }),
    waits: waits || isEmulated,
    // The emulator loses no task.
    recovers: recovers && !isEmulated,
    binaryOutput: readOutputPath(env, 'binary-output'),
    ...(expect !== undefined && { expect }),
    readsTestReports: readChoice(env, 'test-reports', ['auto', 'off']) === 'auto',
    failsOnErrorLogs,
    sourcemap: readText(env, 'sourcemap'),
  });
}

function readExpect(env: Environment): Json | undefined {
  const value = readText(env, 'expect');
  if (value === '') {
    return undefined;
  }
  try {
    return JSON.parse(value) as Json;
  } catch {
    throw new InvalidInputError(
      'expect',
      `is ${quote(value)}, which is not JSON`,
      'a JSON value, like true, 3, "done" with its quotes, or {"ok": true}',
    );
  }
}

function readBaseUrl(env: Environment): string {
  const name: InputName = 'base-url';
  const value = readText(env, name);
  const url = URL.parse(value);
  const isOrigin =
    url !== null &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '' &&
    url.username === '' &&
    url.password === '';
  if (!isOrigin || !isSecureUrl(url)) {
    throw new InvalidInputError(
      name,
      // The URL may contain a password.
      value.includes('@') ? 'holds a user name or a password' : `is ${quote(value)}`,
      'an origin without a path: https://…, or http:// on a loopback address, since the key goes there',
    );
  }
  return url.origin;
}
