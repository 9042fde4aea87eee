/** The versions of places, and the files that became them. */
import { ok } from './answers.ts';
import type { PlaceInstance } from './place/instance-tree.ts';
import { PlaceFileError } from './place/place-file-error.ts';
import { readPlace } from './place/read-place.ts';
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

/** The first bytes of a place file: binary, and XML. */
const FORMATS = [
  Buffer.from('<roblox!\x89\xff\r\n\x1a\n', 'latin1'),
  Buffer.from('<roblox '),
] as const;

/** All places' versions. A place exists as soon as it is named, and has the first versions without any upload. */
export class PlaceVersions {
  readonly #first: number;
  readonly #latest = new Map<string, number>();
  readonly #versionOfContent = new Map<string, number>();
  readonly #trees = new Map<string, readonly PlaceInstance[]>();

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

  /** Keeps the instances of a version. */
  open(place: PlacePath, version: number, tree: readonly PlaceInstance[]): void {
    this.#trees.set(`${place.universeId}/${place.placeId}/${version}`, tree);
  }

  /** The instances of a version; undefined if no file of it was opened. */
  tree({ universeId, placeId, versionId }: PlacePath): readonly PlaceInstance[] | undefined {
    return this.#trees.get(`${universeId}/${placeId}/${versionId}`);
  }
}

/**
 * Answers an upload of a place file, as this older API does: JSON with the content type of plain text. The content type of
 * the file is ignored: Roblox's own demo sends binary files as `application/xml`.
 */
export function answerUpload(
  places: PlaceVersions,
  place: PlacePath,
  versionType: string | null,
  file: BodyDigest,
): Answer {
  if (versionType !== 'Saved' && versionType !== 'Published') {
    return badUpload(`The versionType is "${versionType ?? ''}"; expected Saved or Published.`);
  }
  if (!FORMATS.some((start) => file.head.subarray(0, start.length).equals(start))) {
    return badUpload('The file is neither a binary place file (.rbxl) nor an XML one (.rbxlx).');
  }
  let tree;
  try {
    tree = file.content && readPlace(file.content).instances;
  } catch (error) {
    if (!(error instanceof PlaceFileError)) throw error;
    return badUpload(`The place file cannot be opened. ${error.message}`);
  }
  const { version } = places.add(place, versionType, file);
  if (tree) places.open(place, version, tree);
  return ok(JSON.stringify({ versionNumber: version }));
}

/** "Invalid request / Invalid file content." Its words, and which of the service's spellings it has, are a guess. */
function badUpload(errorMessage: string): Answer {
  return { status: 400, body: { errorCode: 'InvalidRequest', errorMessage } };
}
