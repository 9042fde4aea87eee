import { open, type FileHandle } from 'node:fs/promises';

/** A file whose bytes are sent unchanged. */
export interface FileBody {
  /** An absolute path. */
  readonly location: string;
  /** The size when the file was checked, at least 1. Sending fails if the file has another size. */
  readonly sizeBytes: number;
  readonly contentType: string;
}

/** A file cannot be sent: it has changed since it was checked, or it can no longer be read. */
export class UnsendableFile extends Error {
  override readonly name = 'UnsendableFile';
}

/**
 * The size of a piece. A piece counts as progress after the network has taken all of it: larger
 * pieces take too long on a slow network, smaller ones slow down a fast one.
 */
const PIECE_BYTES = 512 * 1024;

/** An open file of the expected size. */
export interface OpenFile {
  /**
   * Yields the bytes in pieces. The last piece comes only if the file has not changed since the
   * first one.
   *
   * Two buffers take turns, so that memory does not grow with the file. The caller must be done with
   * a piece when it asks for the next one.
   *
   * @param onPiece called with the number of bytes that were taken, 0 at first
   * @throws {UnsendableFile}
   */
  pieces(onPiece: (takenBytes: number) => void): AsyncGenerator<Buffer, void>;
  /** Whether the last piece was yielded. */
  readonly isWhole: boolean;
  close(): Promise<void>;
}

/**
 * Opens a file to send it.
 *
 * @throws {UnsendableFile} if it is missing, unreadable, or has another size
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
  // The next piece is read while the network takes this one.
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
    await reading.catch(() => {}); // Its result is no longer needed.
  }
}

/** Fills a buffer from the file. One read may return fewer bytes than requested. */
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
      : `had ${sizeBytes} bytes when it was checked, and has ${now} now`,
  );
}

function unreadable(cause: unknown): UnsendableFile {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new UnsendableFile(`cannot be read: ${code ?? message}`, { cause });
}
