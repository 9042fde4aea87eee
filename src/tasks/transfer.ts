import type { Clock } from '../util/clock.ts';
import type { UnsendableFile } from '../open-cloud/http/file-body.ts';
import type { RequestRetryOptions } from '../open-cloud/transient.ts';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';

/**
 * Uploads and payloads are given up after so many tries, or so much waiting between them: how long
 * the tries themselves take is the file's and the line's to say.
 */
export const TRANSFER_LIMITS: RequestRetryOptions = {
  limit: { maxWaitingMs: 30_000 },
  maxAttempts: 5,
};

/** The fault of a file that could be sent when it was looked at, and no longer. */
export function fileChanged(input: string, file: string, error: UnsendableFile): InvalidInputError {
  return new InvalidInputError(
    input,
    `names "${file}", which ${error.message}`,
    'a file that nothing changes while the step runs',
  );
}

/** Smaller files are through before anybody asks how far they are. */
const SHOWN_FROM_BYTES = 4 * 1024 * 1024;

/** Progress is told at each of so many parts of a file, and at least after so long. */
const PROGRESS_PARTS = 4;
const PROGRESS_EVERY_MS = 10_000;

/** Thins progress out to what is worth a line. */
export function watchProgress(
  totalBytes: number,
  clock: Clock,
  tell: (sentBytes: number) => void,
): (sentBytes: number) => void {
  let toldPart = 0;
  let toldAt = clock.now();
  return (sentBytes) => {
    const part = Math.floor((sentBytes / totalBytes) * PROGRESS_PARTS);
    const isDue = part > toldPart || clock.now() - toldAt >= PROGRESS_EVERY_MS;
    if (totalBytes >= SHOWN_FROM_BYTES && isDue && sentBytes < totalBytes) {
      toldPart = part;
      toldAt = clock.now();
      tell(sentBytes);
    }
  };
}
