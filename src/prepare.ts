import path from 'node:path';
import type { Inputs } from './action/inputs.ts';
import { InvalidInput } from './execution/invalid-input.ts';
import type { RunPlan } from './execution/run.ts';
import { readScript } from './execution/script.ts';
import { readWorkspaceFile } from './execution/workspace.ts';
import { parseSourceMap, type SourceMap } from './verdict/source-map.ts';

/** A place of 50,000 scripts has a source map of about 10 MB. */
const LARGEST_SOURCE_MAP_BYTES = 64 * 1024 * 1024;

/** Makes the plan of a run from what was asked for: reads the script, and nothing else. */
export async function planRun(inputs: Inputs, workspace: string): Promise<RunPlan> {
  const { universeId, placeId, placeVersion, timeoutMs, bootTimeoutMs, maxWaitMs } = inputs;
  return {
    script:
      'inline' in inputs.script
        ? inputs.script.inline
        : await readScript(inputs.script.path, workspace),
    place: { universeId, placeId, ...(placeVersion !== undefined && { placeVersion }) },
    timeoutMs,
    bootTimeoutMs,
    maxWaitMs,
  };
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
    mostBytes: LARGEST_SOURCE_MAP_BYTES,
  });
  try {
    // Its paths are relative to the project file, which lies beside it as a rule.
    const folder = path.posix.dirname(file);
    return parseSourceMap(text, folder === '.' ? '' : folder, workspace);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InvalidInput('sourcemap', `names "${named}", which cannot be used: ${why}`, kind);
  }
}
