import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { OpenCloudError } from '../open-cloud/errors.ts';
import type { PresignedTransfers } from '../open-cloud/http/presigned-transfers.ts';
import { isTransient, retryRequest } from '../open-cloud/transient.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { makeOutputFolder } from '../workspace/output-folder.ts';
import type { BinaryOutput } from './run-result.ts';
import { TRANSFER_LIMITS } from './transfer.ts';

/** What a download needs. */
export interface BinaryOutputDependencies {
  readonly transfers: Pick<PresignedTransfers, 'fetch'>;
  readonly context: OperationContext;
  /** The workspace and `RUNNER_TEMP`: no link inside leads the file out of them. */
  readonly roots?: readonly string[];
}

/** The documented limit. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/** The URI of a binary output is valid for so long after the task's end, which was read just before. */
const LIFETIME_MS = 15 * 60_000;

/**
 * Downloads a script's `BinaryOutput` into a temporary file and renames it when it is complete, so
 * the target never has a part of it.
 *
 * @param target an absolute path; folders are created as needed
 * @throws the signal's reason, if it aborts; no file is left then
 */
export async function fetchBinaryOutput(
  uri: string,
  target: string,
  { transfers, context, roots = [] }: BinaryOutputDependencies,
): Promise<BinaryOutput> {
  const { clock, signal } = context;
  const expiresAt = clock.now() + LIFETIME_MS;
  const part = `${target}.${randomUUID()}.part`;
  try {
    await makeOutputFolder(target, roots);
    const bytes = await retryRequest(() => fetchInto(part, uri, transfers, signal), context, {
      ...TRANSFER_LIMITS,
      shouldRetry: (error) => isTransient(error) && clock.now() < expiresAt,
    });
    await rename(part, target);
    return { status: 'written', file: target, bytes };
  } catch (error) {
    await rm(part).catch(() => {}); // There is none, or the error below has the reason.
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

/** The network's pieces are copied into buffers of this size: faster to write, and no garbage. */
const BUFFER_BYTES = 512 * 1024;

/** Downloads into a file from its start, over what an earlier attempt has left there. */
async function fetchInto(
  part: string,
  uri: string,
  transfers: Pick<PresignedTransfers, 'fetch'>,
  signal: AbortSignal,
): Promise<number> {
  const file = await open(part, 'w');
  try {
    let gathering = Buffer.allocUnsafeSlow(BUFFER_BYTES);
    let spare = Buffer.allocUnsafeSlow(BUFFER_BYTES);
    let filled = 0;
    let writing: Promise<void> = Promise.resolve();
    // One buffer is written while the other one fills.
    const flush = async (): Promise<void> => {
      await writing;
      writing = file.writeFile(gathering.subarray(0, filled));
      writing.catch(() => {}); // The next `await writing` throws it.
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
          if (filled === BUFFER_BYTES) {
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
