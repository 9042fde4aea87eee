import { devNull } from 'node:os';
import { InvalidInputError } from './invalid-input-error.ts';
import { parseDuration } from '../util/duration.ts';

/**
 * The inputs of `action.yml` and their defaults. The runner passes an unset input, and an empty
 * expression, as the empty string; both mean the default. (The default of `github-token` is an
 * expression, which the runner evaluates.)
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
  recover: 'false',
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

/** Environment variables that set an input for all steps of a job. */
export const FALLBACK_VARIABLES: Partial<Record<InputName, string>> = {
  'api-key': 'ROBLOX_API_KEY',
  'universe-id': 'ROBLOX_UNIVERSE_ID',
  'place-id': 'ROBLOX_PLACE_ID',
};

/** The environment variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads an input unchanged. The runner puts its name in upper case and keeps the hyphens. */
export function readRaw(env: Environment, name: InputName): string {
  return env[`INPUT_${name.toUpperCase()}`] ?? '';
}

/** Reads an input without the white space around it; an empty input has its default. */
export function readText(env: Environment, name: InputName): string {
  const variable = FALLBACK_VARIABLES[name];
  const fallback = variable === undefined ? '' : (env[variable] ?? '').trim();
  return readRaw(env, name).trim() || fallback || INPUT_DEFAULTS[name];
}

/** Reads the non-blank lines of an input. */
export function readLines(env: Environment, name: InputName): readonly string[] {
  return readText(env, name)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Names that Windows keeps for devices, whatever their extension is. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])$/i;

/**
 * Reads the path of a file to write; empty for none. A path with the name of a Windows device is
 * refused on every system: a workflow should work on all of them.
 */
export function readOutputPath(env: Environment, name: InputName): string {
  const value = readText(env, name);
  const isDevice = value
    .split(/[\\/:]/)
    .some((part) => DEVICE_NAME.test(part.replace(/\..*/s, '').trimEnd()));
  if (isDevice && value !== devNull) {
    throw new InvalidInputError(
      name,
      `is ${quote(value)}, which contains the name of a device of Windows`,
      'the path of a file, like out/results.json',
    );
  }
  return value;
}

/** Reads one of a few words, in any capitalisation. */
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

/** Reads `true` or `false`. */
export function readBoolean(env: Environment, name: InputName): boolean {
  return readChoice(env, name, ['true', 'false']) === 'true';
}

/** The path segments before an id in the URLs of Roblox's pages, from which people copy ids. */
const ID_URL_SEGMENTS: Partial<Record<InputName, readonly [string, ...string[]]>> = {
  'universe-id': ['experiences', 'universes'],
  'place-id': ['places', 'games'],
};

/** Reads an id: digits, or nothing. */
export function readId(env: Environment, name: InputName): string {
  const value = readText(env, name);
  if (!/^\d{0,20}$/.test(value)) {
    const words = ID_URL_SEGMENTS[name] ?? [];
    const [meant] = words.flatMap((word) => value.split(`/${word}/`)[1]?.match(/^\d{1,20}/) ?? []);
    const hint = meant === undefined ? idHint(name) : `. Is ${meant} meant?`;
    throw new InvalidInputError(
      name,
      `is ${quote(value)}`,
      `a number of digits only, like 1234567890${hint}`,
    );
  }
  return value;
}

/** Says where to find an id, as the end of a sentence; empty for an id that no page shows. */
export function idHint(name: InputName): string {
  const [word] = ID_URL_SEGMENTS[name] ?? [];
  return word === undefined
    ? ''
    : `: it stands after \`${word}/\` in the address of the place on https://create.roblox.com/dashboard/creations`;
}

/** The durations that an input accepts. */
interface DurationLimits {
  readonly minMs: number;
  readonly maxMs: number;
  /** Both limits in words. */
  readonly range: string;
  /** Why no longer duration is accepted, and what to do: a sentence. */
  readonly reason?: string;
}

/** Reads a duration within limits, in milliseconds. */
export function readDuration(env: Environment, name: InputName, limits: DurationLimits): number {
  const value = readText(env, name);
  const ms = parseDuration(value);
  if (ms === undefined || ms < limits.minMs || ms > limits.maxMs) {
    throw new InvalidInputError(
      name,
      `is ${quote(value)}`,
      [
        `a length of time from ${limits.range}, like 90, 90s, 2m, 1m30s or 1.5m`,
        ...durationHints(value, limits),
      ].join('. '),
    );
  }
  return ms;
}

/** Hints for a duration that is too long, in milliseconds, or abbreviated in words. */
function* durationHints(
  value: string,
  { minMs, maxMs, reason }: DurationLimits,
): Generator<string> {
  const [, milliseconds, unit] = /^(\d+)\s*(ms)?$/i.exec(value) ?? [];
  const seconds = Number(milliseconds) / 1000;
  const abbreviated = value
    .toLowerCase()
    .replaceAll(/\s|,|\band\b/g, '')
    .replaceAll(/(?<=\d)([hms])[a-z]*/g, '$1');
  const length = (unit === undefined ? parseDuration(abbreviated) : undefined) ?? 0;
  if (length > maxMs && reason !== undefined) {
    yield reason;
  } else if (length > 0 && length >= minMs && length <= maxMs) {
    yield `Is \`${abbreviated}\` meant?`;
  }
  if (seconds * 1000 >= Math.max(minMs, 1000) && seconds * 1000 <= maxMs) {
    yield `A number without a unit is seconds: ${milliseconds} milliseconds are \`${seconds}s\``;
  }
}

/** Quotes a value on one line, truncated. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
}
