import { InvalidInput } from '../execution/invalid-input.ts';
import { parseDuration } from './duration.ts';

/**
 * The inputs of `action.yml` and their defaults. An unset input arrives as the empty string, and
 * so does one whose expression came out empty: both mean the default. (The default of
 * `github-token` is an expression, which the runner fills in.)
 */
export const INPUT_DEFAULTS = {
  'api-key': '',
  'universe-id': '',
  'place-id': '',
  'place-version': '',
  'missing-key': 'fail',
  'fork-code': 'refuse',
  'base-url': 'https://apis.roblox.com',
  script: '',
  source: '',
  task: '',
  args: '',
  'share-task': 'false',
  shard: '',
  'place-file': '',
  publish: 'false',
  'binary-input': '',
  'binary-output': '',
  timeout: '5m',
  'boot-timeout': '60s',
  'max-wait': '10m',
  wait: 'true',
  expect: '',
  'test-reports': 'auto',
  'fail-on-error-logs': 'false',
  annotations: 'true',
  sourcemap: '',
  summary: 'true',
  comment: 'never',
  'github-token': '',
  'results-file': '',
  'logs-file': '',
  'junit-file': '',
} as const;

/** The name of an input. */
export type InputName = keyof typeof INPUT_DEFAULTS;

/** Inputs that the environment can give for all steps of a job. */
export const FALLBACK_VARIABLES: Partial<Record<InputName, string>> = {
  'api-key': 'ROBLOX_API_KEY',
  'universe-id': 'ROBLOX_UNIVERSE_ID',
  'place-id': 'ROBLOX_PLACE_ID',
};

/** Environment variables, as the process was given them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An input just as it was given; the runner passes it in upper case, its hyphens kept. */
export function readRaw(env: Environment, name: InputName): string {
  return env[`INPUT_${name.toUpperCase()}`] ?? '';
}

/** An input without the white space around it; its default where it is empty. */
export function readText(env: Environment, name: InputName): string {
  const variable = FALLBACK_VARIABLES[name];
  const fallback = variable === undefined ? '' : (env[variable] ?? '').trim();
  return readRaw(env, name).trim() || fallback || INPUT_DEFAULTS[name];
}

/** The lines of an input that are not blank. */
export function readLines(env: Environment, name: InputName): readonly string[] {
  return readText(env, name)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** One of a few words, in any capitalisation. */
export function readChoice<const T extends string>(
  env: Environment,
  name: InputName,
  choices: readonly T[],
): T {
  const value = readText(env, name);
  const chosen = choices.find((choice) => choice === value.toLowerCase());
  if (chosen === undefined) {
    const words = choices.map((word) => `\`${word}\``);
    throw new InvalidInput(
      name,
      `is ${quote(value)}`,
      `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
    );
  }
  return chosen;
}

/** `true` or `false`. */
export function readBoolean(env: Environment, name: InputName): boolean {
  return readChoice(env, name, ['true', 'false']) === 'true';
}

/** Digits, or nothing. */
export function readId(env: Environment, name: InputName): string {
  const value = readText(env, name);
  if (!/^\d{0,20}$/.test(value)) {
    throw new InvalidInput(name, `is ${quote(value)}`, 'a number of digits only, like 1234567890');
  }
  return value;
}

/** A length of time within bounds, in milliseconds. */
export function readDuration(
  env: Environment,
  name: InputName,
  { least, most, range }: { least: number; most: number; range: string },
): number {
  const value = readText(env, name);
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

/** A value as one short line. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
}
