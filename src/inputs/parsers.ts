import { InvalidInputError } from './invalid-input-error.ts';
import { parseDuration } from '../util/parse-duration.ts';

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
    throw new InvalidInputError(
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

/** The words before an id in the addresses of Roblox's pages, where people copy it from. */
const BEFORE_ID: Partial<Record<InputName, readonly [string, ...string[]]>> = {
  'universe-id': ['experiences', 'universes'],
  'place-id': ['places', 'games'],
};

/** Digits, or nothing. */
export function readId(env: Environment, name: InputName): string {
  const value = readText(env, name);
  if (!/^\d{0,20}$/.test(value)) {
    const words = BEFORE_ID[name] ?? [];
    const [meant] = words.flatMap((word) => value.split(`/${word}/`)[1]?.match(/^\d{1,20}/) ?? []);
    const hint = meant === undefined ? whereIsId(name) : `. Is ${meant} meant?`;
    throw new InvalidInputError(
      name,
      `is ${quote(value)}`,
      `a number of digits only, like 1234567890${hint}`,
    );
  }
  return value;
}

/** Where to find an id, as the end of a sentence; empty for one that has no place of its own. */
export function whereIsId(name: InputName): string {
  const [word] = BEFORE_ID[name] ?? [];
  return word === undefined
    ? ''
    : `: it stands after \`${word}/\` in the address of the place on https://create.roblox.com/dashboard/creations`;
}

/** The lengths of time that an input accepts, in milliseconds. */
interface Bounds {
  readonly least: number;
  readonly most: number;
  /** The two in words. */
  readonly range: string;
  /** Why it cannot be more, and what to do: a sentence. */
  readonly reason?: string;
}

/** A length of time within bounds, in milliseconds. */
export function readDuration(env: Environment, name: InputName, bounds: Bounds): number {
  const value = readText(env, name);
  const ms = parseDuration(value);
  if (ms === undefined || ms < bounds.least || ms > bounds.most) {
    throw new InvalidInputError(
      name,
      `is ${quote(value)}`,
      [
        `a length of time from ${bounds.range}, like 90, 90s, 2m, 1m30s or 1.5m`,
        ...hintsAt(value, bounds),
      ].join('. '),
    );
  }
  return ms;
}

/** What to say of a length of time that is too long, in milliseconds, or in whole words. */
function* hintsAt(value: string, { least, most, reason }: Bounds): Generator<string> {
  const [, milliseconds, unit] = /^(\d+)\s*(ms)?$/i.exec(value) ?? [];
  const inSeconds = Number(milliseconds) / 1000;
  const spelt = value
    .toLowerCase()
    .replaceAll(/\s|,|\band\b/g, '')
    .replaceAll(/(?<=\d)([hms])[a-z]*/g, '$1');
  const length = (unit === undefined ? parseDuration(spelt) : undefined) ?? 0;
  if (length > most && reason !== undefined) {
    yield reason;
  } else if (length > 0 && length >= least && length <= most) {
    yield `Is \`${spelt}\` meant?`;
  }
  if (inSeconds * 1000 >= Math.max(least, 1000) && inSeconds * 1000 <= most) {
    yield `A number without a unit is seconds: ${milliseconds} milliseconds are \`${inSeconds}s\``;
  }
}

/** A value as one short line. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
}
