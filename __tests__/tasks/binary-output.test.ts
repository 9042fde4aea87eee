import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fetchBinaryOutput } from '../../src/tasks/binary-output.ts';
import type { BinaryOutput } from '../../src/tasks/run-result.ts';
import { OpenCloudError } from '../../src/open-cloud/errors.ts';
import {
  presignedTransfers,
  type PresignedTransfers,
} from '../../src/open-cloud/http/presigned-transfers.ts';
import { virtualContext } from '../support/context.ts';
import { startRawServer, type RawServer } from '../support/raw-server.ts';

let folder: string;
let target: string;
let server: RawServer | undefined;
/** Time that passed while bytes moved. */
let passedMs = 0;
let requests: number;
let context: ReturnType<typeof virtualContext>;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'binary-output-'));
  target = path.join(folder, 'deep', 'output.bin');
  requests = 0;
  passedMs = 0;
  context = virtualContext(0.5);
});

afterEach(async () => {
  await server?.close();
  await rm(folder, { recursive: true });
});

/** Answers each request as the next of these does, and the last one again and again. */
async function fetched(
  answers: readonly ((response: ServerResponse, request: IncomingMessage) => void)[],
): Promise<BinaryOutput> {
  server = await startRawServer((request, response) => {
    (answers[requests] ?? answers.at(-1))?.(response, request);
    requests += 1;
  });
  const { clock } = context;
  const transfers = presignedTransfers({ userAgent: 't', proxyFor: () => undefined, clock });
  const late = { ...clock, now: () => clock.now() + passedMs };
  return fetchBinaryOutput(`${server.url}/x`, target, {
    transfers,
    context: { ...context, clock: late },
    roots: [path.join(folder, 'workspace')],
  });
}

const whole = (response: ServerResponse): void => void response.end('output');
const cut = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-length': 3_000_000 });
  response.write(Buffer.alloc(1_500_000), () => response.socket?.destroy());
};
const refused = (response: ServerResponse): void => void response.writeHead(403).end('<Error/>');

async function left(): Promise<readonly string[]> {
  return readdir(path.dirname(target)).catch(() => []);
}

