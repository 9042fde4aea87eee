import { open } from 'node:fs/promises';
import { OpenCloudError } from '../open-cloud/errors.ts';
import { UnsendableFile } from '../open-cloud/http/file-body.ts';
import type { PlaceUploads, VersionType } from '../open-cloud/client.ts';
import { retryRequest } from '../open-cloud/transient.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { fileChanged, TRANSFER_LIMITS, watchProgress } from './transfer.ts';
import { findWorkspaceFile } from '../workspace/files.ts';

/** A place file of the workspace, looked at and not read yet. */
export interface PlaceFile {
  /** Its path from the workspace, with forward slashes. */
  readonly file: string;
  /** Where it is: an absolute path. */
  readonly location: string;
  readonly sizeBytes: number;
  /** What its first bytes say, whatever its name is. */
  readonly format: 'rbxl' | 'rbxlx';
}

/** How an upload ended. */
export type Upload =
  | {
      readonly status: 'uploaded';
      /** The number of the version that the file became, or already was. */
      readonly version: string;
      /** Milliseconds that the try took which succeeded; 0 in a test's time. */
      readonly tookMs: number;
    }
  | { readonly status: 'failed'; readonly error: OpenCloudError }
  /** The workflow was cancelled. Roblox may have the file all the same. */
  | { readonly status: 'cancelled' };

/** What happens during an upload, as it happens. */
export type UploadEvent =
  /** From time to time, for a file of more than a few megabytes, and never at its end. */
  | {
      readonly kind: 'upload-progress';
      readonly sentBytes: number;
      readonly totalBytes: number;
    }
  /** It is tried again after this wait. */
  | { readonly kind: 'upload-failed'; readonly error: OpenCloudError; readonly waitMs: number };

/** What an upload needs from its surroundings. */
export interface UploadDependencies {
  readonly uploads: PlaceUploads;
  readonly context: OperationContext;
  readonly onEvent: (event: UploadEvent) => void;
}

/** How each format begins, and how Roblox wants it announced. */
const FORMATS = {
  rbxl: {
    head: Buffer.from('<roblox!\x89\xff\r\n\x1a\n', 'latin1'),
    contentType: 'application/octet-stream',
  },
  rbxlx: { head: Buffer.from('<roblox '), contentType: 'application/xml' },
} as const;

/** How the file begins that stands in a checkout for one that Git LFS holds. */
const LFS_POINTER = Buffer.from('version https://git-lfs');

/**
 * Looks at the file of the `place-file` input.
 *
 * @param named what the input says: a path, relative to the workspace
 * @throws {InvalidInput} where it is no readable file of the workspace, or no place
 */
export async function readPlaceFile(named: string, workspace: string): Promise<PlaceFile> {
  const found = await findWorkspaceFile(named, workspace, {
    input: 'place-file',
    kind: 'a .rbxl or .rbxlx file',
  });
  const refuse = (fault: string, expected: string): InvalidInputError =>
    new InvalidInputError('place-file', `names "${named}", ${fault}`, expected);
  if (found.sizeBytes === 0) {
    throw refuse('which is empty', 'a .rbxl or .rbxlx file with a place in it');
  }
  const head = await readHead(found.location).catch((cause: unknown) => {
    throw refuse(`which cannot be read: ${String(cause)}`, 'a readable file');
  });
  for (const format of ['rbxl', 'rbxlx'] as const) {
    if (startsWith(head, FORMATS[format].head)) {
      return { ...found, format };
    }
  }
  throw startsWith(head, LFS_POINTER)
    ? refuse(
        'which is only a pointer to a file in Git LFS',
        'the file itself: give actions/checkout the input `lfs: true`',
      )
    : refuse(
        'whose first bytes are those of neither kind of place',
        'a .rbxl file, which begins with "<roblox!", or a .rbxlx file, which begins with "<roblox "',
      );
}

/**
 * Uploads a place file as a version, again and again within limits: identical bytes get the same
 * version, so that is safe.
 *
 * @throws {InvalidInput} where the file changes while it is sent
 */
export async function uploadPlaceFile(
  file: PlaceFile,
  place: { readonly universeId: string; readonly placeId: string },
  versionType: VersionType,
  { uploads, context, onEvent }: UploadDependencies,
): Promise<Upload> {
  const { clock, signal } = context;
  const { location, sizeBytes } = file;
  const body = { location, sizeBytes, contentType: FORMATS[file.format].contentType };
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

async function readHead(location: string): Promise<Buffer> {
  const handle = await open(location);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(32), 0, 32, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function startsWith(bytes: Buffer, head: Buffer): boolean {
  return bytes.subarray(0, head.length).equals(head);
}
