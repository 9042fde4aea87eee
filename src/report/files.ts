import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import type { StepReport } from '../evaluate/types.ts';
import { renderJUnit } from './junit.ts';
import { allLogs, allResults, type ReportFiles } from './outputs.ts';
import { toJson } from './result-text.ts';

/** Where files may go. */
export interface ReportPaths {
  /** The workspace, which paths of inputs are relative to. */
  readonly workspace: string;
  /** `RUNNER_TEMP`, for files whose path nobody gave; the system's own where it is empty. */
  readonly temp?: string | undefined;
  /** The paths that the inputs gave; empty for none. */
  readonly resultsFile: string;
  readonly logsFile: string;
  /** The JUnit file is written only where a path is given. */
  readonly junitFile: string;
}

/**
 * Writes the results and the log whole, and the JUnit file where one is wanted. A path that was
 * given is written also where no script ran: what an earlier step left would pass for this one's. A
 * file that cannot be written is a warning: it changes nothing of the verdict.
 */
export async function writeReportFiles(
  report: StepReport,
  locations: ReportPaths,
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
    render: () => string | Iterable<string>,
  ): Promise<void> => {
    try {
      if (locations[name] === '') {
        folder ??= await mkdtemp(path.join(locations.temp || tmpdir(), 'luau-execution-'));
      }
      const file =
        locations[name] === ''
          ? path.join(folder ?? '', fallback)
          : path.resolve(locations.workspace, locations[name]);
      await writeWhole(file, render);
      files[name] = file;
    } catch (error) {
      warnings.push(`\`${input}\` could not be written: ${String(error)}`);
    }
  };

  if (runs.length > 0 || locations.resultsFile !== '') {
    await write('resultsFile', 'results-file', 'results.json', () => toJson(allResults(runs)));
  }
  if (runs.length > 0 || locations.logsFile !== '') {
    await write('logsFile', 'logs-file', 'log.txt', () => allLogs(runs));
  }
  if (locations.junitFile !== '') {
    await write('junitFile', 'junit-file', 'junit.xml', () => renderJUnit(report));
  }
  return { files, warnings };
}

/** Where nothing has to be written. */
const NOWHERE = path.resolve(devNull);

/**
 * Writes a file beside its place, and then puts it there: whoever looks finds all of it. What an
 * earlier step left there is gone by then, also where this fails.
 *
 * @throws where it cannot be written, or what is there is no plain file: a pipe could be waited for
 *   without end, and standard output would take what a script returned for commands
 */
async function writeWhole(file: string, render: () => string | Iterable<string>): Promise<void> {
  if (file === NOWHERE) {
    return;
  }
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === false) {
    throw new Error(`${file} is there already, and is no plain file`);
  }
  await rm(file, { force: true });
  await mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.${randomUUID()}.part`;
  try {
    await writeFile(part, render());
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {}); // What stands in the way is told of already.
    throw error;
  }
}
