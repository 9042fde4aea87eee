import { InvalidInputError } from './invalid-input-error.ts';
import { isSecureUrl } from '../open-cloud/http/secure-url.ts';
import type { Json } from '../open-cloud/parsers.ts';
import {
  quote,
  readBoolean,
  readChoice,
  readDuration,
  readText,
  type Environment,
  type InputName,
} from './parsers.ts';
import { excluded, readWork, type Work } from './task-inputs.ts';

/** What a workflow's author asked for, checked and complete. */
export interface Inputs {
  readonly work: Work;
  /** An origin, without a path. */
  readonly baseUrl: string;
  /** Whether files of a fork may run in an event that has secrets. */
  readonly allowsForkCode: boolean;
  readonly timeoutMs: number;
  readonly bootTimeoutMs: number;
  readonly maxWaitMs: number;
  /** `false`: the step ends as soon as its task is created. */
  readonly waits: boolean;
  /** Where what the script returns as `BinaryOutput` goes; empty for nowhere. */
  readonly binaryOutput: string;
  /** What the first return value must equal, if anything. */
  readonly expect?: Json;
  readonly readsTestReports: boolean;
  readonly failsOnErrorLogs: boolean;
  /** The path of a source map; empty for none. */
  readonly sourcemap: string;
}

/** How the results are to be shown: needed even where the other inputs are invalid. */
export interface ReportInputs {
  readonly annotations: boolean;
  readonly summary: boolean;
  readonly comment: 'never' | 'on-failure' | 'always';
  /** Empty: there is none. */
  readonly githubToken: string;
  /** Empty: a fresh file. */
  readonly resultsFile: string;
  readonly logsFile: string;
  /** Empty: none is written. */
  readonly junitFile: string;
}

/** How results are shown where the inputs that say so are invalid themselves. */
export const REPORT_DEFAULTS: ReportInputs = {
  annotations: true,
  summary: true,
  comment: 'never',
  githubToken: '',
  resultsFile: '',
  logsFile: '',
  junitFile: '',
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Reads the key: from its input, or else from the environment. To be called, and masked, before
 * anything else.
 *
 * @returns undefined where there is none; it is not checked yet
 */
export function readApiKey(env: Environment): string | undefined {
  return readText(env, 'api-key') || undefined;
}

/** Reads the token for the comment, to be masked as well. */
export function readGithubToken(env: Environment): string | undefined {
  return readText(env, 'github-token') || undefined;
}

/** Reads what a missing key means. */
export function readMissingKey(env: Environment): 'fail' | 'skip' {
  return readChoice(env, 'missing-key', ['fail', 'skip']);
}

/** Checks that a key can be a header's value; it is not shown, whatever is wrong with it. */
export function checkApiKey(key: string): void {
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new InvalidInputError(
      'api-key',
      'holds a character that no key has: white space, a control character, or one outside ASCII',
      'the key as Roblox showed it, on one line. Was the secret pasted with a line end or a word around it?',
    );
  }
}

/** Reads how the results are to be shown. */
export function readReportInputs(env: Environment): ReportInputs {
  return Object.freeze({
    annotations: readBoolean(env, 'annotations'),
    summary: readBoolean(env, 'summary'),
    comment: readChoice(env, 'comment', ['never', 'on-failure', 'always']),
    githubToken: readGithubToken(env) ?? '',
    ...readReportFiles(env),
  });
}

/** Reads where the files go: any text is a path, so that is known whatever else is invalid. */
export function readReportFiles(
  env: Environment,
): Pick<ReportInputs, 'resultsFile' | 'logsFile' | 'junitFile'> {
  return {
    resultsFile: readText(env, 'results-file'),
    logsFile: readText(env, 'logs-file'),
    junitFile: readText(env, 'junit-file'),
  };
}

/**
 * Reads everything else.
 *
 * @throws {InvalidInput} at the first input that cannot be used, or that another one excludes
 */
export function readInputs(env: Environment): Inputs {
  const expect = readExpect(env);
  const waits = readBoolean(env, 'wait');
  const failsOnErrorLogs = readBoolean(env, 'fail-on-error-logs');
  if (!waits) {
    const evaluated = expect === undefined ? failsOnErrorLogs && 'fail-on-error-logs' : 'expect';
    if (evaluated !== false) {
      throw excluded('wait: false', evaluated, 'a step that does not wait sees nothing to judge');
    }
  }
  return Object.freeze({
    work: readWork(env, waits),
    baseUrl: readBaseUrl(env),
    allowsForkCode: readChoice(env, 'fork-code', ['refuse', 'allow']) === 'allow',
    timeoutMs: readDuration(env, 'timeout', {
      least: 1_000,
      most: 5 * MINUTE_MS,
      range: '1s to 5m',
      reason:
        'Roblox itself lets no script run for longer than five minutes: split longer work into several scripts',
    }),
    bootTimeoutMs: readDuration(env, 'boot-timeout', {
      least: 0,
      most: 6 * HOUR_MS,
      range: '0 to 6h',
    }),
    maxWaitMs: readDuration(env, 'max-wait', { least: 0, most: 6 * HOUR_MS, range: '0 to 6h' }),
    waits,
    binaryOutput: readText(env, 'binary-output'),
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
      // A URL can hold a password; then it is not shown.
      value.includes('@') ? 'holds a user name or a password' : `is ${quote(value)}`,
      'an origin without a path: https://…, or http:// on a loopback address, since the key goes there',
    );
  }
  return url.origin;
}
