import { OpenCloudError } from '../open-cloud/errors.ts';
import { UnsendableFile } from '../open-cloud/http/file-body.ts';
import type { PlaceUploads, VersionType } from '../open-cloud/client.ts';
import { retryRequest } from '../open-cloud/transient.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { fileChanged, TRANSFER_LIMITS, watchProgress } from './transfer.ts';
import type { PlaceFile } from '../workspace/place-file.ts';

/** How an upload ended. */
export type Upload =
  | {
      readonly status: 'uploaded';
      /** The number of the version that has the file. */
      readonly version: string;
      /** How long the successful attempt took. */
      readonly tookMs: number;
    }
  | { readonly status: 'failed'; readonly error: OpenCloudError }
  /** The workflow was cancelled. Roblox may have the file. */
  | { readonly status: 'cancelled' };

/** What happens during an upload. */
export type UploadEvent =
  /** Now and then, for files of more than a few megabytes; never at the end. */
  | {
      readonly kind: 'upload-progress';
      readonly sentBytes: number;
      readonly totalBytes: number;
    }
  /** It is retried after this wait. */
  | { readonly kind: 'upload-failed'; readonly error: OpenCloudError; readonly waitMs: number };

/** What an upload needs. */
export interface UploadDependencies {
  readonly uploads: PlaceUploads;
  readonly context: OperationContext;
  readonly onEvent: (event: UploadEvent) => void;
}

const CONTENT_TYPES = { rbxl: 'application/octet-stream', rbxlx: 'application/xml' } as const;

/**
 * Uploads a place file as a version, with retries: identical bytes get the same version.
 *
 * @throws {InvalidInputError} if the file changes meanwhile
 */
export async function uploadPlaceFile(
  file: PlaceFile,
  place: { readonly universeId: string; readonly placeId: string },
  versionType: VersionType,
  { uploads, context, onEvent }: UploadDependencies,
): Promise<Upload> {
  const { clock, signal } = context;
  const { location, sizeBytes } = file;
  const body = { location, sizeBytes, contentType: CONTENT_TYPES[file.format] };
  const attempt = async (): Promise<Upload> => {
    const startedAt = clock.now();
    const onProgress = watchProgress(sizeBytes, clock, (sentBytes) =>
      onEvent({ kind: 'upload-progress', sentBytes, totalBytes: sizeBytes }),
    );
    const { value } = await uploads.uploadVersion(place, body, versionType, { signal, onProgress });
    return { status: 'uploaded', version: value.version, tookMs: clock.now() - startedAt };
  };
  try {
    return await retryRequest(attempt, context, {
      ...TRANSFER_LIMITS,
      onRetry: (error, waitMs) => onEvent({ kind: 'upload-failed', error, waitMs }),
    });
  } catch (error) {
    if (signal.aborted) {
      return { status: 'cancelled' };
    }
    if (error instanceof OpenCloudError) {
      return { status: 'failed', error };
    }
    throw error instanceof UnsendableFile ? fileChanged('place-file', file.file, error) : error;
  }
}
