import { statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PlaceFileError } from './place/place-file-error.ts';
import { readProject } from './place/rojo-project.ts';
import type { PlaceSource } from './place-source.ts';
import { KNOWN_QUOTAS } from './quotas.ts';
import { startEmulator } from './server.ts';
import type { EmulatorOptions } from './server.ts';

const HELP = `Serves a local Open Cloud on 127.0.0.1 that runs Luau scripts, without an account.

Usage: npm run emulator -- [options]

  --port NUMBER           the port to listen on; 0 takes any free one (default: 4080)
  --api-key KEY           the key to accept (default: a random one, which is printed)
  --place FILE            what every place is before any upload: a .rbxl or .rbxlx file
  --project FILE          the same, from a Rojo project such as default.project.json
  --place-version NUMBER  the latest version of a place before any upload (default: 1)
  --queue-delay SECONDS   how long a task is QUEUED (default: 0, not at all)
  --boot-delay SECONDS    how long a place takes to boot (default: 0.5)
  --quotas                hold the limits that are known of the service: a minute 5 creations,
                          200 reads, 45 pages of logs, 30 uploads and 5 binary inputs; 30
                          creations an hour; 10 unfinished tasks a place (default: no limits)
  --help                  print this and exit

Scripts run, place files become versions of their places, and binary payloads come and go.
Tasks run on the uploaded place. It is not Roblox: the Luau is real, the data model is a
re-creation, and a script that uses a member that is missing gets an error that names it.
`;

/** Long enough to be seen, and no longer. */
const DEFAULT_BOOT_DELAY_SECONDS = '0.5';

const SECONDS = /^\d+(\.\d+)?$/;
const WHOLE_NUMBER = /^\d+$/;

/** A mistake in the arguments, as a message for the user. */
class UsageError extends Error {}

function toNumber(option: string, text: string, pattern: RegExp, min: number, max: number): number {
  const value = pattern.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const kind = pattern === WHOLE_NUMBER ? 'a whole number' : 'a number';
  throw new UsageError(`--${option} is "${text}"; expected ${kind} from ${min} to ${max}.`);
}

function readArguments(args: string[]): EmulatorOptions | 'help' {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        port: { type: 'string', default: '4080' },
        'api-key': { type: 'string' },
        place: { type: 'string' },
        project: { type: 'string' },
        'place-version': { type: 'string', default: '1' },
        'queue-delay': { type: 'string', default: '0' },
        'boot-delay': { type: 'string', default: DEFAULT_BOOT_DELAY_SECONDS },
        quotas: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(problem.replace(/\.?$/, '.'), { cause: error });
  }
  if (values.help) return 'help';

  const apiKey = values['api-key'];
  if (apiKey === '') throw new UsageError('--api-key is empty; expected a key, or no --api-key.');
  const { place: file, project } = values;
  if (file !== undefined && project !== undefined) {
    throw new UsageError('There are --place and --project; expected one of them.');
  }
  const day = 24 * 60 * 60;
  return {
    port: toNumber('port', values.port, WHOLE_NUMBER, 0, 65_535),
    placeVersion: toNumber(
      'place-version',
      values['place-version'],
      WHOLE_NUMBER,
      1,
      Number.MAX_SAFE_INTEGER,
    ),
    queueDelayMs: 1000 * toNumber('queue-delay', values['queue-delay'], SECONDS, 0, day),
    bootDelayMs: 1000 * toNumber('boot-delay', values['boot-delay'], SECONDS, 0, day),
    ...(values.quotas && { quotas: KNOWN_QUOTAS }),
    ...(apiKey !== undefined && { apiKey }),
    ...(file !== undefined && { place: { file: findFile('place', file) } }),
    ...(project !== undefined && { place: readProjectPlace(findFile('project', project)) }),
  };
}

function findFile(option: string, named: string): string {
  // npm starts a script in the project's folder, and keeps the user's folder in `INIT_CWD`.
  const file = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), named);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(`--${option} is "${named}"; there is no such file.`);
  }
  return file;
}

function readProjectPlace(file: string): PlaceSource {
  const { instances, aliases, warnings } = readProject(file);
  return { tree: instances, aliases, warnings };
}

async function main(args: string[]): Promise<void> {
  const options = readArguments(args);
  if (options === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const emulator = await startEmulator(options);
  // Before the URL is printed: its reader may stop the emulator at once.
  const stop = (): void => {
    emulator.close().catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    });
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  process.stdout.write(`The emulator listens on ${emulator.url}\n`);
  // Not a key from the command line: it may be a real one.
  if (options.apiKey === undefined) process.stdout.write(`It accepts the key ${emulator.apiKey}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message} See --help.\n`);
    process.exitCode = 2;
  } else {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const why = isTaken
      ? 'the port is in use; choose another with --port.'
      : error instanceof PlaceFileError
        ? `the place cannot be opened. ${error.message}`
        : error instanceof Error
          ? error.message
          : String(error);
    process.stderr.write(`The emulator did not start: ${why}\n`);
    process.exitCode = 1;
  }
}
