import type { Clock } from '../util/clock.ts';
import type { UnsendableFile } from '../open-cloud/http/file-body.ts';
import type { RequestRetryOptions } from '../open-cloud/transient.ts';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';

/** Limits of uploads and payloads. Only waits count, because an attempt's own time depends on the file. */
export const TRANSFER_LIMITS: RequestRetryOptions = {
  limit: { maxWaitingMs: 30_000 },
  maxAttempts: 5,
};

/** Returns the error of a file that has changed since it was checked. */
export function fileChanged(input: string, file: string, error: UnsendableFile): InvalidInputError {
  return new InvalidInputError(
    input,
    `names "${file}", which ${error.message}`,
    'a file that nothing changes while the step runs',
  );
}

/** Smaller files are sent within seconds. */
const MIN_SHOWN_BYTES = 4 * 1024 * 1024;

/** Progress is reported after each of so many parts of a file, and at least this often. */
const PROGRESS_PARTS = 4;
const PROGRESS_INTERVAL_MS = 10_000;

/** Returns a function that reports progress only as often as it is worth a line. */
export function watchProgress(
  totalBytes: number,
  clock: Clock,
  onProgress: (sentBytes: number) => void,
): (sentBytes: number) => void {
  let lastPart = 0;
  let lastAt = clock.now();
  return (sentBytes) => {
    const part = Math.floor((sentBytes / totalBytes) * PROGRESS_PARTS);
    const isDue = part > lastPart || clock.now() - lastAt >= PROGRESS_INTERVAL_MS;
    if (totalBytes >= MIN_SHOWN_BYTES && isDue && sentBytes < totalBytes) {
      lastPart = part;
      lastAt = clock.now();
      onProgress(sentBytes);
    }
  };
}
