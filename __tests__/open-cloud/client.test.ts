import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/util/clock.ts';
import { luauExecution, type LuauExecution } from '../../src/open-cloud/client.ts';
import { OPERATIONS } from '../../src/open-cloud/operations.ts';
import { parseTaskPath, type TaskPath } from '../../src/open-cloud/task-path.ts';
import {
  createTransport,
  type ServiceRequest,
  type Transport,
} from '../../src/open-cloud/http/transport.ts';
import { startService, type LoopbackService, type Reply } from '../support/loopback-service.ts';

const TASK = 'universes/1/places/2/versions/3/luau-execution-sessions/s/tasks/t';
const path = parseTaskPath(TASK) as TaskPath;
const PROCESSING = { json: { path: TASK, state: 'PROCESSING' } };

let service: LoopbackService;
let secrets: string[];
let undo: (() => Promise<void>)[];

beforeEach(() => {
  undo = [];
});

afterEach(async () => {
  for (const step of undo.toReversed()) {
    await step();
  }
});

async function clientFor(reply: Reply): Promise<LuauExecution> {
  secrets = [];
  service = await startService(() => reply);
  const transport = createTransport({
    origin: service.url,
    apiKey: 'k',
    userAgent: 'test/1',
    clock: systemClock,
  });
  undo.push(service.close, () => transport.close());
  return luauExecution(transport, (secret) => secrets.push(secret));
}

describe('creating a task', () => {
  it('asks for the latest version with nothing but the script', async () => {
    const client = await clientFor(PROCESSING);
    const created = await client.createTask(
      { universeId: '1', placeId: '2' },
      { script: 'return 1' },
    );
    expect(created).toEqual({ value: { path, state: 'PROCESSING' } });
    expect(service.received[0]).toMatchObject({
      method: 'POST',
      path: '/cloud/v2/universes/1/places/2/luau-execution-session-tasks',
      query: {},
      body: '{"script":"return 1"}',
    });
  });

  it('asks for a given version with everything that a task may have', async () => {
    const client = await clientFor(PROCESSING);
    await client.createTask(
      { universeId: '1', placeId: '2', placeVersion: '3' },
      { script: 's', timeoutMs: 1_500, binaryInput: 'universes/1/x/y', enableBinaryOutput: true },
    );
    expect(service.received[0]?.path).toBe(
      '/cloud/v2/universes/1/places/2/versions/3/luau-execution-session-tasks',
    );
    expect(JSON.parse(service.received[0]?.body ?? '')).toEqual({
      script: 's',
      timeout: '1.5s',
      binaryInput: 'universes/1/x/y',
      enableBinaryOutput: true,
    });
  });

  it.each([
    ['a path on another origin', { json: { path: `https://evil.example/${TASK}`, state: 'X' } }],
    ['no path', { json: { state: 'PROCESSING' } }],
    ['a page', { text: '<html></html>' }],
    ['nothing', { text: '' }],
    ['null', { json: null }],
    ['half of it', { text: '{"path":"univ' }],
  ])('fails as unreadable where a success holds %s', async (_, reply) => {
    const client = await clientFor(reply);
    await expect(
      client.createTask({ universeId: '1', placeId: '2' }, { script: 's' }),
    ).rejects.toMatchObject({ failure: 'unreadable', status: 200 });
  });
});

