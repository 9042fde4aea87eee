import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** An emulator of Open Cloud that runs. */
export interface RunningEmulator {
  /** Its origin, on a loopback address. */
  readonly url: string;
  /** The random key that it accepts. */
  readonly apiKey: string;
  /** Ends it and all of its scripts. */
  readonly close: () => Promise<void>;
}

/** Beside the bundle. A variable, so that the bundler leaves its name alone. */
const HERE = import.meta.url;
const PROGRAM = new URL('./emulator/index.js', HERE);

/** The start takes about 0.2 s. */
const MAX_START_MS = 30_000;

/**
 * Starts the bundled emulator in a process of its own. The process has an empty environment, so that
 * scripts cannot reach a token even if they leave the virtual machine. It ends when its standard input
 * is closed, so it does not outlive this process.
 *
 * @throws {Error} if it does not start
 */
export async function startBundledEmulator(): Promise<RunningEmulator> {
  const child = spawn(process.execPath, [fileURLToPath(PROGRAM)], {
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  ended.catch(() => {}); // The start reports an error of the process.
  const close = async (): Promise<void> => {
    child.stdin.end();
    child.kill('SIGKILL');
    await ended.catch(() => {});
  };
  child.stdin.on('error', () => {}); // It has ended already.
  const lines = createInterface({ input: child.stdout });
  const timer = setTimeout(() => child.kill('SIGKILL'), MAX_START_MS);
  try {
    const line = await Promise.race([
      once(lines, 'line').then(([text]) => String(text)),
      ended.then(([code]) => {
        throw new Error(`it ended with ${String(code)} before it listened`);
      }),
    ]);
    const { url, apiKey } = JSON.parse(line) as Omit<RunningEmulator, 'close'>;
    return { url, apiKey, close };
  } catch (error) {
    await close();
    throw new Error(`The emulator did not start: ${String(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
