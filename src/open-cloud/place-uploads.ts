import { requestJson, type ApiResponse } from './request-json.ts';
import type { FileBody } from './http/file-body.ts';
import type { Transport } from './http/transport.ts';

/** How long nothing of a file may move before its upload is given up. It is sent for as long as it moves: its size ends that. */
const STALL_MS = 60_000;

/** Roblox answers once it has read and stored the whole place, which takes it a while: 500 came after 40 s. The answer itself is short. */
const ANSWER_MS = 300_000;

/** Whether players get the version: `Saved` is seen by those who edit the place, `Published` by all. */
export type VersionType = 'Saved' | 'Published';

/** The API for uploading versions of places. */
export interface PlaceUploads {
  /**
   * Uploads a version of a place, over a connection of its own. One request; it may be repeated,
   * since identical bytes get the same version.
   *
   * @returns the number of the version
   * @throws {OpenCloudError} whatever goes wrong between here and Roblox
   * @throws {UnsendableFile} where the file changes while it is sent
   * @throws the signal's reason, where it aborted
   */
  uploadVersion(
    place: { readonly universeId: string; readonly placeId: string },
    body: FileBody,
    versionType: VersionType,
    options: {
      readonly signal: AbortSignal;
      /** Told, from 0 on, how many bytes the network has taken. */
      readonly onProgress?: (sentBytes: number) => void;
    },
  ): Promise<ApiResponse<{ readonly version: string }>>;
}

/** Uploads over a transport. */
export function placeUploads(transport: Transport): PlaceUploads {
  return {
    uploadVersion: ({ universeId, placeId }, body, versionType, { signal, onProgress }) =>
      requestJson(
        transport,
        {
          method: 'POST',
          path: `/universes/v1/${universeId}/places/${placeId}/versions`,
          query: { versionType },
          file: body,
          limit: { stallMs: STALL_MS, answerMs: ANSWER_MS },
          signal,
          ...(onProgress && { onProgress }),
        },
        readVersion,
        'a version number',
      ),
  };
}

/** It is a number so far; numbers of 64 bits are strings elsewhere in this API. */
function readVersion(answer: unknown): { readonly version: string } | undefined {
  const fields = (answer ?? {}) as { readonly versionNumber?: unknown };
  const { versionNumber } = fields;
  const isNumber = Number.isSafeInteger(versionNumber) || typeof versionNumber === 'string';
  const version = String(versionNumber);
  return isNumber && /^[1-9]\d{0,19}$/.test(version) ? { version } : undefined;
}
