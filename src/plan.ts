import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileInput } from './github/untrusted-code.ts';
import type { Inputs } from './inputs/inputs.ts';
import type { NewTasks, Shard } from './inputs/task-inputs.ts';
import { withArgs } from './tasks/args.ts';
import { checkClaimLength } from './tasks/claim.ts';
import { sourceOf } from './tasks/create-task.ts';
import { readBinaryInputFile } from './tasks/binary-input.ts';
import { findScripts } from './workspace/find-scripts.ts';
import { InvalidInputError } from './inputs/invalid-input-error.ts';
import { readPlaceFile, type PlaceFile } from './workspace/place-file.ts';
import type { RunPlan } from './tasks/run-result.ts';
import { checkSharing } from './tasks/shared/run-shared.ts';
import { checkLength, type Script } from './workspace/script.ts';
import { findWorkspace, readWorkspaceFile, type FoundFile } from './workspace/files.ts';
import type { PlaceTarget } from './open-cloud/operations.ts';
import { parseSourceMap, type SourceMap } from './evaluate/location/source-map.ts';

/** A place of 50,000 scripts has a source map of about 10 MB. Parsing takes some ten times its size of memory. */
const MAX_SOURCE_MAP_BYTES = 16 * 1024 * 1024;

/**
 * A source map up to this size is parsed with the inputs, which takes some 10 ms: a wrong file then
 * fails the step before any request. Parsing 20 MB takes 0.9 s, so a larger one waits for a failure.
 */
const MAX_EARLY_SOURCE_MAP_CHARACTERS = 1024 * 1024;

/** Everything that a step is about to do, read and checked before any request. */
export interface ActionPlan {
  /** One run for each script; empty if this shard has no script. */
  readonly runs: readonly RunPlan[];
  /** The number of scripts in all shards. */
  readonly totalScripts: number;
  /** Whether several scripts run in one task. */
  readonly isShared: boolean;
  /** The file that becomes the version that the scripts run on. */
  readonly placeFile?: {
    readonly file: PlaceFile;
    readonly versionType: 'Saved' | 'Published';
    readonly place: PlaceTarget;
  };
  readonly binaryInput?: FoundFile;
  /** The inputs that name files which would reach Roblox. */
  readonly fileInputs: readonly FileInput[];
  /** The lines of `script` that exclude nothing, without their `!`. */
  readonly unusedExclusions?: readonly string[];
}

/**
 * Reads and checks the scripts and the files that go with them.
 *
 * @throws {InvalidInputError} if an input cannot be used, alone or for so many scripts
 */
export async function createPlan(inputs: Inputs, workspace: string): Promise<ActionPlan> {
  const { tasks, timeoutMs, bootTimeoutMs, maxWaitMs, binaryOutput } = inputs;
  const limits = {
    timeoutMs,
    bootTimeoutMs,
    maxWaitMs,
    ...(binaryOutput !== '' && { binaryOutput: await findOutput(binaryOutput, workspace) }),
  };
  if ('task' in tasks) {
    const { task, script: named } = tasks;
    const script = named === undefined ? undefined : await readOnlyScript(named, workspace);
    return {
      runs: [
        { script: script ?? { text: '', isOfTask: true }, place: placeOf(task), task, ...limits },
      ],
      totalScripts: 1,
      isShared: false,
      fileInputs: [],
    };
  }
  return planNewTasks(inputs, tasks, limits, workspace);
}

async function planNewTasks(
  inputs: Inputs,
  tasks: NewTasks,
  limits: Pick<RunPlan, 'timeoutMs' | 'bootTimeoutMs' | 'maxWaitMs' | 'binaryOutput'>,
  workspace: string,
): Promise<ActionPlan> {
  const {
    scripts: all,
    shard,
    shareTask,
    unusedExclusions = [],
  } = await readScripts(tasks, workspace);
  refuseForSeveral(inputs, all.length);
  const scripts = shard === undefined ? all : scriptsOfShard(all, shard);
  const { universeId, placeId, placeVersion, args, placeFile, binaryInput } = tasks;
  const isShared = shareTask && scripts.length > 1;
  const place = { universeId, placeId };
  const payload =
    binaryInput === '' ? undefined : await readBinaryInputFile(binaryInput, workspace);
  const runs = scripts.map((script): RunPlan => ({
    script,
    place: { ...place, ...(placeVersion !== undefined && { placeVersion }) },
    ...(args && { sent: checkLength(withArgs(script.text, args), 'args') }),
    ...(!inputs.waits && { isLeftPending: true }),
    ...(inputs.recovers && { recovers: true }),
    ...limits,
  }));
  if (isShared) {
    checkSharing(runs);
  } else if (inputs.recovers) {
    for (const run of runs) {
      checkClaimLength(sourceOf(run));
    }
  }
  return {
    runs,
    totalScripts: all.length,
    isShared,
    ...(unusedExclusions.length > 0 && { unusedExclusions }),
    ...(placeFile && {
      placeFile: {
        file: await readPlaceFile(placeFile.path, workspace),
        versionType: placeFile.versionType,
        place,
      },
    }),
    ...(payload && { binaryInput: payload }),
    fileInputs: [
      ...('patterns' in tasks.scripts ? (['script'] as const) : []),
      ...(placeFile ? (['place-file'] as const) : []),
      ...(payload ? (['binary-input'] as const) : []),
    ],
  };
}

