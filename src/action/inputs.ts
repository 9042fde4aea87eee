import { InvalidInput } from '../execution/invalid-input.ts';
import { inlineScript, type Script } from '../execution/script.ts';
import type { Json } from '../open-cloud/resources.ts';
import { parseDuration } from './duration.ts';

/**
 * The inputs of `action.yml` and their defaults. An unset input arrives as the empty string, and
 * so does one whose expression came out empty: both mean the default.
 */
export const INPUT_DEFAULTS = {
  'api-key': '',
  'universe-id': '',
  'place-id': '',
  'place-version': '',
  'missing-key': 'fail',
  'base-url': 'https://apis.roblox.com',
  script: '',
  source: '',
  timeout: '5m',
  'boot-timeout': '60s',
  'max-wait': '10m',
  expect: '',
  'test-reports': 'auto',
  'fail-on-error-logs': 'false',
  annotations: 'true',
  sourcemap: '',
  summary: 'true',
  'results-file': '',
  'logs-file': '',
  'junit-file': '',
} as const;

type InputName = keyof typeof INPUT_DEFAULTS;

/** Inputs that the environment can give for all steps of a job. */
const FALLBACK_VARIABLES: Partial<Record<InputName, string>> = {
  'api-key': 'ROBLOX_API_KEY',
  'universe-id': 'ROBLOX_UNIVERSE_ID',
  'place-id': 'ROBLOX_PLACE_ID',
};

/** What a workflow's author asked for, checked and complete. */
export interface Inputs {
  readonly universeId: string;
  readonly placeId: string;
  /** Absent: the latest saved version. */
  readonly placeVersion?: string;
  /** An origin, without a path. */
  readonly baseUrl: string;
  /** The path of a script file, or a script given inline. */
  readonly script: { readonly path: string } | { readonly inline: Script };
  readonly timeoutMs: number;
  readonly bootTimeoutMs: number;
  readonly maxWaitMs: number;
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
  resultsFile: '',
  logsFile: '',
  junitFile: '',
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Environment variables, as the process was given them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the key: from its input, or else from the environment. To be called, and masked, before
 * anything else.
 *
 * @returns undefined where there is none; it is not checked yet
 */
export function readApiKey(env: Environment): string | undefined {
  return read(env, 'api-key') || undefined;
}

/** Reads what a missing key means. */
export function readMissingKey(env: Environment): 'fail' | 'skip' {
  return readChoice(env, 'missing-key', ['fail', 'skip']);
}

/** Checks that a key can be a header's value; it is not shown, whatever is wrong with it. */
export function checkApiKey(key: string): void {
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new InvalidInput(
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
    resultsFile: read(env, 'results-file'),
    logsFile: read(env, 'logs-file'),
    junitFile: read(env, 'junit-file'),
  });
}

/**
 * Reads everything else.
 *
 * @throws {InvalidInput} at the first input that cannot be used
 */
export function readInputs(env: Environment): Inputs {
  const placeVersion = readId(env, 'place-version');
  const expect = readExpect(env);
  return Object.freeze({
    universeId: required(readId(env, 'universe-id'), 'universe-id'),
    placeId: required(readId(env, 'place-id'), 'place-id'),
    ...(placeVersion !== '' && { placeVersion }),
    baseUrl: readBaseUrl(env),
    script: readScriptInputs(env),
    timeoutMs: readDuration(env, 'timeout', {
      least: 1_000,
      most: 5 * MINUTE_MS,
      range: '1s to 5m',
    }),
    bootTimeoutMs: readDuration(env, 'boot-timeout', {
      least: 0,
      most: 6 * HOUR_MS,
      range: '0 to 6h',
    }),
    ...(expect !== undefined && { expect }),
    readsTestReports: readChoice(env, 'test-reports', ['auto', 'off']) === 'auto',
    failsOnErrorLogs: readBoolean(env, 'fail-on-error-logs'),
    sourcemap: read(env, 'sourcemap'),
    maxWaitMs: readDuration(env, 'max-wait', { least: 0, most: 6 * HOUR_MS, range: '0 to 6h' }),
  });
}

