import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  appendFile,
  mkdtemp,
  open,
  rm,
  truncate,
  utimes,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  openFileBody,
  UnsendableFile,
  type OpenFile,
} from '../../../src/open-cloud/http/file-body.ts';

const PIECE_BYTES = 512 * 1024;

let folder: string;
let location: string;
let undo: (() => Promise<unknown>)[];
/** What every open file has its methods of. */
let handles: FileHandle;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'file-body-'));
  location = path.join(folder, 'file');
  undo = [() => rm(folder, { recursive: true })];
  const one = await open(folder);
  handles = Object.getPrototypeOf(one) as FileHandle;
  await one.close();
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const step of undo.toReversed()) {
    await step();
  }
});

async function opened(content: string | Buffer): Promise<OpenFile> {
  await writeFile(location, content);
  // A time that can be set again as it is.
  await utimes(location, 1_000, 1_000);
  const file = await openFileBody({ location, sizeBytes: content.length, contentType: 'x' });
  undo.push(() => file.close());
  return file;
}

/** No divisor of a piece, so that no two pieces are the same. */
const PATTERN = Buffer.from(Array.from({ length: 65_521 }, (_, at) => (at * 7) % 251));

function bytes(length: number): Buffer {
  return Buffer.alloc(length, PATTERN);
}

type Read = (
  buffer: Buffer,
  offset: number,
  length: number,
  position: number,
) => Promise<{ bytesRead: number; buffer: Buffer }>;

/** Has files be read in another way, which is made of how they are. */
function readBy(change: (asIs: Read) => Read): void {
  const original = (handles as unknown as { read: Read }).read;
  jest.spyOn(handles as unknown as { read: Read }, 'read').mockImplementation(function (
    this: FileHandle,
    ...asked: Parameters<Read>
  ) {
    return change((...changed) => original.apply(this, changed))(...asked);
  });
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (value) => ({ none: value }),
    (error: unknown) => error,
  );
}

async function readAll(
  file: OpenFile,
  onPiece: (takenBytes: number) => void = () => {},
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of file.pieces(onPiece)) {
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}

describe('the pieces of a file', () => {
  it.each([1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 5])(
    'are all of its %i bytes',
    async (length) => {
      const content = bytes(length);
      const file = await opened(content);
      const taken: number[] = [];
      const read = await readAll(file, (takenBytes) => taken.push(takenBytes));
      expect(read.equals(content)).toBe(true);
      const whole = Math.ceil(length / PIECE_BYTES);
      const starts = Array.from({ length: whole }, (_, at) => at * PIECE_BYTES);
      expect(taken).toEqual([...starts, length]);
    },
  );

  it('take turns in the memory of two, so that it does not grow with the file', async () => {
    const file = await opened(bytes(4 * PIECE_BYTES));
    const memories: ArrayBufferLike[] = [];
    for await (const { buffer } of file.pieces(() => {})) {
      memories.push(buffer);
    }
    const [first, second, third, fourth] = memories;
    expect([third === first, fourth === second, second === first]).toEqual([true, true, false]);
    expect(memories.map(({ byteLength }) => byteLength)).toEqual(
      [1, 1, 1, 1].map(() => PIECE_BYTES),
    );
  });

  it('take no more memory than the file has bytes', async () => {
    const file = await opened('small');
    for await (const { buffer } of file.pieces(() => {})) {
      expect(buffer.byteLength).toBe(5);
    }
  });

  it('are whole where the system gives less at a time than it has', async () => {
    const content = bytes(PIECE_BYTES + 5_000);
    const file = await opened(content);
    readBy(
      (asIs) => (buffer, offset, length, position) =>
        asIs(buffer, offset, Math.min(length, 100_000), position),
    );
    expect((await readAll(file)).equals(content)).toBe(true);
  });

  it('say when the last one was given out, and not before', async () => {
    const file = await opened(bytes(PIECE_BYTES + 1));
    const were: boolean[] = [];
    for await (const _ of file.pieces(() => were.push(file.isWhole))) {
      were.push(file.isWhole);
    }
    expect(were).toEqual([false, false, false, true, true]);
  });

  it('may be given up, which waits for the one that is being read, whatever becomes of it', async () => {
    const file = await opened(bytes(2 * PIECE_BYTES));
    const broken = Promise.withResolvers<never>();
    readBy(
      (asIs) =>
        (...asked) =>
          asked[3] === 0 ? asIs(...asked) : broken.promise,
    );
    const pieces = file.pieces(() => {});
    await pieces.next();
    let isOver = false;
    const given = pieces.return().then((end) => {
      isOver = true;
      return end;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    broken.reject(new Error('EIO'));
    expect(await given).toEqual({ done: true, value: undefined });
  });
});

describe('closing a file', () => {
  it('gives it back to the system', async () => {
    const looked = jest.spyOn(handles, 'stat');
    const file = await opened('bytes');
    const [handle] = looked.mock.contexts as FileHandle[];
    expect(handle?.fd).toBeGreaterThan(-1);
    await file.close();
    expect(handle?.fd).toBe(-1);
  });
});

describe('a file that cannot be sent', () => {
  it.each([
    ['has been shortened', () => truncate(location, 2), 'had 5 bytes .* and has 2 now'],
    ['has grown', () => appendFile(location, '!'), 'had 5 bytes .* and has 6 now'],
    ['is gone', () => rm(location), 'cannot be read: ENOENT'],
  ])('is not opened where it %s, and is left closed', async (_, change, message) => {
    await writeFile(location, 'bytes');
    await change();
    const looked = jest.spyOn(handles, 'stat');
    const failure = await failureOf(openFileBody({ location, sizeBytes: 5, contentType: 'x' }));
    expect(failure).toBeInstanceOf(UnsendableFile);
    expect((failure as Error).message).toMatch(new RegExp(`^${message}`));
    const isClosed = looked.mock.contexts.map((handle) => (handle as FileHandle).fd === -1);
    expect(isClosed).toEqual(message.startsWith('had') ? [true] : []);
  });

  it.each([
    [
      'is written over',
      () => utimes(location, 2_000, 2_000),
      'was written to while its 5 bytes were sent',
    ],
    [
      'grows, its time being set back',
      async () => {
        await appendFile(location, '!');
        await utimes(location, 1_000, 1_000);
      },
      'had 5 bytes when it was checked, and has 6 now',
    ],
    ['is cut short', () => truncate(location, 2), 'had 5 bytes when it was checked, and has 2 now'],
  ])('does not end well where it %s', async (_, change, message) => {
    const file = await opened('bytes');
    await change();
    const failure = await failureOf(readAll(file));
    expect(failure).toBeInstanceOf(UnsendableFile);
    expect((failure as Error).message).toBe(message);
    expect(file.isWhole).toBe(false);
  });

  it.each([
    ['a code', Object.assign(new Error('i/o error, read'), { code: 'EIO' }), 'EIO'],
    ['no code', new Error('i/o error, read'), 'i/o error, read'],
  ])('tells why by what the system says: %s', async (_, cause, why) => {
    const file = await opened('bytes');
    jest.spyOn(handles, 'read').mockRejectedValue(cause);
    const failure = await failureOf(readAll(file));
    expect(failure).toBeInstanceOf(UnsendableFile);
    expect(failure).toMatchObject({
      name: 'UnsendableFile',
      message: `cannot be read: ${why}`,
      cause,
    });
  });
});
