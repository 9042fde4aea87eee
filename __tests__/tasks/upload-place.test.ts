import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import { uploadPlaceFile, type Upload, type UploadEvent } from '../../src/tasks/upload-place.ts';
import { readPlaceFile, type PlaceFile } from '../../src/workspace/place-file.ts';
import { placeUploads } from '../../src/open-cloud/client.ts';
import { createTransport } from '../../src/open-cloud/http/transport.ts';
import { startService, type LoopbackService, type Reply } from '../support/loopback-service.ts';
import { virtualContext } from '../support/context.ts';

const BINARY = Buffer.from('<roblox!\x89\xff\r\n\x1a\n and more', 'latin1');
const MIB = 1024 * 1024;

let folder: string;
let workspace: string;
let service: LoopbackService | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'place-file-'));
  workspace = path.join(folder, 'workspace');
  await mkdir(path.join(workspace, 'build'), { recursive: true });
});

afterEach(async () => {
  await service?.close();
  await rm(folder, { recursive: true });
});

async function put(name: string, content: string | Buffer): Promise<void> {
  await writeFile(path.join(workspace, name), content);
}

describe('readPlaceFile', () => {
  it.each([
    ['build/game.rbxl', BINARY, 'rbxl'],
    ['build/game.rbxlx', Buffer.from('<roblox version="4">\n</roblox>'), 'rbxlx'],
    ['build/artifact', BINARY, 'rbxl'],
    ['build/wrong.rbxlx', BINARY, 'rbxl'],
  ])('recognises %s by its first bytes', async (name, content, format) => {
    await put(name, content);
    const root = await readPlaceFile(name, workspace);
    expect(root).toEqual({
      file: name,
      location: expect.stringMatching(/^\/.*workspace\/build\//),
      sizeBytes: content.length,
      format,
    });
  });

  it.each([
    ['missing.rbxl', /there is no such file in the workspace .* Expected the path of a \.rbxl/],
    ['build', /which is not a file/],
    ['empty.rbxl', /which is empty. Expected a \.rbxl or \.rbxlx file/],
    ['model.rbxm', /whose first bytes are those of neither kind of place.*"<roblox!"/],
    ['short.rbxl', /whose first bytes/],
    ['page.rbxlx', /whose first bytes/],
    ['pointer.rbxl', /only a pointer to a file in Git LFS.*`lfs: true`/],
    ['../secret.rbxl', /which lies outside the workspace/],
    ['leak.rbxl', /which lies outside the workspace/],
  ])('refuses %s', async (named, message) => {
    await put('empty.rbxl', '');
    await put('model.rbxm', '<robloy!');
    await put('short.rbxl', '<roblox!');
    await put('page.rbxlx', '<!DOCTYPE html>');
    await put('pointer.rbxl', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n');
    await writeFile(path.join(folder, 'secret.rbxl'), BINARY);
    await symlink(path.join(folder, 'secret.rbxl'), path.join(workspace, 'leak.rbxl'));
    const refused = readPlaceFile(named, workspace);
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toThrow(/^`place-file` names /);
    await expect(refused).rejects.toThrow(message);
  });
});

describe('uploadPlaceFile', () => {
  const context = () => virtualContext(0.5);
  const events: UploadEvent[] = [];

  async function place(sizeBytes = BINARY.length): Promise<PlaceFile> {
    await put('game.rbxl', BINARY);
    await truncate(path.join(workspace, 'game.rbxl'), sizeBytes);
    return readPlaceFile('game.rbxl', workspace);
  }

  async function upload(
    replies: readonly Reply[],
    file: PlaceFile,
    waiting = context(),
    onEvent = (event: UploadEvent): void => void events.push(event),
  ): Promise<Upload> {
    events.length = 0;
    service = await startService((_, count) => replies[count] ?? { json: { versionNumber: 9 } });
    const transport = createTransport({
      origin: service.url,
      apiKey: 'k',
      userAgent: 'test/1',
      clock: waiting.clock,
    });
    const to = { universeId: '1', placeId: '2' };
    try {
      return await uploadPlaceFile(file, to, 'Published', {
        uploads: placeUploads(transport),
        context: waiting,
        onEvent,
      });
    } finally {
      await transport.close();
    }
  }

  it('returns the version', async () => {
    expect(await upload([], await place())).toEqual({
      status: 'uploaded',
      version: '9',
      tookMs: 0,
    });
    expect(service?.received[0]).toMatchObject({
      path: '/universes/v1/1/places/2/versions',
      query: { versionType: 'Published' },
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(events).toEqual([]);
  });

  it('returns how long the successful attempt took', async () => {
    const waiting = context();
    await waiting.clock.sleep(1_000_000);
    const uploaded = await uploadPlaceFile(
      await place(),
      { universeId: '1', placeId: '2' },
      'Saved',
      {
        uploads: {
          uploadVersion: async () => {
            await waiting.clock.sleep(7_000);
            return { value: { version: '9' } };
          },
        },
        context: waiting,
        onEvent: () => {},
      },
    );
    expect(uploaded).toEqual({ status: 'uploaded', version: '9', tookMs: 7_000 });
  });

  it('sends XML with its content type', async () => {
    await put('game.rbxlx', '<roblox version="4"></roblox>');
    await upload([], await readPlaceFile('game.rbxlx', workspace));
    expect(service?.received[0]).toMatchObject({ headers: { 'content-type': 'application/xml' } });
  });

  it.each<readonly [string, Reply]>([
    ['a 429', { status: 429, headers: { 'x-ratelimit-reset': '7' }, json: {} }],
    ['a 500', { status: 500, json: {} }],
    ['a 502', { status: 502, text: 'Request Context Failure' }],
    ['a broken connection', 'reset'],
    ["the load balancer's 400", { status: 400, text: '<h1>400 Bad request</h1>' }],
    ['an answer that is cut', { cutAfter: '{"vers' }],
    ['an answer without a version', { json: {} }],
  ])('retries after %s, with the whole file and over another connection', async (_, reply) => {
    const file = await place();
    expect(await upload([reply], file)).toMatchObject({ status: 'uploaded', version: '9' });
    expect(service?.received).toHaveLength(2);
    expect(new Set(service?.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(service?.received.map(({ connection }) => connection)).size).toBe(2);
    expect(events).toMatchObject([{ kind: 'upload-failed' }]);
  });

  it('waits for the reset of a quota', async () => {
    const waiting = context();
    const throttled = { status: 429, headers: { 'x-ratelimit-reset': '20' }, json: {} };
    await upload([throttled], await place(), waiting);
    expect(waiting.clock.now()).toBe(21_000);
  });

  it('gives up after five attempts', async () => {
    const replies = Array.from({ length: 9 }, () => ({ status: 503, json: {} }));
    expect(await upload(replies, await place())).toMatchObject({
      status: 'failed',
      error: { status: 503 },
    });
    expect(service?.received).toHaveLength(5);
    expect(events.map(({ kind }) => kind)).toEqual(
      Array.from({ length: 4 }, () => 'upload-failed'),
    );
  });

  it('gives up after 30 s of waiting', async () => {
    const waiting = context();
    const throttled = { status: 429, headers: { 'x-ratelimit-reset': '25' }, json: {} };
    const replies = Array.from({ length: 9 }, () => throttled);
    expect(await upload(replies, await place(), waiting)).toMatchObject({ status: 'failed' });
    expect(service?.received).toHaveLength(3);
    expect(waiting.clock.now()).toBe(30_000);
  });

  it.each([
    [401, /universe-places:write/],
    [403, /universe-places:write/],
    [409, /open in Team Create.*close it in Roblox Studio, or upload to a place of its own/],
    [404, /place must belong to the universe/],
    [413, /the request itself/],
  ])('does not retry after a %i, and says what to do', async (status, advice) => {
    const ended = await upload([{ status, json: { message: 'no' } }], await place());
    expect(ended).toMatchObject({ status: 'failed', error: { status } });
    expect(ended.status === 'failed' && ended.error.advice).toMatch(advice);
    expect(service?.received).toHaveLength(1);
  });

  it('reports a file that changes meanwhile as an invalid input', async () => {
    const file = await place();
    await put('game.rbxl', 'other');
    const uploading = upload([], file);
    await expect(uploading).rejects.toThrow(InvalidInputError);
    await expect(uploading).rejects.toThrow(
      /^`place-file` names "game.rbxl", which had 23 bytes when it was checked, and has 5 now\./,
    );
  });

  it('ends with a cancellation, in flight or between two attempts', async () => {
    const waiting = context();
    const between = await upload([{ status: 500, json: {} }], await place(), waiting, () =>
      waiting.abort(new Error('cancelled')),
    );
    expect(between).toEqual({ status: 'cancelled' });
    await service?.close();
    expect(await upload([], await place(), waiting)).toEqual({ status: 'cancelled' });
    expect(service?.received).toHaveLength(0);
  });

  it('reports the progress of a large file, anew with each attempt', async () => {
    await upload([{ status: 500, json: {} }], await place(8 * MIB));
    const parts = [2 * MIB, 4 * MIB, 6 * MIB].map((sentBytes) => ({
      kind: 'upload-progress',
      sentBytes,
      totalBytes: 8 * MIB,
    }));
    expect(events).toEqual([
      ...parts,
      { kind: 'upload-failed', error: expect.anything(), waitMs: 250 },
      ...parts,
    ]);
    await service?.close();
    await upload([], await place(3 * MIB));
    expect(events).toEqual([]);
  });
});
