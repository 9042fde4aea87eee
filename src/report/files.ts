import { randomUUID } from 'node:crypto';
import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import type { StepReport, Verdict } from '../evaluate/types.ts';
import { readWorkspaceFile } from '../workspace/files.ts';
import { makeOutputFolder } from '../workspace/output-folder.ts';
import { toJson } from './format.ts';
import { renderJUnit } from './junit.ts';
import { allLogs, allResults, type ReportFiles } from './outputs.ts';

/** The locations of the files. */
export interface ReportPaths {
  /** The workspace; paths in inputs are relative to it. */
  readonly workspace: string;
  /** `RUNNER_TEMP`, for files without a path. Default: the system's temporary folder. */
  readonly temp?: string | undefined;
  /** The paths from the inputs, or empty strings. */
  readonly resultsFile: string;
  readonly logsFile: string;
  /** Without a path no JUnit file is written. */
  readonly junitFile: string;
}

/**
 * Writes the results, the log and, if it has a path, the JUnit file. A file with a path is written
 * even if no script ran, so that a file of an earlier step is never mistaken for this step's.
 *
 * @returns the paths of the written files, and a warning for each file that could not be written
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
  const temp = locations.temp || tmpdir();
  const roots = [locations.workspace, temp].map((root) => path.resolve(root));
  let folder: string | undefined;

  const write = async (
    name: keyof ReportFiles,
    input: string,
    defaultName: string,
    render: () => string | Iterable<string>,
  ): Promise<void> => {
    try {
      if (locations[name] === '') {
        folder ??= await mkdtemp(path.join(temp, 'luau-execution-'));
      }
      const file =
        locations[name] === ''
          ? path.join(folder ?? '', defaultName)
          : path.resolve(locations.workspace, locations[name]);
      await writeAtomically(file, roots, render);
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

/** Writing here can be skipped. */
const NULL_DEVICE = path.resolve(devNull);

/**
 * Writes a file under another name, then renames it: the file is complete or missing. A file of an
 * earlier step is removed first, even if writing fails.
 *
 * @throws if the file cannot be written, a link leads out of `roots`, or the path is not a plain file.
 *   A pipe could block forever, and a link to standard output would run the return values as commands
 */
async function writeAtomically(
  file: string,
  roots: readonly string[],
  render: () => string | Iterable<string>,
): Promise<void> {
  if (file === NULL_DEVICE) {
    return;
  }
  const existing = await stat(file).catch(() => undefined);
  if (existing?.isFile() === false) {
    throw new Error(`${file} exists and is not a plain file`);
  }
  await makeOutputFolder(file, roots);
  await rm(file, { force: true });
  const part = `${file}.${randomUUID()}.part`;
  try {
    await writeFile(part, render(), { flag: 'wx' });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {}); // The error below says what is wrong.
    throw error;
  }
}

/** Locations in further files are shown without their lines. */
const MAX_SOURCE_FILES = 10;

/** A person hardly wrote a larger file. */
const MAX_SOURCE_BYTES = 4 * 1024 * 1024;

/**
 * Reads the files of a verdict's locations, because the pages show the lines around them. Missing
 * files and files outside the workspace are left out.
 *
 * @returns texts by the paths of the locations
 */
export async function readSources(
  { location, tests }: Verdict,
  workspace: string,
): Promise<ReadonlyMap<string, string>> {
  const failing = tests?.tests.filter(({ status }) => status === 'failed') ?? [];
  const files = new Set(
    [location, ...failing.map((test) => test.location)]
      .map((named) => named?.file)
      .filter((file) => file !== undefined),
  );
  const sources = new Map<string, string>();
  for (const file of [...files].slice(0, MAX_SOURCE_FILES)) {
    try {
      const purpose = {
        input: 'sourcemap',
        kind: 'a source file',
        maxBytes: MAX_SOURCE_BYTES,
      };
      const { file: target, text } = await readWorkspaceFile(file, workspace, purpose);
      if (isLuauSource(target)) {
        sources.set(file, text);
      }
    } catch {
      // The location is shown without its lines.
    }
  }
  return sources;
}

/**
 * Whether a file, after following links, is Luau source. A source map from a fork can name any file,
 * and the pages must not show the files of git.
 */
function isLuauSource(file: string): boolean {
  return /\.luau?$/i.test(file) && !/(?:^|\/)\.git\//i.test(file);
}