/** Resolves the path of the binary output. A folder at that path is found before the run, not after it. */
async function findOutput(named: string, workspace: string): Promise<string> {
  const target = path.resolve(workspace, named);
  const found = await stat(target).catch(() => undefined);
  if (found?.isDirectory() === true || named.endsWith('/') || named.endsWith(path.sep)) {
    throw new InvalidInputError(
      'binary-output',
      `is "${named}", which names a folder`,
      'the path of a file, like out/result.bin: its folder is made as needed',
    );
  }
  return target;
}

function placeOf({ universeId, placeId, placeVersion }: PlaceTarget): PlaceTarget {
  return { universeId, placeId, ...(placeVersion !== undefined && { placeVersion }) };
}

async function readOnlyScript(named: string, workspace: string): Promise<Script | undefined> {
  const [script, second] = await findScripts([named], workspace);
  if (second !== undefined) {
    throw new InvalidInputError(
      'script',
      `names several files with "${named}", and \`task\` is given as well`,
      'the one script that the task was created with',
    );
  }
  return script;
}

async function readScripts(
  { scripts }: NewTasks,
  workspace: string,
): Promise<{
  readonly scripts: readonly Script[];
  readonly shard?: Shard | undefined;
  readonly shareTask: boolean;
  readonly unusedExclusions?: readonly string[];
}> {
  if ('inline' in scripts) {
    return { scripts: [scripts.inline], shareTask: false };
  }
  const { patterns, shard, shareTask } = scripts;
  const unusedExclusions: string[] = [];
  const onUnusedExclusion = (line: string): void => void unusedExclusions.push(line);
  const found = await findScripts(patterns, workspace, { onUnusedExclusion });
  return { scripts: found, shard, shareTask, unusedExclusions };
}

/** Refuses inputs that several scripts cannot share. */
function refuseForSeveral({ binaryOutput, waits }: Inputs, scripts: number): void {
  if (scripts > 1 && (binaryOutput !== '' || !waits)) {
    throw new InvalidInputError(
      'script',
      `names ${scripts} files, and \`${binaryOutput === '' ? 'wait: false' : 'binary-output'}\` is given as well`,
      'one script: there is one output for its task',
    );
  }
}

/** The scripts of one shard. All shards together have each script once; their sizes differ by one at most. */
export function scriptsOfShard<T>(all: readonly T[], { index, count }: Shard): readonly T[] {
  const before = (part: number): number => Math.floor((part * all.length) / count);
  return all.slice(before(index - 1), before(index));
}

/** A source map that is parsed when a failure needs it. */
export interface LazySourceMap {
  /** Parses the map at the first call. */
  readonly get: () => SourceMap | undefined;
  /** Why the map could not be parsed, in a sentence; undefined before the first `get`, and for a good map. */
  readonly problem: () => string | undefined;
}

/**
 * Reads the source map that the input names.
 *
 * @returns undefined if the input is empty
 * @throws {InvalidInputError} if the file does not exist, is too large, or is small and no source map
 */
export async function readSourceMap(
  named: string,
  workspace: string,
): Promise<LazySourceMap | undefined> {
  if (named === '') {
    return undefined;
  }
  const kind = 'a source map of Rojo';
  const { file, text } = await readWorkspaceFile(named, workspace, {
    input: 'sourcemap',
    kind,
    maxBytes: MAX_SOURCE_MAP_BYTES,
  });
  // Its paths are relative to the project file, which usually lies beside it.
  const folder = path.posix.dirname(file);
  const real = await findWorkspace(workspace);
  const sourceMap = parseOnce(() =>
    parseSourceMap(text, folder === '.' ? '' : folder, workspace, real),
  );
  if (text.length <= MAX_EARLY_SOURCE_MAP_CHARACTERS) {
    sourceMap.get();
    const problem = sourceMap.problem();
    if (problem !== undefined) {
      throw new InvalidInputError(
        'sourcemap',
        `names "${named}", which cannot be used: ${problem}`,
        kind,
      );
    }
  }
  return sourceMap;
}

function parseOnce(parse: () => SourceMap): LazySourceMap {
  let result: { readonly map?: SourceMap; readonly problem?: string } | undefined;
  return {
    get: () => {
      if (result === undefined) {
        try {
          result = { map: parse() };
        } catch (error) {
          result = { problem: error instanceof Error ? error.message : String(error) };
        }
      }
      return result.map;
    },
    problem: () => result?.problem,
  };
}
