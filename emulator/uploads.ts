/** The versions of places, and the files that became them. */
import { ok } from './answers.ts';
import type { Answer } from './answers.ts';
import type { PlacePath } from './task-path.ts';
import type { BodyDigest } from './wire.ts';

/** A place file that was accepted, whether or not it made a new version. */
export interface Upload {
  universeId: string;
  placeId: string;
  version: number;
  versionType: 'Saved' | 'Published';
  bytes: number;
  /** In lower case hexadecimal digits. */
  sha256: string;
}

/** The formats of place files, by their first bytes. */
const FORMATS = [
  {
    contentType: 'application/octet-stream',
    start: Buffer.from('<roblox!\x89\xff\r\n\x1a\n', 'latin1'),
  },
  { contentType: 'application/xml', start: Buffer.from('<roblox ') },
] as const;

/** All places' versions. A place exists as soon as it is named, and has the first versions without any upload. */
export class PlaceVersions {
  readonly #first: number;
  readonly #latest = new Map<string, number>();
  readonly #versionOfContent = new Map<string, number>();

  /** Oldest first. */
  readonly uploads: Upload[] = [];

  /** @param first the latest version of each place before anything is uploaded to it */
  constructor(first: number) {
    this.#first = first;
  }

  /** The latest version of a place. */
  latest({ universeId, placeId }: PlacePath): number {
    return this.#latest.get(`${universeId}/${placeId}`) ?? this.#first;
  }

  /** Takes a file. Bytes that the place has had before get the version that they got then, as at the service. */
  add(place: PlacePath, versionType: Upload['versionType'], file: BodyDigest): Upload {
    const { universeId, placeId } = place;
    const { bytes, sha256 } = file;
    const content = `${universeId}/${placeId}/${sha256}`;
    const version = this.#versionOfContent.get(content) ?? this.latest(place) + 1;
    this.#versionOfContent.set(content, version);
    this.#latest.set(`${universeId}/${placeId}`, Math.max(version, this.latest(place)));

    const upload = { universeId, placeId, version, versionType, bytes, sha256 };
    this.uploads.push(upload);
    return upload;
  }
}

/** Answers an upload of a place file, as this older API does: JSON that calls itself plain text. */
export function answerUpload(
  places: PlaceVersions,
  place: PlacePath,
  versionType: string | null,
  contentType: string | undefined,
  file: BodyDigest,
): Answer {
  if (versionType !== 'Saved' && versionType !== 'Published') {
    return badUpload(`The versionType is "${versionType ?? ''}"; expected Saved or Published.`);
  }
  const format = FORMATS.find(({ start }) => file.head.subarray(0, start.length).equals(start));
  if (format === undefined) {
    return badUpload('The file is neither a binary place file (.rbxl) nor an XML one (.rbxlx).');
  }
  // Whether the service minds a type that contradicts the file is not measured; a client should not depend on it.
  if (contentType?.split(';')[0]?.trim().toLowerCase() !== format.contentType) {
    return badUpload(
      `The content type is "${contentType ?? ''}"; expected ${format.contentType} for a file that starts like this one.`,
    );
  }
  const { version } = places.add(place, versionType, file);
  return ok(JSON.stringify({ versionNumber: version }));
}

/** "Invalid request / Invalid file content." Its words, and which of the service's spellings it has, are a guess. */
function badUpload(errorMessage: string): Answer {
  return { status: 400, body: { errorCode: 'InvalidRequest', errorMessage } };
}
