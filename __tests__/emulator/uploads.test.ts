import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmulator } from '../../emulator/server.ts';
import type { Emulator } from '../../emulator/server.ts';
import { create, placeFile, send, upload, pollTask } from './client.ts';

const XML = { contentType: 'application/xml' };
const MEBIBYTE = 1024 * 1024;

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ placeVersion: 7 });
});
afterEach(() => emulator.close());

describe('uploading a place file', () => {
  it.each([
    ['binary', placeFile('a'), {}],
    ['XML', '<roblox version="4"></roblox>', XML],
    ['binary (sent as XML)', placeFile('a'), XML],
    ['XML (sent as binary)', '<roblox version="4"></roblox>', {}],
  ])('makes the next version of a place, from a %s file', async (_, file, options) => {
    const { status, body, headers } = await upload(emulator, file, options);
    expect({ status, body }).toEqual({ status: 200, body: { versionNumber: 8 } });
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
  });

  it('each place counts its own versions', async () => {
    const other = { place: '11/places/23' };
    const versions: unknown[] = [];
    for (const [content, options] of [
      ['a', {}],
      ['b', {}],
      ['b', other],
      ['c', { place: '12/places/22' }],
    ] as const) {
      versions.push((await upload(emulator, placeFile(content), options)).body);
    }
    expect(versions).toEqual([8, 9, 8, 8].map((versionNumber) => ({ versionNumber })));
  });

  it('bytes that the place had before keep their version', async () => {
    const versions: unknown[] = [];
    for (const content of ['a', 'a', 'b', 'a', 'c']) {
      versions.push((await upload(emulator, placeFile(content))).body);
    }
    expect(versions).toEqual([8, 8, 9, 8, 10].map((versionNumber) => ({ versionNumber })));
  });

  it('accepted uploads are listed with their type', async () => {
    await upload(emulator, placeFile('a'));
    await upload(emulator, placeFile('a'), { query: '?versionType=Published' });
    const file = placeFile('a');
    const same = {
      universeId: '11',
      placeId: '22',
      version: 8,
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
    };
    expect(emulator.uploads).toEqual([
      { ...same, versionType: 'Saved' },
      { ...same, versionType: 'Published' },
    ]);
  });

  it.each([
    ['no place file', 'local Shop = {}', {}],
    ['an empty file', '', {}],
    ['a binary file that is cut short', '<roblox!\u0089', {}],
    ['a binary file whose header is cut short', placeFile('').subarray(0, 20), {}],
    ['an XML file with an unclosed tag', '<roblox version="4">', {}],
    ['another kind of version', placeFile('a'), { query: '?versionType=Draft' }],
    ['no kind of version', placeFile('a'), { query: '' }],
  ])('an upload is refused: %s', async (_, file, options) => {
    const { status, body } = await upload(emulator, file, options);
    expect(status).toBe(400);
    expect(body).toEqual({ errorCode: 'InvalidRequest', errorMessage: expect.any(String) });
    expect(emulator.uploads).toEqual([]);
  });

  it('an upload with a wrong key is refused', async () => {
    expect((await upload(emulator, placeFile('a'), { key: 'wrong' })).status).toBe(401);
    expect(emulator.uploads).toEqual([]);
  });

  it('a file whose connection broke is not kept', async () => {
    const uploading = request(
      `${emulator.url}/universes/v1/11/places/22/versions?versionType=Saved`,
      {
        method: 'POST',
        headers: {
          'x-api-key': emulator.apiKey,
          'content-type': 'application/octet-stream',
          'content-length': 1000,
        },
      },
    );
    const failed = new Promise((resolve) => uploading.once('error', resolve));
    uploading.write(placeFile('half'), () => uploading.destroy(new Error('unplugged')));
    await failed;
    expect((await upload(emulator, placeFile('whole'))).body).toEqual({ versionNumber: 8 });
    expect(emulator.uploads).toHaveLength(1);
  });

  it('a large file is recorded by size and hash', async () => {
    const chunk = Buffer.alloc(MEBIBYTE, 'x');
    const count = 100;
    const hash = createHash('sha256').update(placeFile(''));
    for (let index = 0; index < count; index += 1) hash.update(chunk);
    let sent = 0;
    const file = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(placeFile('')),
      pull(controller) {
        if (sent === count) controller.close();
        else controller.enqueue(chunk);
        sent += 1;
      },
    });
    expect((await upload(emulator, file)).status).toBe(200);

    const expected = { bytes: count * MEBIBYTE + placeFile('').length, sha256: hash.digest('hex') };
    expect(emulator.uploads).toMatchObject([expected]);
    expect(emulator.requests).toMatchObject([{ origin: 'api', body: '', ...expected }]);
  });
});

describe('a task on an uploaded place', () => {
  const VERSION = { script: 'return game.PlaceVersion' };

  it('a task runs on the latest uploaded version', async () => {
    await upload(emulator, placeFile('a'));
    await upload(emulator, placeFile('b'));
    await upload(emulator, placeFile('a'));
    const { path } = await create(emulator, VERSION);
    expect(path).toContain('/versions/9/');
    expect(await pollTask(emulator, path)).toMatchObject({ output: { results: [9] } });
  });

  it('a task runs on any existing version, and on no other', async () => {
    await upload(emulator, placeFile('a'));
    for (const version of [1, 7, 8]) {
      const { path } = await create(
        emulator,
        VERSION,
        `universes/11/places/22/versions/${version}`,
      );
      expect(await pollTask(emulator, path)).toMatchObject({ output: { results: [version] } });
    }
    for (const place of ['22/versions/9', '23/versions/8']) {
      const tasks = `/cloud/v2/universes/11/places/${place}/luau-execution-session-tasks`;
      expect((await send(emulator, 'POST', tasks, { body: VERSION })).status).toBe(404);
    }
  });
});