describe('fetchBinaryOutput', () => {
  it('stores every byte and creates the folder', async () => {
    const bytes = randomBytes(3_000_001);
    const done = await fetched([(response) => void response.end(bytes)]);
    expect(done).toEqual({ status: 'written', file: target, bytes: bytes.length });
    const hash = (buffer: Buffer) => createHash('sha256').update(buffer).digest('hex');
    expect(hash(await readFile(target))).toBe(hash(bytes));
    expect(await left()).toEqual(['output.bin']);
  });

  it('stores every byte on Node.js 20, whose buffers have no `transfer`', async () => {
    const prototype = Object.getPrototypeOf(Buffer.alloc(1).buffer) as { transfer?: unknown };
    const { transfer } = prototype;
    delete prototype.transfer;
    try {
      const bytes = randomBytes(300_000);
      const done = await fetched([(response) => void response.end(bytes)]);
      expect(done).toEqual({ status: 'written', file: target, bytes: bytes.length });
    } finally {
      Object.defineProperty(prototype, 'transfer', { value: transfer, configurable: true });
    }
  });

  it('stores nothing through a folder link that leads out of the workspace', async () => {
    await mkdir(path.join(folder, 'workspace'));
    await mkdir(path.join(folder, 'outside'));
    await symlink(path.join(folder, 'outside'), path.join(folder, 'workspace/link'));
    target = path.join(folder, 'workspace/link/output.bin');
    expect(await fetched([whole])).toEqual({
      status: 'unwritable',
      reason: expect.stringContaining('which is outside of the workspace and RUNNER_TEMP'),
    });
    expect(await left()).toEqual([]);
    expect(requests).toBe(0);
  });

  it('stores every byte, whatever pieces the response has', async () => {
    const pieceSizes = fc.array(fc.integer({ min: 0, max: 1_500_000 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(pieceSizes, async (sizes) => {
        const pieces = sizes.map((size) => randomBytes(size));
        const expected = Buffer.concat(pieces);
        const transfers: Pick<PresignedTransfers, 'fetch'> = {
          fetch: async (_, take) => {
            for (const piece of pieces) {
              await take(piece);
              piece.fill(0); // Whoever brings it may use its memory again.
            }
            return sizes.reduce((sum, size) => sum + size, 0);
          },
        };
        const done = await fetchBinaryOutput('https://s', target, { transfers, context });
        expect(done).toEqual({ status: 'written', file: target, bytes: expected.length });
        expect(expected.equals(await readFile(target))).toBe(true);
      }),
      { numRuns: 10, examples: [[[512 * 1024]], [[600_000, 1_200_000]]] },
    );
  });

  it('stores an empty output', async () => {
    const done = await fetched([(response) => void response.end()]);
    expect(done).toMatchObject({ status: 'written', bytes: 0 });
    expect(await readFile(target, 'utf8')).toBe('');
  });

  it('replaces an older file when the new one is complete', async () => {
    await mkdir(path.dirname(target));
    await writeFile(target, 'an older and longer one');
    const seen: string[] = [];
    const done = await fetched([
      (response) => {
        response.writeHead(200, { 'content-length': 6 });
        response.write('out', () => {
          seen.push(readFileSync(target, 'utf8'));
          response.end('put');
        });
      },
    ]);
    expect(done).toMatchObject({ status: 'written', bytes: 6 });
    expect(seen).toEqual(['an older and longer one']);
    expect(await readFile(target, 'utf8')).toBe('output');
  });

  it('starts again after a broken connection', async () => {
    expect(await fetched([cut, cut, whole])).toMatchObject({ status: 'written', bytes: 6 });
    expect(await readFile(target, 'utf8')).toBe('output');
    expect(await left()).toEqual(['output.bin']);
  });

  it('gives up after five attempts and leaves no file', async () => {
    expect(await fetched([cut])).toMatchObject({
      status: 'failed',
      error: { failure: 'no-answer', request: { path: '(binary output)' } },
    });
    expect(requests).toBe(5);
    expect(await left()).toEqual([]);
  });

  it('does not retry after the URI has expired', async () => {
    const slowlyCut = (response: ServerResponse): void => {
      passedMs = 15 * 60_000;
      cut(response);
    };
    expect(await fetched([slowlyCut, whole])).toMatchObject({ status: 'failed' });
    expect(requests).toBe(1);
    await server?.close();
    requests = 0;
    expect(await fetched([refused])).toMatchObject({ status: 'failed', error: { status: 403 } });
    expect(requests).toBe(1);
  });

  it('accepts at most 256 MiB', async () => {
    const done = await fetched([
      (response) => {
        response.writeHead(200, { 'content-length': 256 * 1024 * 1024 + 1 });
        response.write('x');
      },
    ]);
    expect(done).toMatchObject({
      status: 'failed',
      error: { serverMessage: 'it is longer than 268435456 bytes' },
    });
    expect(requests).toBe(1);
    expect(await left()).toEqual([]);
  });

  it('reports a target that cannot be written, with the reason', async () => {
    await writeFile(path.join(folder, 'file'), '');
    target = path.join(folder, 'file', 'output.bin');
    expect(await fetched([whole])).toMatchObject({
      status: 'unwritable',
      reason: expect.stringMatching(/EEXIST|ENOTDIR/),
    });
    await server?.close();
    target = path.join(folder, 'taken');
    await mkdir(path.join(target, 'full'), { recursive: true });
    expect(await fetched([whole])).toMatchObject({
      status: 'unwritable',
      reason: expect.stringMatching(/EISDIR|ENOTEMPTY|EEXIST/),
    });
    expect((await left()).toSorted()).toEqual(['file', 'taken']);
  });

  it('throws an internal error and leaves no file', async () => {
    const bug = new TypeError('x is undefined');
    const transfers = { fetch: () => Promise.reject(bug) };
    await expect(fetchBinaryOutput('https://s', target, { transfers, context })).rejects.toBe(bug);
    expect(await left()).toEqual([]);
  });

  it('ends with a cancellation, whatever else fails just then', async () => {
    const reason = new Error('cancelled');
    const request = { method: 'GET', path: '(binary output)' };
    const transfers = {
      fetch: () => {
        context.abort(reason);
        return Promise.reject(new OpenCloudError({ failure: 'refused', request, status: 403 }));
      },
    };
    const fetching = fetchBinaryOutput('https://s', target, { transfers, context });
    await expect(fetching).rejects.toBe(reason);
  });

  it('leaves no file if the workflow is cancelled', async () => {
    const reason = new Error('cancelled');
    const cancelled = fetched([
      (response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('half', () => setTimeout(() => context.abort(reason), 50));
      },
    ]);
    await expect(cancelled).rejects.toBe(reason);
    expect(await left()).toEqual([]);
  });
});
