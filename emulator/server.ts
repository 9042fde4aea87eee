import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BROKEN, INVALID_KEY, NO_SUCH_ROUTE, TOO_LARGE } from './answers.ts';
import { answerUnder, FaultQueue, partFault } from './faults.ts';
import type { FaultKind, FaultOf } from './faults.ts';
import { answerPayload } from './payload-server.ts';
import { PayloadStore } from './payloads.ts';
import { QuotaGate } from './quotas.ts';
import type { Quotas } from './quotas.ts';
import { record } from './requests.ts';
import type { RecordedRequest } from './requests.ts';
import { findRoute } from './routes.ts';
import type { Cloud } from './routes.ts';
import { UniverseStores } from './stores/universe-stores.ts';
import { TaskStore } from './tasks.ts';
import { readPlaceSource } from './place-source.ts';
import type { PlaceSource } from './place-source.ts';
import { MAX_FILE_BYTES } from './place/limits.ts';
import { PlaceVersions } from './uploads.ts';
import type { Upload } from './uploads.ts';
import { digestBody, readText, send } from './wire.ts';

export type { RecordedRequest } from './requests.ts';

/** Options of an emulator; every field has a default. */
export interface EmulatorOptions {
  /** The TCP port on 127.0.0.1; 0, the default, takes any free one. Payloads always get any free one. */
  port?: number;
  /** The key that is accepted; by default a random one. */
  apiKey?: string;
  /** The latest version of every place that nothing was uploaded to; 1 by default. */
  placeVersion?: number;
  /** What every place is before any upload; empty by default. */
  place?: PlaceSource;
  /**
   * How long a task is QUEUED before it is PROCESSING, in milliseconds. At 0, the default, it never is: the service
   * answers a create with PROCESSING.
   */
  queueDelayMs?: number;
  /** How long a place "boots" before the first line of its script, in milliseconds; 0 by default. */
  bootDelayMs?: number;
  /** How long binary inputs and outputs are there, in milliseconds; the documented 15 minutes by default. */
  payloadLifetimeMs?: number;
  /** The limits that are enforced; none by default. */
  quotas?: Quotas;
  /** How long the "minute" of the quotas is, in milliseconds; 60,000 by default. An hour is 60 of them. */
  minuteMs?: number;
}

/** A running emulator. */
export interface Emulator {
  /** The origin, such as `http://127.0.0.1:4080`. */
  url: string;
  apiKey: string;
  /**
   * Ends every task and connection, and resolves when all are gone.
   *
   * @throws {Error} after that, if a request sent a key to the origin of the payloads
   */
  close(): Promise<void>;
  /** The latest 1000 requests, in the order in which they had been read. */
  requests: readonly RecordedRequest[];
  /** The place files that were accepted, oldest first. */
  uploads: readonly Upload[];
  /** Gives these faults to the next requests of a kind, one each, after the faults that are queued already. */
  misbehave<Kind extends FaultKind>(kind: Kind, faults: readonly FaultOf<Kind>[]): void;
}

/** The largest script, with each of its bytes escaped in JSON, fits well. */
const MAX_TEXT_BODY_BYTES = 32 * 1024 * 1024;

/** "Valid for 15 minutes from the time of creation", and an output from the completion of its task. */
const PAYLOAD_LIFETIME_MS = 15 * 60 * 1000;

const KEY_HEADER = 'x-api-key';

/**
 * Starts a local Open Cloud that runs Luau scripts: see `routes.ts` for what it answers.
 *
 * @throws {Error} when the port is taken or may not be listened on, or when the place cannot be read
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const apiKey = options.apiKey ?? randomBytes(24).toString('base64url');
  const payloads = new PayloadStore(options.payloadLifetimeMs ?? PAYLOAD_LIFETIME_MS);
  const { queueDelayMs = 0, bootDelayMs = 0 } = options;
  const places = new PlaceVersions(options.placeVersion ?? 1, readPlaceSource(options.place));
  const faults = new FaultQueue();
  const stores = new UniverseStores(() => faults.take('memory-store'));
  const tasks = new TaskStore({ queueDelayMs, bootDelayMs }, payloads, places, stores);
  const { quotas = {} } = options;
  const { unfinishedPerPlace } = quotas;
  const cloud: Cloud = { tasks, places, payloads, unfinishedPerPlace };
  const gate = new QuotaGate(quotas, options.minuteMs ?? 60_000);

  const requests: RecordedRequest[] = [];
  const leaks: RecordedRequest[] = [];
  const closing = new AbortController();

  const answerApi = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: path = '', headers } = incoming;
    const url = URL.parse(path, 'http://emulator');
    const route = url === null ? undefined : findRoute(method, url.pathname);

    const isFile = route?.kind === 'upload';
    const text = isFile ? '' : await readText(incoming, MAX_TEXT_BODY_BYTES);
    const file = isFile ? await digestBody(incoming, undefined, MAX_FILE_BYTES) : undefined;
    const { [KEY_HEADER]: key, ...otherHeaders } = headers;
    record(requests, {
      origin: 'api',
      method,
      path,
      headers: otherHeaders,
      body: text ?? '',
      ...(file && { bytes: file.bytes, sha256: file.sha256 }),
    });

    if (typeof key !== 'string' || !isSameKey(key, apiKey)) return send(response, INVALID_KEY);
    if (text === undefined) return send(response, TOO_LARGE);
    if (url === null || route === undefined) return send(response, NO_SUCH_ROUTE);

    const { task: taskFault, answer: fault } = partFault(faults.take(route.kind));
    const request = {
      query: url.searchParams,
      body: text,
      file,
      taskFault,
    };
    const act = () => gate.answer(route.bucket, () => route.answer(cloud, request));
    await answerUnder(fault, response, act, closing.signal);
  };

  const payloadOrigin = {
    payloads,
    faults,
    apiKey,
    record: (request: RecordedRequest) => record(requests, request),
    onLeak: (request: RecordedRequest) => void leaks.push(request),
    closing: closing.signal,
  };

  const api = await listen(options.port ?? 0, answerApi);
  const storage = await listen(0, (incoming, response) =>
    answerPayload(payloadOrigin, incoming, response),
  );
  payloads.origin = originOf(storage);

  return {
    url: originOf(api),
    apiKey,
    requests,
    uploads: places.uploads,
    misbehave: (kind, added) => faults.add(kind, added),
    async close() {
      closing.abort();
      await Promise.all([closeServer(api), closeServer(storage), tasks.close()]);
      const [first] = leaks;
      if (first !== undefined) throw leakError(first, leaks.length);
    },
  };
}

function leakError({ method }: RecordedRequest, count: number): Error {
  return new Error(
    `A key reached the payload origin, in ${count} of the requests to it; the first was a ${method}. ` +
      'A presigned URI must be used without the key.',
  );
}

/** Starts a server on 127.0.0.1. It answers 500 if `answer` rejects. */
async function listen(
  port: number,
  answer: (incoming: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Server> {
  // Without a keep-alive timeout: after 5 s, the default, the server closes an idle connection, and a request that a
  // busy client sends at that moment gets ECONNRESET.
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, response) => {
    answer(incoming, response).catch(() => send(response, BROKEN));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function isSameKey(sent: string, expected: string): boolean {
  const [a, b] = [Buffer.from(sent), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
