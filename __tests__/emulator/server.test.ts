import { describe, expect, it } from '@jest/globals';
import { startEmulator } from '../../emulator/server.ts';
import { create, send } from './client.ts';

// A busy machine may take several seconds to start a script's thread.

const CREATE = '/cloud/v2/universes/11/places/22/luau-execution-session-tasks';
const INVALID_KEY = { errors: [{ code: 0, message: 'Invalid API Key' }] };

describe('the key', () => {
  it.each([
    ['a wrong key', { 'x-api-key': 'wrong' }],
    ['an empty key', { 'x-api-key': '' }],
  ])('%s is refused before anything else', async (_, headers) => {
    const emulator = await startEmulator({ apiKey: 'right' });
    for (const path of [CREATE, '/nowhere']) {
      const reply = await send(emulator, 'POST', path, { headers, body: 'not JSON' });
      expect(reply).toMatchObject({ status: 401, body: INVALID_KEY });
    }
    await emulator.close();
  });

  it('a request without a key is refused', async () => {
    const emulator = await startEmulator();
    const response = await fetch(emulator.url + CREATE, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual(INVALID_KEY);
    await emulator.close();
  });

  it('the key is the configured one, or a random one for each emulator', async () => {
    const emulators = await Promise.all([
      startEmulator({ apiKey: 'chosen' }),
      startEmulator(),
      startEmulator(),
    ]);
    const [chosen, first, second] = emulators.map(({ apiKey }) => apiKey);
    expect(chosen).toBe('chosen');
    expect(first).not.toBe(second);
    await Promise.all(emulators.map((emulator) => emulator.close()));
  });
});

describe('the server', () => {
  it.each([
    ['GET', '/'],
    ['GET', '//'],
    ['GET', CREATE],
    ['DELETE', CREATE],
    ['POST', '/cloud/v2/universes/x/places/22/luau-execution-session-tasks'],
    ['GET', '/cloud/v2/universes/11/places/22'],
  ])('%s %s is answered with 404', async (method, path) => {
    const emulator = await startEmulator();
    expect((await send(emulator, method, path)).status).toBe(404);
    await emulator.close();
  });

  it('requests are recorded without the key', async () => {
    const emulator = await startEmulator({ apiKey: 'the-secret-key' });
    const { path } = await create(emulator, { script: 'return 1' });
    await send(emulator, 'GET', `/cloud/v2/${path}?view=FULL`, {
      headers: { 'user-agent': 'a test' },
    });
    await send(emulator, 'GET', '/nowhere', { headers: { 'x-api-key': 'another-key' } });
    expect(emulator.requests).toMatchObject([
      { method: 'POST', path: CREATE, body: '{"script":"return 1"}' },
      {
        method: 'GET',
        path: `/cloud/v2/${path}?view=FULL`,
        body: '',
        headers: { 'user-agent': 'a test' },
      },
      { method: 'GET', path: '/nowhere' },
    ]);
    expect(JSON.stringify(emulator.requests)).not.toContain('-key"');
    await emulator.close();
  });

  it('a body larger than any script is refused', async () => {
    const emulator = await startEmulator();
    const body = { script: 'x'.repeat(33 * 1024 * 1024) };
    expect((await send(emulator, 'POST', CREATE, { body })).status).toBe(413);
    await emulator.close();
  });

  it('an idle connection stays open: the answer announces no keep-alive timeout', async () => {
    const emulator = await startEmulator();
    const { headers } = await send(emulator, 'GET', '/cloud/v2/nothing');
    expect(headers.get('keep-alive')).toBeNull();
    await emulator.close();
  });

  it('a port that is in use rejects the start', async () => {
    const emulator = await startEmulator();
    const port = Number(new URL(emulator.url).port);
    await expect(startEmulator({ port })).rejects.toThrow('EADDRINUSE');
    await emulator.close();
  });

  it('closing ends tasks that are queued, booting or running', async () => {
    const emulators = await Promise.all([
      startEmulator({ queueDelayMs: 60_000 }),
      startEmulator({ bootDelayMs: 60_000 }),
      startEmulator(),
    ]);
    for (const emulator of emulators) {
      await create(emulator, { script: 'while true do end' });
      await emulator.close();
      await expect(fetch(emulator.url)).rejects.toThrow('fetch failed');
    }
  });
});
