import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { OpenCloudError } from '../open-cloud/errors.ts';
import type { PresignedTransfers } from '../open-cloud/http/presigned-transfers.ts';
import { isTransient, retryRequest } from '../open-cloud/transient.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { TRANSFER_LIMITS } from './transfer.ts';

/** How the fetching of a binary output ended. */
export type FetchedOutput =
  | { readonly status: 'written'; readonly file: string; readonly bytes: number }
  | { readonly status: 'failed'; readonly error: OpenCloudError }
  /** This machine cannot hold it: `reason` is the system's word for why. */
  | { readonly status: 'unwritable'; readonly reason: string };

/** What fetching needs from its surroundings. */
export interface BinaryOutputDependencies {
  readonly transfers: Pick<PresignedTransfers, 'fetch'>;
  readonly context: OperationContext;
}

/** The most that a script can return, says the documentation. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/** How long the URI of a binary output is good, from the task's end, which is seen just before. */
const LIFETIME_MS = 15 * 60_000;

/**
 * Fetches what a script returned as `BinaryOutput`. It comes into a file beside the target, which
 * takes the target's place once it is whole: whoever looks there finds all of it or nothing new.
 *
 * @param target where it goes: an absolute path; folders are made as needed
 * @throws the signal's reason, where it aborted; nothing is left behind then
 */
export async function fetchBinaryOutput(
  uri: string,
  target: string,
  { transfers, context }: BinaryOutputDependencies,
): Promise<FetchedOutput> {
  const { clock, signal } = context;
  const expiresAt = clock.now() + LIFETIME_MS;
  const part = `${target}.${randomUUID()}.part`;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    const bytes = await retryRequest(() => fetchInto(part, uri, transfers, signal), context, {
      ...TRANSFER_LIMITS,
      shouldRetry: (error) => isTransient(error) && clock.now() < expiresAt,
    });
    await rename(part, target);
    return { status: 'written', file: target, bytes };
  } catch (error) {
    await rm(part).catch(() => {}); // There is none, or what stands in the way is told of already.
    signal.throwIfAborted();
    if (error instanceof OpenCloudError) {
      return { status: 'failed', error };
    }
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) {
      throw error;
    }
    return { status: 'unwritable', reason: (error as Error).message };
  }
}

/**
 * What is gathered before it is written. Pieces of the network's size would be slower to write, and
 * what is copied at once does not have to be collected later: so memory does not grow with the file.
 */
const GATHERED_BYTES = 512 * 1024;

/** Fetches into a file from its start, over whatever an earlier try has left there. */
async function fetchInto(
  part: string,
  uri: string,
  transfers: Pick<PresignedTransfers, 'fetch'>,
  signal: AbortSignal,
): Promise<number> {
  const file = await open(part, 'w');
  try {
    let gathering = Buffer.allocUnsafeSlow(GATHERED_BYTES);
    let spare = Buffer.allocUnsafeSlow(GATHERED_BYTES);
    let filled = 0;
    let writing: Promise<void> = Promise.resolve();
    // What was gathered is written while more of it comes.
    const flush = async (): Promise<void> => {
      await writing;
      writing = file.writeFile(gathering.subarray(0, filled));
      writing.catch(() => {}); // Told of by whoever waits for it next.
      [gathering, spare] = [spare, gathering];
      filled = 0;
    };
    const bytes = await transfers.fetch(
      uri,
      async (piece) => {
        for (let taken = 0; taken < piece.length;) {
          const copied = piece.copy(gathering, filled, taken);
          taken += copied;
          filled += copied;
          if (filled === GATHERED_BYTES) {
            await flush();
          }
        }
      },
      { maxBytes: MAX_OUTPUT_BYTES, signal },
    );
    await flush();
    await writing;
    return bytes;
  } finally {
    await file.close();
  }
}
