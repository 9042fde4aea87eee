import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StepReport } from '../verdict/verdict.ts';
import { renderJUnit } from './junit.ts';
import { allLogs, allResults, type ReportFiles } from './outputs.ts';
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
  /** The JUnit file is written only where a path is given. */
  readonly junitFile: string;
}

/**
 * Writes the results and the log whole, and the JUnit file where one is wanted. A file that cannot
 * be written is a warning: it changes nothing of the verdict.
 */
export async function writeReportFiles(
  report: StepReport,
  places: FilePlaces,
): Promise<{
  readonly files: ReportFiles;
  readonly warnings: readonly string[];
}> {
  const { runs } = report;
  const files: { -readonly [name in keyof ReportFiles]: ReportFiles[name] } = {};
  const warnings: string[] = [];
  let folder: string | undefined;

  const write = async (
    name: keyof ReportFiles,
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

  // Always, where a script was to run: a file that an earlier step left would pass for this one's.
  if (runs.length > 0) {
    await write('resultsFile', 'results-file', 'results.json', toJson(allResults(runs)));
    await write('logsFile', 'logs-file', 'log.txt', allLogs(runs));
  }
  if (places.junitFile !== '') {
    await write('junitFile', 'junit-file', 'junit.xml', renderJUnit(report));
  }
  return { files, warnings };
}
