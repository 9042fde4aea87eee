import type { Endpoint } from '../support/loopback-cloud.ts';
import type { Reply } from '../support/loopback-service.ts';

/** The requests of a step, in the order of the table: each of them is made to fail. */
export const ENDPOINTS = [
  'create',
  'read',
  'logs',
  'upload',
  'binary-input',
  'payload-put',
  'payload-get',
] as const satisfies readonly Endpoint[];

/** How often the request fails before it succeeds. */
export const TIMES = { once: 1, twice: 2, 'for ever': Infinity } as const;

export type Times = keyof typeof TIMES;

/** A fault before the connection is made: no request is sent. */
export type ConnectionFault = 'tls' | 'name' | 'refused';

export interface Fault {
  readonly name: string;
  /** The answer in place of `usual`, or the way in which connecting fails. */
  readonly happens: ((usual: Reply) => Reply) | ConnectionFault;
}

/** A used-up quota has a reset; the constant `retry-after` beside it is too short. */
const QUOTA: Reply = {
  status: 429,
  headers: {
    'x-envoy-ratelimited': 'true',
    'x-ratelimit-limit': '5, 5;w=60',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '10',
    'retry-after': '5',
  },
  json: { errors: [{ code: 0, message: '' }] },
};

/** One of the ten unfinished tasks of the place, created by somebody else. */
export const FOREIGN_TASK =
  'universes/12/places/34/versions/7/luau-execution-sessions/s901/tasks/t901';

const CAPACITY: Reply = {
  status: 429,
  headers: { 'x-ratelimit-remaining': '4' },
  json: {
    code: 'RESOURCE_EXHAUSTED',
    message: `Too many tasks already active. Task resource paths: ${FOREIGN_TASK}`,
  },
};

const PAGE = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

/** The ways in which requests were seen to fail, and those in which networks fail. */
export const FAULTS: readonly Fault[] = [
  { name: '429 quota', happens: () => QUOTA },
  { name: '429 capacity', happens: () => CAPACITY },
  { name: '429 without a body', happens: () => ({ status: 429, text: '' }) },
  {
    name: '500',
    happens: () => ({ status: 500, json: { code: 'INTERNAL', message: 'Internal error.' } }),
  },
  {
    name: '502 HTML',
    happens: () => ({ status: 502, headers: { 'content-type': 'text/html' }, text: PAGE }),
  },
  { name: '503 empty', happens: () => ({ status: 503, text: '' }) },
  { name: '504 text', happens: () => ({ status: 504, text: 'upstream request timeout' }) },
  { name: 'connection reset', happens: () => 'reset' },
  { name: 'closed before the answer', happens: () => 'close' },
  { name: 'answer cut short', happens: (usual) => ({ cutAfter: firstHalf(textOf(usual)) }) },
  {
    name: '200 with HTML',
    happens: () => ({ headers: { 'content-type': 'text/html' }, text: PAGE }),
  },
  { name: '200 with `null`', happens: () => ({ json: null }) },
  { name: 'answer that never comes', happens: () => 'hang' },
  { name: 'one byte a second', happens: (usual) => ({ trickled: textOf(usual) }) },
  {
    name: 'one byte a second, endless',
    happens: (usual) => ({ trickled: textOf(usual), isEndless: true }),
  },
  { name: 'TLS failure', happens: 'tls' },
  { name: 'name not found', happens: 'name' },
  { name: 'connection refused', happens: 'refused' },
];

function textOf(reply: Reply): string {
  if (typeof reply === 'string' || !('text' in reply || 'json' in reply)) {
    throw new Error('Only an answer with a body can be cut or slow.');
  }
  // A storage answers a PUT with an empty body.
  return 'text' in reply ? reply.text || 'stored' : JSON.stringify(reply.json);
}

function firstHalf(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}
