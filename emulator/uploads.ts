/** The versions of places, and the files that became them. */
import { ok } from './answers.ts';
import type { Answer } from './answers.ts';
import type { OpenedPlace } from './place-source.ts';
import { MAX_FILE_BYTES } from './place/limits.ts';
import { PlaceFileError } from './place/place-file-error.ts';
import { readPlace } from './place/read-place.ts';
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

/** How many uploaded files are kept open: a tree takes several times the memory of its file. */
const MAX_OPEN_FILES = 8;

/** A version whose place cannot be given to a task. */
export interface UnopenedPlace {
  /** Why, as a sentence. */
  problem: string;
}

/** All places' versions. A place exists as soon as it is named, and has the first versions without any upload. */
export class PlaceVersions {
  readonly #first: number;
  readonly #firstPlace: OpenedPlace;
  readonly #latest = new Map<string, number>();
  readonly #versionOfContent = new Map<string, number>();
  /** By universe, place and version; the file that was uploaded first comes first. */
  readonly #opened = new Map<string, OpenedPlace | UnopenedPlace>();

  /** Oldest first. */
  readonly uploads: Upload[] = [];

  /**
   * @param first the latest version of each place before anything is uploaded to it
   * @param firstPlace the content of that version and of all before it
   */
  constructor(first: number, firstPlace: OpenedPlace) {
    this.#first = first;
    this.#firstPlace = firstPlace;
  }

  /** The latest version of a place. */
  latest({ universeId, placeId }: PlacePath): number {
    return this.#latest.get(`${universeId}/${placeId}`) ?? this.#first;
  }

  /** The content of a version that exists. */
  open({ universeId, placeId, versionId }: Required<PlacePath>): OpenedPlace | UnopenedPlace {
    if (Number(versionId) <= this.#first) return this.#firstPlace;
    return (
      this.#opened.get(`${universeId}/${placeId}/${versionId}`) ?? {
        problem: `It keeps the latest ${MAX_OPEN_FILES} uploaded files, and version ${versionId} is older. Upload the file again.`,
      }
    );
  }

  /**
   * Takes a file. Bytes that the place has had before get the version that they got then, as at the service.
   *
   * @throws {PlaceFileError} if the file is not a valid place
   */
  add(place: PlacePath, versionType: Upload['versionType'], file: BodyDigest): Upload {
    const { universeId, placeId } = place;
    const { bytes, sha256 } = file;
    const content = `${universeId}/${placeId}/${sha256}`;
    const version = this.#versionOfContent.get(content) ?? this.latest(place) + 1;
    const key = `${universeId}/${placeId}/${version}`;
    if (!this.#opened.has(key)) this.#opened.set(key, openFile(file));
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size > MAX_OPEN_FILES) this.#opened.delete(oldest);
    }
    this.#versionOfContent.set(content, version);
    this.#latest.set(`${universeId}/${placeId}`, Math.max(version, this.latest(place)));

    const upload = { universeId, placeId, version, versionType, bytes, sha256 };
    this.uploads.push(upload);
    return upload;
  }
}

/** Reads a file. A mistake of the reader itself does not refuse the file: the tasks of the version fail. */
function openFile({ bytes, content }: BodyDigest): OpenedPlace | UnopenedPlace {
  if (content === undefined) {
    throw new PlaceFileError(
      `It has ${bytes} bytes, and the emulator reads at most ${MAX_FILE_BYTES}.`,
    );
  }
  try {
    return readPlace(content);
  } catch (error) {
    if (error instanceof PlaceFileError) throw error;
    return { problem: String(error) };
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
  try {
    const { version } = places.add(place, versionType, file);
    return ok(JSON.stringify({ versionNumber: version }));
  } catch (error) {
    if (!(error instanceof PlaceFileError)) throw error;
    return badUpload(`The place file cannot be read. ${error.message}`);
  }
}

/** "Invalid request / Invalid file content." Its words, and which of the service's spellings it has, are a guess. */
function badUpload(errorMessage: string): Answer {
  return { status: 400, body: { errorCode: 'InvalidRequest', errorMessage } };
}