describe('reading a task', () => {
  it.each(['BASIC', 'FULL'] as const)(
    'asks for its path as it is, in the %s view',
    async (view) => {
      const client = await clientFor({
        ...PROCESSING,
        headers: { 'x-ratelimit-limit': '200', 'x-ratelimit-remaining': '199' },
      });
      const { value, quota } = await client.getTask(path, { view });
      expect([value.state, quota]).toEqual(['PROCESSING', { limit: 200, remaining: 199 }]);
      expect(service.received[0]).toMatchObject({
        method: 'GET',
        path: `/cloud/v2/${TASK}`,
        query: { view },
      });
    },
  );

  it('fails with what the service said and advertised', async () => {
    const client = await clientFor({
      status: 429,
      headers: { 'x-ratelimit-reset': '9' },
      json: { errors: [{ code: 0, message: '' }] },
    });
    await expect(client.getTask(path)).rejects.toMatchObject({
      status: 429,
      quota: { resetMs: 9_000 },
      throttle: { kind: 'quota', waitMs: 9_000 },
    });
  });

  it('takes a redirect for a refusal', async () => {
    const client = await clientFor({ status: 302, headers: { location: '/x' }, text: '' });
    await expect(client.getTask(path)).rejects.toMatchObject({ failure: 'refused', status: 302 });
  });
});

describe('listing logs', () => {
  it.each(['FLAT', 'STRUCTURED'] as const)('asks for a page of the %s view', async (view) => {
    const client = await clientFor({ json: { nextPageToken: 'b' } });
    const { value } = await client.listLogs(path, { view, pageToken: 'a b&c' });
    expect(value).toEqual({ messages: [], nextPageToken: 'b' });
    expect(service.received[0]).toMatchObject({
      path: `/cloud/v2/${TASK}/logs`,
      query: { view, maxPageSize: '10000', pageToken: 'a b&c' },
    });
  });
});

describe('creating a binary input', () => {
  it('says how large it is, and learns where it goes', async () => {
    const input = 'universes/1/luau-execution-session-task-binary-inputs/b';
    const client = await clientFor({ json: { path: input, size: 5, uploadUri: 'https://s/u' } });
    const { value } = await client.createBinaryInput('1', 5);
    expect(value).toEqual({ path: input, uploadUri: 'https://s/u' });
    expect(service.received[0]).toMatchObject({
      method: 'POST',
      path: '/cloud/v2/universes/1/luau-execution-session-task-binary-inputs',
      body: '{"size":5}',
    });
  });
});

describe('each request', () => {
  const input = 'universes/1/luau-execution-session-task-binary-inputs/b';
  const place = { universeId: '1', placeId: '2' };
  const { signal } = new AbortController();

  /** What a request asks of the transport, which answers with this. */
  async function sentBy(
    json: unknown,
    ask: (client: LuauExecution) => Promise<unknown>,
  ): Promise<ServiceRequest | undefined> {
    const sent: ServiceRequest[] = [];
    const recorder: Transport = {
      send: (request) => {
        sent.push(request);
        return Promise.resolve({ status: 200, headers: {}, text: JSON.stringify(json) });
      },
      close: () => Promise.resolve(),
    };
    await ask(luauExecution(recorder, () => {})).catch(() => {});
    expect(sent).toHaveLength(1);
    return sent[0];
  }

  it.each<readonly [string, number, unknown, (client: LuauExecution) => Promise<unknown>]>([
    [
      'creating a task',
      60_000,
      PROCESSING.json,
      (client) => client.createTask(place, { script: 's' }, signal),
    ],
    ['reading one', 30_000, PROCESSING.json, (client) => client.getTask(path, { signal })],
    [
      'reading one sooner',
      5_000,
      PROCESSING.json,
      (client) => client.getTask(path, { deadlineMs: 5_000, signal }),
    ],
    ['listing its log', 10_000, {}, (client) => client.listLogs(path, { view: 'FLAT', signal })],
    [
      'creating a binary input',
      60_000,
      { path: input, uploadUri: 'https://s/u' },
      (client) => client.createBinaryInput('1', 5, signal),
    ],
  ])('has a deadline and can be cancelled: %s', async (_, totalMs, json, ask) => {
    const request = await sentBy(json, ask);
    const { deadline } = OPERATIONS[request?.name.operation ?? 'uploadVersion'];
    const own = request?.deadlineMs;
    expect(own === undefined ? deadline : { totalMs: own }).toEqual({ totalMs });
    expect(request?.signal).toBe(signal);
  });

  it('asks for nothing that nobody set', async () => {
    const read = await sentBy(PROCESSING.json, (client) => client.getTask(path));
    expect([read?.name.method, read?.query]).toStrictEqual(['GET', { view: 'BASIC' }]);
    const log = await sentBy({}, (client) => client.listLogs(path, { view: 'FLAT' }));
    expect([log?.name.method, log?.query]).toStrictEqual([
      'GET',
      { view: 'FLAT', maxPageSize: '10000' },
    ]);
    const create = await sentBy(PROCESSING.json, (client) =>
      client.createTask(place, { script: 's', enableBinaryOutput: false }),
    );
    expect(create?.file === undefined && create?.body).toStrictEqual({ script: 's' });
  });

  it.each<readonly [string, RegExp, (client: LuauExecution) => Promise<unknown>]>([
    [
      'a created task',
      /task with a path and a state/,
      (client) => client.createTask(place, { script: 's' }),
    ],
    ['a task', /task with a path and a state/, (client) => client.getTask(path)],
    ['a log', /page of a log/, (client) => client.listLogs(path, { view: 'FLAT' })],
    ['a binary input', /binary input with a path/, (client) => client.createBinaryInput('1', 5)],
  ])('says what it expected where the answer is not %s', async (_, serverMessage, ask) => {
    const client = await clientFor({ json: [] });
    await expect(ask(client)).rejects.toMatchObject({
      failure: 'unreadable',
      serverMessage: expect.stringMatching(serverMessage),
    });
  });
});

