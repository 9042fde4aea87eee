import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const COMMAND = path.join(import.meta.dirname, '..', '..', 'cli', 'index.ts');

/** A command that has ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in a folder, as a user does in a pipe. */
export async function runCommand(args: readonly string[], folder: string): Promise<Ended> {
  const child = startCommand(args, folder);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
  }
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...texts };
}

/** Starts the command in a folder. */
export function startCommand(args: readonly string[], folder: string): ChildProcess {
  return spawn(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
