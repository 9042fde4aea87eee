import { setTimeout as sleep } from 'node:timers/promises';

/** An answer of the service, with its body as text and, if it is JSON, parsed. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: unknown;
}

/** One exchange, redacted, for the record that can be attached to an issue. */
export interface RecordedExchange {
  readonly request: string;
  readonly body?: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly answer: string;
}

/** The place that the assertions run in, and how to reach it. */
export interface Target {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly universeId: string;
  readonly placeId: string;
  /** Milliseconds between two creations: the documented quota is five a minute. */
  readonly paceMs: number;
}

/** A plain client of the service. It shares no code with the action, so that it shares no mistake with it. */
export interface ContractClient {
  /** The path of the place's tasks. */
  readonly tasksPath: string;
  readonly exchanges: readonly RecordedExchange[];
  send(
    method: string,
    path: string,
    options?: {
      readonly json?: unknown;
      readonly bytes?: Uint8Array;
      readonly contentType?: string;
      readonly apiKey?: string;
    },
  ): Promise<ServiceAnswer>;
  /** Sends to a presigned URI, without the key. */
  sendPresigned(
    method: 'GET' | 'PUT',
    uri: string,
    bytes?: Uint8Array,
  ): Promise<{ readonly status: number; readonly bytes: Uint8Array }>;
  /** Creates a task, after the pace has passed since the last one. */
  create(body: unknown): Promise<ServiceAnswer>;
  /** Polls a task until it has ended, for at most seven minutes. */
  untilEnded(taskPath: string): Promise<ServiceAnswer>;
}

const POLL_DELAY_MS = 1_500;
const LOCAL_POLL_DELAY_MS = 50;
const MAX_POLL_MS = 7 * 60_000;
const REQUEST_TIMEOUT_MS = 90_000;
const MAX_RECORDED_CHARACTERS = 4_000;
/** Headers that say something about the service; the others only name machines and times. */
const RECORDED_HEADERS = /^(?:content-type|retry-after|x-ratelimit-.*|x-envoy-ratelimited)$/;

/** Makes the client of one run. */
export function createContractClient(target: Target): ContractClient {
  const { baseUrl, apiKey, universeId, placeId, paceMs } = target;
  const exchanges: RecordedExchange[] = [];
  const secrets = [apiKey, universeId, placeId];
  const redact = (text: string): string =>
    secrets
      .reduce((redacted, secret) => redacted.replaceAll(secret, '…'), text)
      .replaceAll(/https?:\/\/[^"\s]+\?[^"\s]+/g, '(presigned)')
      .slice(0, MAX_RECORDED_CHARACTERS);
  const pollDelayMs = paceMs === 0 ? LOCAL_POLL_DELAY_MS : POLL_DELAY_MS;
  let lastCreatedAt = -Infinity;

  const client: ContractClient = {
    tasksPath: `/cloud/v2/universes/${universeId}/places/${placeId}/luau-execution-session-tasks`,
    exchanges,
    send: async (method, path, { json, bytes, contentType, apiKey: otherKey } = {}) => {
      const body = json === undefined ? bytes : JSON.stringify(json);
      const response = await fetch(new URL(path, baseUrl), {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        headers: {
          'x-api-key': otherKey ?? apiKey,
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(contentType !== undefined && { 'content-type': contentType }),
        },
        ...(body !== undefined && { body }),
      });
      const text = await response.text();
      const headers = Object.fromEntries(
        [...response.headers].filter(([name]) => RECORDED_HEADERS.test(name)),
      );
      exchanges.push({
        request: redact(`${method} ${path}`),
        ...(typeof body === 'string' && { body: redact(body) }),
        status: response.status,
        headers,
        answer: redact(text),
      });
      return { status: response.status, headers, text, json: parseJson(text) };
    },
    sendPresigned: async (method, uri, bytes) => {
      const response = await fetch(uri, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        ...(bytes && { body: bytes }),
      });
      exchanges.push({
        request: `${method} (presigned)`,
        status: response.status,
        headers: {},
        answer: '',
      });
      return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
    },
    create: async (body) => {
      await sleep(Math.max(0, lastCreatedAt + paceMs - performance.now()));
      lastCreatedAt = performance.now();
      return client.send('POST', client.tasksPath, { json: body });
    },
    untilEnded: async (taskPath) => {
      const giveUpAt = performance.now() + MAX_POLL_MS;
      for (;;) {
        const answer = await client.send('GET', `/cloud/v2/${taskPath}`);
        const { state } = (answer.json ?? {}) as { readonly state?: unknown };
        const isRunning = state === 'QUEUED' || state === 'PROCESSING';
        if (answer.status !== 200 || !isRunning || performance.now() > giveUpAt) {
          return answer;
        }
        await sleep(pollDelayMs);
      }
    },
  };
  return client;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