/** The runner passes an input as an environment variable: upper case, its hyphens kept. */
function raw(env: Environment, name: InputName): string {
  return env[`INPUT_${name.toUpperCase()}`] ?? '';
}

function read(env: Environment, name: InputName): string {
  const variable = FALLBACK_VARIABLES[name];
  const fallback = variable === undefined ? '' : (env[variable] ?? '').trim();
  return raw(env, name).trim() || fallback || INPUT_DEFAULTS[name];
}

function readChoice<const T extends string>(
  env: Environment,
  name: InputName,
  choices: readonly T[],
): T {
  const value = read(env, name);
  const chosen = choices.find((choice) => choice === value.toLowerCase());
  if (chosen === undefined) {
    throw new InvalidInput(
      name,
      `is ${quote(value)}`,
      choices.map((word) => `\`${word}\``).join(' or '),
    );
  }
  return chosen;
}

function readBoolean(env: Environment, name: InputName): boolean {
  return readChoice(env, name, ['true', 'false']) === 'true';
}

function readExpect(env: Environment): Json | undefined {
  const value = read(env, 'expect');
  if (value === '') {
    return undefined;
  }
  try {
    return JSON.parse(value) as Json;
  } catch {
    throw new InvalidInput(
      'expect',
      `is ${quote(value)}, which is not JSON`,
      'a JSON value, like true, 3, "done" with its quotes, or {"ok": true}',
    );
  }
}

function readId(env: Environment, name: InputName): string {
  const value = read(env, name);
  if (!/^\d{0,20}$/.test(value)) {
    throw new InvalidInput(name, `is ${quote(value)}`, 'a number of digits only, like 1234567890');
  }
  return value;
}

function required(value: string, name: 'universe-id' | 'place-id'): string {
  if (value === '') {
    throw new InvalidInput(
      name,
      'is empty',
      `the id, here or in the environment variable ${FALLBACK_VARIABLES[name]}`,
    );
  }
  return value;
}

function readDuration(
  env: Environment,
  name: InputName,
  { least, most, range }: { least: number; most: number; range: string },
): number {
  const value = read(env, name);
  const ms = parseDuration(value);
  if (ms === undefined || ms < least || ms > most) {
    throw new InvalidInput(
      name,
      `is ${quote(value)}`,
      `a length of time from ${range}, like 90, 90s, 2m, 1m30s or 1.5m`,
    );
  }
  return ms;
}

const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

function readBaseUrl(env: Environment): string {
  const value = read(env, 'base-url');
  const url = URL.parse(value);
  const isOrigin =
    url !== null &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '' &&
    url.username === '' &&
    url.password === '';
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK_HOST.test(url.hostname));
  if (!isOrigin || !isSafe) {
    throw new InvalidInput(
      'base-url',
      // A URL can hold a password; then it is not shown.
      value.includes('@') ? 'holds a user name or a password' : `is ${quote(value)}`,
      'an origin without a path: https://…, or http:// on a loopback address, since the key goes there',
    );
  }
  return url.origin;
}

function readScriptInputs(env: Environment): Inputs['script'] {
  const paths = read(env, 'script')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  // Never trimmed: line numbers, and what stands in long strings, are the author's.
  const source = raw(env, 'source');
  const hasSource = source.trim() !== '';
  if (paths.length > 0 && hasSource) {
    throw new InvalidInput('script', 'and `source` are both given', 'exactly one of them');
  }
  const [path, second] = paths;
  if (second !== undefined) {
    throw new InvalidInput('script', `names ${paths.length} files`, 'one file');
  }
  if (path !== undefined) {
    return { path };
  }
  if (!hasSource) {
    throw new InvalidInput(
      'script',
      'and `source` are both empty',
      'one of them: the path of a Luau file, or Luau source',
    );
  }
  return { inline: inlineScript(source) };
}

/** Values are shown as one short line. */
function quote(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
}
