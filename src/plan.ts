import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { FilesToRun } from './github/untrusted-code.ts';
import type { Inputs } from './inputs/inputs.ts';
import type { NewTasks, Shard } from './inputs/task-inputs.ts';
import { withArgs } from './tasks/args.ts';
import { readBinaryInputFile } from './tasks/binary-input.ts';
import { findScripts } from './workspace/find-scripts.ts';
import { InvalidInputError } from './inputs/invalid-input-error.ts';
import { readPlaceFile, type PlaceFile } from './workspace/place-file.ts';
import type { RunPlan } from './tasks/run-result.ts';
import { checkSharing } from './tasks/shared/run-shared.ts';
import { checkLength, type Script } from './workspace/script.ts';
import { readWorkspaceFile, type FoundFile } from './workspace/files.ts';
import type { PlaceTarget } from './open-cloud/client.ts';
import { parseSourceMap, type SourceMap } from './evaluate/location/source-map.ts';

/** A place of 50,000 scripts has a source map of about 10 MB. */
const MAX_SOURCE_MAP_BYTES = 64 * 1024 * 1024;

/** All that a step is about to do, read and checked before anything is sent. */
export interface ActionPlan {
  /** One for each script; none where this shard has none. */
  readonly plans: readonly RunPlan[];
  /** How many scripts there are in all shards. */
  readonly scriptsInAll: number;
  /** Whether several scripts run in one task. */
  readonly isShared: boolean;
  /** The file that becomes the version that the scripts run on. */
  readonly placeFile?: {
    readonly file: PlaceFile;
    readonly versionType: 'Saved' | 'Published';
    readonly place: PlaceTarget;
  };
  readonly binaryInput?: FoundFile;
  /** What of it may come from a fork. */
  readonly files: FilesToRun;
}

/**
 * Reads and checks what was asked for: scripts, and the files that go with them.
 *
 * @throws {InvalidInput} where something cannot be used, or not with so many scripts
 */
export async function createPlan(inputs: Inputs, workspace: string): Promise<ActionPlan> {
  const { work, timeoutMs, bootTimeoutMs, maxWaitMs, waits, binaryOutput } = inputs;
  const limits = {
    timeoutMs,
    bootTimeoutMs,
    maxWaitMs,
    ...(binaryOutput !== '' && { binaryOutput: await findOutput(binaryOutput, workspace) }),
  };
  if ('task' in work) {
    const { task, script: named } = work;
    const script = named === undefined ? undefined : await readOnlyScript(named, workspace);
    return {
      plans: [
        { script: script ?? { text: '', isOfTask: true }, place: placeOf(task), task, ...limits },
      ],
      scriptsInAll: 1,
      isShared: false,
      files: { scripts: [], placeFile: false, binaryInput: false },
    };
  }

  const { scripts: all, shard, shareTask } = await readScripts(work, workspace);
  refuseForSeveral(inputs, all.length);
  const scripts = shard === undefined ? all : ofShard(all, shard);
  const { universeId, placeId, placeVersion, args, placeFile, binaryInput } = work;
  const isShared = shareTask && scripts.length > 1;
  const place = { universeId, placeId };
  const payload =
    binaryInput === '' ? undefined : await readBinaryInputFile(binaryInput, workspace);
  const plans = scripts.map((script): RunPlan => ({
    script,
    place: { ...place, ...(placeVersion !== undefined && { placeVersion }) },
    ...(args && { sent: checkLength(withArgs(script.text, args), 'args') }),
    ...(!waits && { isLeftPending: true }),
    ...limits,
  }));
  if (isShared) {
    checkSharing(plans);
  }
  return {
    plans,
    scriptsInAll: all.length,
    isShared,
    ...(placeFile && {
      placeFile: {
        file: await readPlaceFile(placeFile.path, workspace),
        versionType: placeFile.versionType,
        place,
      },
    }),
    ...(payload && { binaryInput: payload }),
    files: {
      scripts: scripts.flatMap(({ file, isLinked = false, text }) =>
        file === undefined ? [] : [{ file, isLinked, text }],
      ),
      placeFile: placeFile !== undefined,
      binaryInput: payload !== undefined,
    },
  };
}

/** Finds where a binary output goes. What a folder stands in the way of should not cost a run first. */
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
}> {
  if ('inline' in scripts) {
    return { scripts: [scripts.inline], shareTask: false };
  }
  const { patterns, shard, shareTask } = scripts;
  return { scripts: await findScripts(patterns, workspace), shard, shareTask };
}

/** What can be only one cannot be asked of several scripts. */
function refuseForSeveral({ binaryOutput, waits }: Inputs, scripts: number): void {
  if (scripts > 1 && (binaryOutput !== '' || !waits)) {
    throw new InvalidInputError(
      'script',
      `names ${scripts} files, and \`${binaryOutput === '' ? 'wait: false' : 'binary-output'}\` is given as well`,
      'one script: there is one output for its task',
    );
  }
}

/** The scripts of one shard: all shards together have each script once, and sizes differ by one at most. */
export function ofShard<T>(all: readonly T[], { index, count }: Shard): readonly T[] {
  const before = (part: number): number => Math.floor((part * all.length) / count);
  return all.slice(before(index - 1), before(index));
}

/**
 * Reads the source map that the input names, if it names one.
 *
 * @throws {InvalidInput} where it is not there, or is none
 */
export async function readSourceMap(
  named: string,
  workspace: string,
): Promise<SourceMap | undefined> {
  if (named === '') {
    return undefined;
  }
  const kind = 'a source map of Rojo';
  const { file, text } = await readWorkspaceFile(named, workspace, {
    input: 'sourcemap',
    kind,
    maxBytes: MAX_SOURCE_MAP_BYTES,
  });
  try {
    // Its paths are relative to the project file, which lies beside it as a rule.
    const folder = path.posix.dirname(file);
    return parseSourceMap(text, folder === '.' ? '' : folder, workspace);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError(
      'sourcemap',
      `names "${named}", which cannot be used: ${why}`,
      kind,
    );
  }
}
