import { parseArgs, type ScriptArgs } from './args-input.ts';
import { InvalidInputError } from './invalid-input-error.ts';
import { inlineScript, type Script } from '../workspace/script.ts';
import { parseTaskPath, type TaskPath } from '../open-cloud/task-path.ts';
import {
  FALLBACK_VARIABLES,
  quote,
  readBoolean,
  readId,
  readLines,
  readRaw,
  readText,
  idHint,
  type Environment,
} from './parsers.ts';

/** The tasks of the step: new ones, or an existing one. */
export type TaskInputs = NewTasks | { readonly task: TaskPath; readonly script?: string };

/** The inputs of new tasks. */
export interface NewTasks {
  readonly universeId: string;
  readonly placeId: string;
  /** Absent: the latest saved version, or the version that the place file becomes. */
  readonly placeVersion?: string;
  /** Files of the workspace, or an inline script. */
  readonly scripts: ScriptFiles | { readonly inline: Script };
  readonly args?: ScriptArgs;
  readonly placeFile?: { readonly path: string; readonly versionType: 'Saved' | 'Published' };
  /** The path of a file; empty if there is none. */
  readonly binaryInput: string;
}

/** The script files of the workspace, and how to run them. */
export interface ScriptFiles {
  /** Paths and globs; a pattern that begins with `!` excludes. */
  readonly patterns: readonly string[];
  readonly shard?: Shard;
  /** Whether all scripts run in one task. */
  readonly shareTask: boolean;
}

/** One part of the scripts, for one job of a matrix: the `index`-th of `count`, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * Builds the error for two inputs that exclude each other.
 *
 * @param one the name of an input, with its value if only that value conflicts: `wait: false`
 */
export function conflictError(one: string, other: string, why: string): InvalidInputError {
  const [name = '', value] = one.split(': ');
  const problem =
    value === undefined
      ? `and \`${other}\` are both given`
      : `is \`${value}\`, and \`${other}\` is given as well`;
  return new InvalidInputError(name, `${problem}: ${why}`, 'one of the two');
}

/** The inputs that apply to new tasks only. */
const FOR_NEW_TASKS = [
  'source',
  'args',
  'place-file',
  'place-version',
  'binary-input',
  'shard',
] as const;

/** What the other inputs say of the step, as far as the tasks depend on it. */
export interface StepFacts {
  /** The input `wait`. */
  readonly waits: boolean;
  /** The input `recover`. */
  readonly recovers: boolean;
  /** The origin that tasks must be of. */
  readonly baseUrl: string;
}

/**
 * Reads the inputs of the tasks.
 *
 * @throws {InvalidInputError} for the first input that is invalid or conflicts with another one
 */
export function readTaskInputs(
  env: Environment,
  { waits, recovers, baseUrl }: StepFacts,
): TaskInputs {
  const patterns = readLines(env, 'script');
  const shareTask = readBoolean(env, 'share-task');
  const publish = readBoolean(env, 'publish');
  const task = readText(env, 'task');
  if (task !== '') {
    const why = 'the task exists already, and nothing is created';
    const other = FOR_NEW_TASKS.find((name) => readText(env, name) !== '');
    if (other !== undefined || shareTask || publish || !waits || recovers) {
      const flag = shareTask
        ? 'share-task'
        : publish
          ? 'publish'
          : recovers
            ? 'recover: true'
            : 'wait: false';
      throw conflictError('task', other ?? flag, why);
    }
    const [script, second] = patterns;
    if (second !== undefined) {
      throw new InvalidInputError(
        'script',
        `names ${patterns.length} files, and \`task\` is given as well`,
        'at most one: the script that the task was created with, for its annotations',
      );
    }
    return { task: readTaskPath(task, baseUrl), ...(script !== undefined && { script }) };
  }
  return readNewTasks(env, patterns, shareTask, publish);
}

