import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StepReport } from '../verdict/verdict.ts';
import { logText, resultsOf } from './outputs.ts';
import { toJson } from './result-text.ts';

/** Where files may go. */
export interface FilePlaces {
  /** The workspace, which paths of inputs are relative to. */
  readonly workspace: string;
  /** `RUNNER_TEMP`, for files whose path nobody gave. */
  readonly temp?: string | undefined;
  /** The paths that the inputs gave; empty for none. */
  readonly resultsFile: string;
  readonly logsFile: string;
}

/**
 * Writes the results and the log whole. A file that cannot be written is a warning: it changes
 * nothing of the verdict.
 */
export async function writeReportFiles(
  { runs }: StepReport,
  places: FilePlaces,
): Promise<{
  readonly files: { resultsFile?: string; logsFile?: string };
  readonly warnings: readonly string[];
}> {
  const run = runs[0]?.run;
  const results = resultsOf(run);
  const files: { resultsFile?: string; logsFile?: string } = {};
  const warnings: string[] = [];
  let folder: string | undefined;

  const write = async (
    name: 'resultsFile' | 'logsFile',
    input: string,
    fallback: string,
    content: string,
  ): Promise<void> => {
    try {
      if (places[name] === '') {
        folder ??= await mkdtemp(path.join(places.temp ?? tmpdir(), 'luau-execution-'));
      }
      const file =
        places[name] === ''
          ? path.join(folder ?? '', fallback)
          : path.resolve(places.workspace, places[name]);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
      files[name] = file;
    } catch (error) {
      warnings.push(`\`${input}\` could not be written: ${String(error)}`);
    }
  };

  if (results !== undefined) {
    await write('resultsFile', 'results-file', 'results.json', toJson(results));
  }
  if (run?.end === 'ended') {
    await write('logsFile', 'logs-file', 'log.txt', logText(run));
  }
  return { files, warnings };
}
