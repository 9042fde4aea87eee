import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

export const HELP = `Runs Luau scripts in an emulator of Roblox, without an account.

Usage: luau-execution run [options] script-or-glob …

  --place FILE      the place to run in: a .rbxl or .rbxlx file
  --project FILE    the place to run in: a Rojo project, like default.project.json
  --args JSON       an object that each script sees as the local table \`args\`
  --timeout LENGTH  how long each script may run, like 30s or 1m30s (default: 5m)
  --junit FILE      write the test results as JUnit XML
  --watch           run again when a script, the place or a file of the project changes
  --github          show what GitHub would show: job log, annotations, step summary, outputs
  --help            print this and exit

A script or glob that begins with ! is left out. Without --place and --project the place is empty.
The exit status is 0 if every script passed, 1 if not, and 2 if the arguments are wrong.
`;

/** A mistake in the arguments, as a sentence for the user. */
export class UsageError extends Error {}

/** What to run, and how to show it. Paths are absolute. */
export interface RunOptions {
  /** Paths and globs as the user wrote them; one that begins with `!` excludes. */
  readonly scripts: readonly string[];
  readonly place?: string;
  readonly project?: string;
  /** JSON; empty for none. */
  readonly args: string;
  /** Empty for the default. */
  readonly timeout: string;
  readonly junit?: string;
  readonly watches: boolean;
  readonly showsGithub: boolean;
}

/**
 * Reads the arguments behind the program's name.
 *
 * @param folder the folder that paths are relative to
 * @throws {UsageError} if they cannot be used
 */
export function readArguments(args: readonly string[], folder: string): RunOptions | 'help' {
  const { values, positionals } = parse(args);
  if (values.help || args.length === 0) {
    return 'help';
  }
  const [command, ...scripts] = positionals;
  if (command !== 'run') {
    throw new UsageError(
      command === undefined
        ? 'There is no command. The only one is `run`.'
        : `There is no command \`${command}\`. The only one is \`run\`, as in \`luau-execution run ${command}\`.`,
    );
  }
  if (!scripts.some((script) => !script.startsWith('!'))) {
    throw new UsageError(
      'There is no script to run. Name Luau files or globs, as in `luau-execution run tests/smoke.luau`.',
    );
  }
  const { place, project, junit } = values;
  if (place !== undefined && project !== undefined) {
    throw new UsageError('--place and --project are both given. Only one place can be opened.');
  }
  if (junit === '') {
    throw new UsageError('--junit is empty. Expected the path of the file to write.');
  }
  if (values.watch && values.github) {
    throw new UsageError('--watch and --github are both given. GitHub shows a step once.');
  }
  return {
    scripts,
    ...(place !== undefined && { place: findFile('--place', place, folder) }),
    ...(project !== undefined && { project: findFile('--project', project, folder) }),
    args: values.args,
    timeout: values.timeout,
    ...(junit !== undefined && { junit: path.resolve(folder, junit) }),
    watches: values.watch,
    showsGithub: values.github,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        place: { type: 'string' },
        project: { type: 'string' },
        args: { type: 'string', default: '' },
        timeout: { type: 'string', default: '' },
        junit: { type: 'string' },
        watch: { type: 'boolean', default: false },
        github: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(problem.replace(/\.?$/, '.'), { cause: error });
  }
}

function findFile(option: string, named: string, folder: string): string {
  const file = path.resolve(folder, named);
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new UsageError(`${option} is "${named}", and there is no such file.`);
  }
  return file;
}