describe('a presigned URI', () => {
  const URI = 'https://storage.example/o?signature=abc';

  it('is kept secret before anybody gets it, and once', async () => {
    const client = await clientFor({
      json: { path: TASK, state: 'COMPLETE', binaryOutputUri: URI },
    });
    const known: number[] = [];
    for (const _ of [1, 2]) {
      const { value } = await client.getTask(path).then((answered) => {
        known.push(secrets.length);
        return answered;
      });
      expect(value.binaryOutputUri).toBe(URI);
    }
    expect(known).toEqual([1, 1]);
    expect(secrets).toEqual([URI]);
  });

  it('is kept secret where it is one to upload to', async () => {
    const input = 'universes/1/luau-execution-session-task-binary-inputs/b';
    const client = await clientFor({ json: { path: input, uploadUri: URI } });
    const told = client.createBinaryInput('1', 5).then(() => secrets.length);
    expect(await told).toBe(1);
    expect(secrets).toEqual([URI]);
  });

  it.each([
    undefined,
    '',
    'e',
    'e:',
    'no-scheme/o?signature=abc',
    'http://storage.example/o?signature=abc',
    'https://storage.example/o\n?signature=abc',
    'https://storage.example/o?signature=abc\u0085',
    '\u0000https://storage.example/o?signature=abc',
  ])(
    'is none where a task has %j: as a mask, that might hide every e of the log',
    async (binaryOutputUri) => {
      const client = await clientFor({ json: { path: TASK, state: 'COMPLETE', binaryOutputUri } });
      await client.getTask(path);
      expect(secrets).toEqual([]);
    },
  );

  it.each([
    ['HTTPS://Storage.example/an object', 'https://storage.example/an%20object'],
    ['http://127.0.0.1:9/o', 'http://127.0.0.1:9/o'],
  ])('is kept secret as it is requested: %s', async (binaryOutputUri, href) => {
    const client = await clientFor({ json: { path: TASK, state: 'COMPLETE', binaryOutputUri } });
    await client.getTask(path);
    expect(secrets).toEqual([href]);
  });

  it('is kept secret from the first answer on, where creating a task has one', async () => {
    const client = await clientFor({
      json: { path: TASK, state: 'COMPLETE', binaryOutputUri: URI },
    });
    await client.createTask({ universeId: '1', placeId: '2' }, { script: 's' });
    expect(secrets).toEqual([URI]);
  });
});
