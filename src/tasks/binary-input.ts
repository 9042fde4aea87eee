import { OpenCloudError } from '../open-cloud/errors.ts';
import { UnsendableFile } from '../open-cloud/http/file-body.ts';
import type { LuauExecution } from '../open-cloud/client.ts';
import type { PresignedTransfers } from '../open-cloud/http/presigned-transfers.ts';
import type { BinaryInput } from '../open-cloud/types.ts';
import { isTransient, retryRequest, type RequestRetryOptions } from '../open-cloud/transient.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { fileChanged, TRANSFER_LIMITS, watchProgress } from './transfer.ts';
import { findWorkspaceFile, type FoundFile } from '../workspace/files.ts';

/** What happens to a binary input. */
export type BinaryInputEvent =
  /** Now and then, for files of more than a few megabytes; never at the end. */
  | {
      readonly kind: 'binary-input-progress';
      readonly sentBytes: number;
      readonly totalBytes: number;
    }
  /** It is retried after this wait. */
  | {
      readonly kind: 'binary-input-failed';
      readonly error: OpenCloudError;
      readonly waitMs: number;
    }
  /** `tookMs`: how long the successful attempt took. */
  | {
      readonly kind: 'binary-input-uploaded';
      readonly sizeBytes: number;
      readonly tookMs: number;
    };

/** What a binary input needs. */
export interface BinaryInputDependencies {
  readonly client: Pick<LuauExecution, 'createBinaryInput'>;
  readonly transfers: Pick<PresignedTransfers, 'put'>;
  readonly context: OperationContext;
  readonly onEvent: (event: BinaryInputEvent) => void;
}

/** A file that tasks of one universe get as `BinaryInput`. */
export interface BinaryInputSource {
  /**
   * Returns the path for a task's `binaryInput`. Uploads the file unless an upload is still valid.
   * Call it right before each creation; concurrent callers share an upload.
   *
   * @throws {OpenCloudError} if the retries fail; a 429 at once, so that the caller waits
   * @throws {InvalidInputError} if the file changes meanwhile
   * @throws the signal's reason, if it aborts
   */
  obtain(): Promise<string>;
}

/** The documented limit. */
const MAX_INPUT_BYTES = 100 * 1024 * 1024;

/** An upload is valid for 15 minutes from its creation, as documented. */
const LIFETIME_MS = 15 * 60_000;

/**
 * An upload is not used in the last part of its lifetime: a creation can take a minute, and Roblox's
 * clock differs from ours.
 */
const MARGIN_MS = 90_000;

/**
 * Checks the file of the `binary-input` input.
 *
 * @param named a path, relative to the workspace
 * @throws {InvalidInputError} if it is no file of the workspace, is empty, or is too large
 */
export async function readBinaryInputFile(named: string, workspace: string): Promise<FoundFile> {
  const found = await findWorkspaceFile(named, workspace, {
    input: 'binary-input',
    kind: 'a file',
    maxBytes: MAX_INPUT_BYTES,
  });
  if (found.sizeBytes === 0) {
    throw new InvalidInputError(
      'binary-input',
      `names "${named}", which is empty`,
      'a file with bytes in it',
    );
  }
  return found;
}

/** Creates a source that uploads a file as a binary input of this universe on demand. */
export function binaryInputSource(
  file: FoundFile,
  universeId: string,
  { client, transfers, context, onEvent }: BinaryInputDependencies,
): BinaryInputSource {
  const { clock, signal } = context;
  const { location, sizeBytes } = file;
  const body = { location, sizeBytes, contentType: 'application/octet-stream' };
  const limits: RequestRetryOptions = {
    ...TRANSFER_LIMITS,
    onRetry: (error, waitMs) => onEvent({ kind: 'binary-input-failed', error, waitMs }),
  };

  const store = async ({ uploadUri }: BinaryInput): Promise<void> => {
    const startedAt = clock.now();
    const onProgress = watchProgress(sizeBytes, clock, (sentBytes) =>
      onEvent({ kind: 'binary-input-progress', sentBytes, totalBytes: sizeBytes }),
    );
    await transfers.put(uploadUri, body, { signal, onProgress });
    onEvent({ kind: 'binary-input-uploaded', sizeBytes, tookMs: clock.now() - startedAt });
  };

  const upload = async (): Promise<Uploaded> => {
    for (let renewals = 0; ; renewals += 1) {
      // The lifetime counts from before the request: it is unknown when Roblox starts counting.
      let validUntil = 0;
      const isValid = (): boolean => clock.now() < validUntil;
      const create = async (): Promise<BinaryInput> => {
        validUntil = clock.now() + LIFETIME_MS - MARGIN_MS;
        return (await client.createBinaryInput(universeId, sizeBytes, signal)).value;
      };
      const input = await retryRequest(create, context, {
        ...limits,
        shouldRetry: (error) => error.throttle === undefined && isTransient(error),
      });
      try {
        await retryRequest(() => store(input), context, {
          ...limits,
          shouldRetry: (error) => isTransient(error) && isValid(),
        });
        return { path: input.path, isValid };
      } catch (error) {
        const isExpired = error instanceof OpenCloudError && !isValid();
        if (!isExpired || renewals >= MAX_RENEWALS) {
          throw error;
        }
      }
    }
  };

  let latest: Promise<Uploaded> | undefined;
  let finished: Uploaded | undefined;
  const renew = async (): Promise<Uploaded> => {
    try {
      finished = await upload();
      return finished;
    } catch (error) {
      latest = undefined;
      throw error instanceof UnsendableFile ? fileChanged('binary-input', file.file, error) : error;
    }
  };
  return {
    obtain: async () => {
      if (finished?.isValid() === false) {
        finished = undefined;
        latest = undefined;
      }
      latest ??= renew();
      return (await latest).path;
    },
  };
}

/** An upload that takes longer than its lifetime twice will do so again. */
const MAX_RENEWALS = 1;

interface Uploaded {
  readonly path: string;
  /** Whether a task can still be created with this path. */
  readonly isValid: () => boolean;
}