function readNewTasks(
  env: Environment,
  patterns: readonly string[],
  shareTask: boolean,
  publish: boolean,
): NewTasks {
  const placeVersion = readId(env, 'place-version');
  const placeFile = readText(env, 'place-file');
  if (placeFile !== '' && placeVersion !== '') {
    throw conflictError(
      'place-version',
      'place-file',
      'the scripts run on the version that the file becomes',
    );
  }
  if (publish && placeFile === '') {
    throw new InvalidInputError(
      'publish',
      'is `true`, and `place-file` is empty: there is nothing to publish',
      'a `place-file`, or no `publish`',
    );
  }
  const args = readArgs(env);
  return {
    universeId: readRequiredId(env, 'universe-id'),
    placeId: readRequiredId(env, 'place-id'),
    ...(placeVersion !== '' && { placeVersion }),
    scripts: readScripts(env, patterns, shareTask),
    ...(args && { args }),
    ...(placeFile !== '' && {
      placeFile: { path: placeFile, versionType: publish ? 'Published' : 'Saved' },
    }),
    binaryInput: readText(env, 'binary-input'),
  };
}

function readScripts(
  env: Environment,
  patterns: readonly string[],
  shareTask: boolean,
): NewTasks['scripts'] {
  // Not trimmed: that would move line numbers and change long strings.
  const source = readRaw(env, 'source');
  const hasSource = source.trim() !== '';
  const shard = readShard(env);
  if (patterns.length > 0 && hasSource) {
    throw new InvalidInputError('script', 'and `source` are both given', 'exactly one of them');
  }
  if (patterns.length > 0) {
    return { patterns, ...(shard && { shard }), shareTask };
  }
  for (const [name, isSet] of [
    ['share-task', shareTask],
    ['shard', shard !== undefined],
  ] as const) {
    if (isSet) {
      throw new InvalidInputError(
        name,
        'is given, and `script` is not: there are no files to run',
        'the paths or globs of script files in `script`',
      );
    }
  }
  if (!hasSource) {
    throw new InvalidInputError(
      'script',
      'and `source` are both empty, and so is `task`',
      'one of them: the path of a Luau file, Luau source, or the path of a task',
    );
  }
  return { inline: inlineScript(source) };
}

function readShard(env: Environment): Shard | undefined {
  const value = readText(env, 'shard');
  if (value === '') {
    return undefined;
  }
  const [, index = '', count = ''] = /^(\d{1,6})\s*\/\s*(\d{1,6})$/.exec(value) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index < 1 || shard.index > shard.count) {
    throw new InvalidInputError(
      'shard',
      `is ${quote(value)}`,
      'which part of how many, counted from 1, like 2/5',
    );
  }
  return shard;
}

/** The origin and the API prefix that people copy along with a task's path. */
const BEFORE_PATH = /^(?<origin>https?:\/\/[\w.[\]:-]+)?\/?(?:cloud\/v2\/)?(?=universes\/)/;

function readTaskPath(value: string, baseUrl: string): TaskPath {
  const { origin } = BEFORE_PATH.exec(value)?.groups ?? {};
  if (origin !== undefined && URL.parse(origin)?.origin !== baseUrl) {
    throw new InvalidInputError(
      'task',
      `names a task of ${quote(origin)}, and \`base-url\` is ${quote(baseUrl)}`,
      'a task of `base-url`: the same origin, or the path alone',
    );
  }
  const path = parseTaskPath(value.replace(BEFORE_PATH, '').replace(/\/$/, ''));
  if (path === undefined) {
    throw new InvalidInputError(
      'task',
      `is ${JSON.stringify(value.length > MAX_TASK_CHARACTERS ? `…${value.slice(-MAX_TASK_CHARACTERS)}` : value)}`,
      "a task's path, as the output `task-path` gives it: universes/1/places/2/versions/3/luau-execution-sessions/…/tasks/…",
    );
  }
  return path;
}

/** Most wrong paths are wrong at their end, with `/logs` or a query, so the error shows the end. */
const MAX_TASK_CHARACTERS = 200;

function readArgs(env: Environment): ScriptArgs | undefined {
  const json = readRaw(env, 'args');
  return json.trim() === '' ? undefined : parseArgs(json);
}

function readRequiredId(env: Environment, name: 'universe-id' | 'place-id'): string {
  const value = readId(env, name);
  if (value === '') {
    throw new InvalidInputError(
      name,
      'is empty',
      `the id, here or in the environment variable ${FALLBACK_VARIABLES[name]}${idHint(name)}. ` +
        'A variable or secret of GitHub that does not exist is empty, too: check its name',
    );
  }
  return value;
}
