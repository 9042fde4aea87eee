import {
  startService,
  type Received,
  type Reply,
  type ServiceOptions,
} from './loopback-service.ts';

/** The requests of a step to Roblox. */
export type Endpoint =
  'create' | 'read' | 'logs' | 'upload' | 'binary-input' | 'payload-put' | 'payload-get';

/** How a cloud differs from the usual one. */
export interface CloudScript {
  /**
   * Answers in place of the cloud; undefined for the usual answer.
   *
   * @param count how many requests of this endpoint came before
   * @param usual gives the usual answer; for a creation, it creates the task
   */
  readonly answer?: (
    endpoint: Endpoint,
    count: number,
    request: Received,
    usual: () => Reply,
  ) => Reply | undefined;
  /** What a script returns, by its text. */
  readonly results?: (script: string) => readonly unknown[];
  /** What a script logs, by its text. */
  readonly log?: (script: string) => readonly string[];
  /** Further fields of a task that has ended. */
  readonly ended?: (script: string) => Record<string, unknown>;
  readonly onHang?: () => void;
  /** Options of its two origins. */
  readonly origins?: { readonly service: ServiceOptions; readonly storage: ServiceOptions };
}

/** A small Open Cloud: tasks that are complete at the first read, on version 7 of each place. */
export interface LoopbackCloud {
  readonly url: string;
  /** Where presigned URIs lead: another origin. */
  readonly storageUrl: string;
  /** The requests of an endpoint, in order. */
  readonly received: (endpoint: Endpoint) => readonly Received[];
  readonly all: () => readonly Received[];
  readonly close: () => Promise<void>;
}

const ROUTES: readonly (readonly [Endpoint, string, RegExp])[] = [
  ['create', 'POST', /\/luau-execution-session-tasks$/],
  ['binary-input', 'POST', /\/luau-execution-session-task-binary-inputs$/],
  ['upload', 'POST', /^\/universes\/v1\/\d+\/places\/\d+\/versions$/],
  ['payload-put', 'PUT', /^\/stored\//],
  ['payload-get', 'GET', /^\/stored\//],
  ['logs', 'GET', /\/logs$/],
  ['read', 'GET', /^\/cloud\/v2\/.*\/tasks\//],
];

/** The bytes of every binary output. */
export const STORED_BYTES = 'the bytes of a binary output';

/** Starts a cloud on loopback. */
export async function startCloud(script: CloudScript = {}): Promise<LoopbackCloud> {
  const byEndpoint = new Map<Endpoint, Received[]>();
  const scripts: string[] = [];
  const origins = { storage: '' };

  const endpointOf = ({ method, path }: Received): Endpoint => {
    const found = ROUTES.find(([, verb, pattern]) => verb === method && pattern.test(path));
    if (found === undefined) {
      throw new Error(`No endpoint of this cloud: ${method} ${path}`);
    }
    return found[0];
  };
  const taskOf = (path: string): number => Number(/tasks\/t(\d+)/.exec(path)?.[1] ?? 0);
  const taskPath = (number: number, place: string): string => {
    const version = /versions\/(\d+)/.exec(place)?.[1] ?? '7';
    const [, universe = '', placeId = ''] = /universes\/(\d+)\/places\/(\d+)/.exec(place) ?? [];
    return `universes/${universe}/places/${placeId}/versions/${version}/luau-execution-sessions/s${number}/tasks/t${number}`;
  };

  const usual = (endpoint: Endpoint, { path, body }: Received): Reply => {
    switch (endpoint) {
      case 'create': {
        const sent = JSON.parse(body) as { readonly script: string };
        const number = scripts.push(sent.script);
        return { json: { path: taskPath(number, path), state: 'PROCESSING' } };
      }
      case 'read': {
        const number = taskOf(path);
        const text = scripts[number - 1] ?? '';
        return {
          json: {
            path: taskPath(number, path),
            state: 'COMPLETE',
            output: { results: script.results?.(text) ?? [] },
            script: text,
            ...script.ended?.(text),
          },
        };
      }
      case 'logs': {
        const messages = script.log?.(scripts[taskOf(path) - 1] ?? '') ?? ['ready'];
        const structuredMessages = messages.map((message) => ({ message, messageType: 'OUTPUT' }));
        return { json: { luauExecutionSessionTaskLogs: [{ structuredMessages }] } };
      }
      case 'upload':
        return { json: { versionNumber: 12 } };
      case 'binary-input':
        return {
          json: {
            path: 'universes/12/luau-execution-session-task-binary-inputs/b-1',
            size: 1,
            uploadUri: `${origins.storage}/stored/in?signature=sesame-in`,
          },
        };
      case 'payload-put':
        return { text: '' };
      case 'payload-get':
        return { text: STORED_BYTES };
    }
  };

  const answer = (request: Received): Reply => {
    const endpoint = endpointOf(request);
    const before = byEndpoint.get(endpoint) ?? [];
    byEndpoint.set(endpoint, [...before, request]);
    const asUsual = (): Reply => usual(endpoint, request);
    return script.answer?.(endpoint, before.length, request, asUsual) ?? asUsual();
  };
  const service = await startService(answer, script.onHang, script.origins?.service);
  const storage = await startService(answer, script.onHang, script.origins?.storage);
  origins.storage = storage.url;
  return {
    url: service.url,
    storageUrl: storage.url,
    received: (endpoint) => byEndpoint.get(endpoint) ?? [],
    all: () => [...service.received, ...storage.received],
    close: async () => {
      await service.close();
      await storage.close();
    },
  };
}
