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

/** What happens to a binary input, as it happens. */
export type BinaryInputEvent =
  /** From time to time, for a file of more than a few megabytes, and never at its end. */
  | {
      readonly kind: 'binary-input-progress';
      readonly sentBytes: number;
      readonly totalBytes: number;
    }
  /** It is tried again after this wait. */
  | {
      readonly kind: 'binary-input-failed';
      readonly error: OpenCloudError;
      readonly waitMs: number;
    }
  /** `tookMs`: milliseconds that the try took which succeeded; 0 in a test's time. */
  | {
      readonly kind: 'binary-input-uploaded';
      readonly sizeBytes: number;
      readonly tookMs: number;
    };

/** What a binary input needs from its surroundings. */
export interface BinaryInputDependencies {
  readonly client: Pick<LuauExecution, 'createBinaryInput'>;
  readonly transfers: Pick<PresignedTransfers, 'put'>;
  readonly context: OperationContext;
  readonly onEvent: (event: BinaryInputEvent) => void;
}

/** A file that tasks of one universe are given as `BinaryInput`. */
export interface BinaryInputSource {
  /**
   * Gives the path for a task's `binaryInput`: uploads the file where none of its uploads is good
   * for a while longer. Ask right before each creation; all who ask get the same upload.
   *
   * @throws {OpenCloudError} where that fails for good; a 429 on the creation comes at once, with
   * its `throttle`, for the caller to wait
   * @throws {InvalidInput} where the file changes while it is sent
   * @throws the signal's reason, where it aborted
   */
  obtain(): Promise<string>;
}

/** The most that Roblox takes. */
const MAX_INPUT_BYTES = 100 * 1024 * 1024;

/** "Each is valid for 15 minutes from the time of creation", says the official description. */
const LIFETIME_MS = 15 * 60_000;

/**
 * One that is older than its lifetime less this is not used any more: a creation can take a minute
 * to be answered, and Roblox's clock is another one.
 */
const MARGIN_MS = 90_000;

/**
 * Looks at the file of the `binary-input` input.
 *
 * @param named what the input says: a path, relative to the workspace
 * @throws {InvalidInput} where it is no file of the workspace, is empty, or is too large: nobody
 * says that Roblox takes an empty one, and a step that makes one is broken
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

/** Uploads a file as a binary input of this universe, once it is asked for. */
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
      // Its time is counted from before it is asked for, since nobody says when it really begins.
      let goodUntilMs = 0;
      const isGood = (): boolean => clock.now() < goodUntilMs;
      const create = async (): Promise<BinaryInput> => {
        goodUntilMs = clock.now() + LIFETIME_MS - MARGIN_MS;
        return (await client.createBinaryInput(universeId, sizeBytes, signal)).value;
      };
      const input = await retryRequest(create, context, {
        ...limits,
        shouldRetry: (error) => error.throttle === undefined && isTransient(error),
      });
      try {
        await retryRequest(() => store(input), context, {
          ...limits,
          shouldRetry: (error) => isTransient(error) && isGood(),
        });
        return { path: input.path, isGood };
      } catch (error) {
        const isExpired = error instanceof OpenCloudError && !isGood();
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
      if (finished?.isGood() === false) {
        finished = undefined;
        latest = undefined;
      }
      latest ??= renew();
      return (await latest).path;
    },
  };
}

/** An upload that outlasts its own lifetime twice will do so again. */
const MAX_RENEWALS = 1;

interface Uploaded {
  readonly path: string;
  /** Whether a task can still be created with it. */
  readonly isGood: () => boolean;
}
