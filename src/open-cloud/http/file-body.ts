import { open, type FileHandle } from 'node:fs/promises';

/** A file whose bytes are sent as they are. */
export interface FileBody {
  /** Where it is: an absolute path. */
  readonly location: string;
  /** What it had when it was looked at, at least 1: that many bytes are sent, or none is whole. */
  readonly sizeBytes: number;
  readonly contentType: string;
}

/** A file cannot be sent as it was found: it has changed since, or it can no longer be read. */
export class UnsendableFile extends Error {
  override readonly name = 'UnsendableFile';
}

/**
 * Read and sent at a time. A piece counts as progress once all of it was handed to the network: a
 * larger one would take a slow line too long, a smaller one costs a fast one its speed.
 */
const PIECE_BYTES = 512 * 1024;

/** A file that is open and as long as it was found. */
export interface OpenFile {
  /**
   * Its bytes, piece by piece, never less than all of them: the last piece comes only where the
   * file is still what it was at the first.
   *
   * A piece is overwritten two pieces later, so that memory does not grow with the file: whoever
   * asks for the next one must be done with the one before.
   *
   * @param onPiece told how many bytes were asked for and taken, 0 of them at first
   * @throws {UnsendableFile}
   */
  pieces(onPiece: (takenBytes: number) => void): AsyncGenerator<Buffer, void>;
  /** Whether the last piece was given out. */
  readonly isWhole: boolean;
  close(): Promise<void>;
}

/**
 * Opens a file to send it.
 *
 * @throws {UnsendableFile} where it is gone, cannot be read, or is not as long as it was
 */
export async function openFileBody({ location, sizeBytes }: FileBody): Promise<OpenFile> {
  const handle = await open(location).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  let isWhole = false;
  try {
    const found = await identify(handle);
    if (found.size !== BigInt(sizeBytes)) {
      throw changed(sizeBytes, found.size);
    }
    return {
      pieces: (onPiece) =>
        readPieces(handle, sizeBytes, onPiece, async () => {
          const now = await identify(handle);
          if (now.size !== found.size || now.mtimeNs !== found.mtimeNs) {
            throw changed(sizeBytes, now.size);
          }
          isWhole = true;
        }),
      get isWhole() {
        return isWhole;
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* readPieces(
  handle: FileHandle,
  sizeBytes: number,
  onPiece: (takenBytes: number) => void,
  beforeLast: () => Promise<void>,
): AsyncGenerator<Buffer, void> {
  const buffers = [0, 1].map(() => Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, sizeBytes)));
  let position = 0;
  let turn = 0;
  // The next piece is read while the network takes the one before.
  const readNext = (): Promise<Buffer> => {
    const buffer = buffers[turn % 2] as Buffer;
    turn += 1;
    return readWhole(handle, buffer.subarray(0, sizeBytes - position), position, sizeBytes);
  };
  let reading = readNext();
  try {
    while (position < sizeBytes) {
      onPiece(position);
      const piece = await reading;
      position += piece.length;
      if (position === sizeBytes) {
        await beforeLast();
      } else {
        reading = readNext();
      }
      yield piece;
    }
    onPiece(position);
  } finally {
    await reading.catch(() => {}); // Nobody wants it any more.
  }
}

/** Fills a buffer from the file: the system may give less at a time than it has. */
async function readWhole(
  handle: FileHandle,
  buffer: Buffer,
  position: number,
  sizeBytes: number,
): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle
      .read(buffer, filled, buffer.length - filled, position + filled)
      .catch((cause: unknown) => {
        throw unreadable(cause);
      });
    if (bytesRead === 0) {
      throw changed(sizeBytes, BigInt(position + filled));
    }
    filled += bytesRead;
  }
  return buffer;
}

async function identify(handle: FileHandle): Promise<{ size: bigint; mtimeNs: bigint }> {
  return handle.stat({ bigint: true });
}

function changed(sizeBytes: number, now: bigint): UnsendableFile {
  return new UnsendableFile(
    now === BigInt(sizeBytes)
      ? `was written to while its ${sizeBytes} bytes were sent`
      : `had ${sizeBytes} bytes when it was looked at, and has ${now} now`,
  );
}

function unreadable(cause: unknown): UnsendableFile {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new UnsendableFile(`cannot be read: ${code ?? message}`, { cause });
}
