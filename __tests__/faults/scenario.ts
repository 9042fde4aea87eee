import { readFile, writeFile } from 'node:fs/promises';
import dns from 'node:dns';
import path from 'node:path';
import tls from 'node:tls';
import { minimalInputs } from '../support/minimal-inputs.ts';
import { startCloud, type Endpoint } from '../support/loopback-cloud.ts';
import type { Reply, ServiceOptions } from '../support/loopback-service.ts';
import type { OperationContext } from '../../src/util/operation-context.ts';
import type { Done } from '../support/step-in-process.ts';
import { certifyItself } from './certificate.ts';
import { FOREIGN_TASK, TIMES, type Fault, type Times } from './faults.ts';
import { LIMITS_MS } from './oracle.ts';
import { slowResponseClock } from './slow-response-clock.ts';

/** The script's return values and log in every scenario; the log has two pages. */
export const RESULTS = '[{"gold":3},"zwölf"]';
export const PAGES = [['ready', 'größer\nals eine Zeile'], ['done']] as const;
export const WHOLE_LOG = PAGES.flat().join('\n');

/** The end of a step under a fault. */
export interface ScenarioResult extends Pick<Done, 'exitCode' | 'outputs' | 'annotations'> {
  /** Creations that were not refused with a 429. */
  readonly started: number;
  /** The number of attempts of the failing request. */
  readonly attempts: number;
  /** How long the step took, in virtual time. */
  readonly tookMs: number;
  readonly resultsFile: string | undefined;
  readonly logsFile: string | undefined;
  readonly binaryOutput: string | undefined;
  /** The body of the last request of each endpoint. */
  readonly lastBody: (endpoint: Endpoint) => string | undefined;
}

/** How many requests of an endpoint succeed before the fault, so that it hits the middle. */
const SUCCESSES_BEFORE: Partial<Readonly<Record<Endpoint, number>>> = { read: 2, logs: 1 };

/** The hosts of the scenarios in which connecting fails. */
const HOSTS = { service: 'service.test', storage: 'storage.test' } as const;
/** The certificate of these hosts. */
export const IDENTITY = certifyItself(Object.values(HOSTS));
const IMPOSTOR = certifyItself(Object.values(HOSTS));

/** Makes this process trust the hosts of the scenarios; returns a function that undoes it. */
export function trustClouds(): () => void {
  const authorities = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...authorities, IDENTITY.cert]);
  return () => tls.setDefaultCACertificates(authorities);
}

/** The step of a scenario. */
export interface Stage {
  readonly workspace: string;
  readonly run: (
    inputs: Record<string, string>,
    context: OperationContext,
  ) => Promise<Pick<Done, 'exitCode' | 'outputs' | 'annotations'>>;
  /** How long the task is PROCESSING, in virtual milliseconds. */
  readonly processingMs: number;
}

/** Runs the whole action, and makes one of its requests fail so many times. */
export async function runUnder(
  stage: Stage,
  endpoint: Endpoint,
  { happens }: Fault,
  times: Times,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ScenarioResult> {
  const clock = slowResponseClock();
  const isConnecting = typeof happens === 'string';
  let successesLeft = SUCCESSES_BEFORE[endpoint] ?? 0;
  let faults = 0;
  let goodAfter = 0;
  let throttled = 0;
  let createdAt = 0;

  /** Whether the next request of the endpoint fails; counts the failures. */
  const isHit = (): boolean => {
    const hits = successesLeft === 0 && faults < TIMES[times];
    faults += hits ? 1 : 0;
    return hits;
  };

  const cloud = await startCloud({
    results: () => JSON.parse(RESULTS) as unknown[],
    ended: () =>
      endpoint === 'payload-get'
        ? { binaryOutputUri: `${cloud.storageUrl}/stored/out?signature=sesame` }
        : {},
    onHang: () => clock.park(),
    origins: originsUnder(happens, endpoint, isHit, (takeStep) => clock.eachSecond(takeStep)),
    answer: (asked, _, { path: askedPath, query }, usual) => {
      if (askedPath.includes(FOREIGN_TASK)) {
        return { json: { path: FOREIGN_TASK, state: 'COMPLETE' } };
      }
      if (asked === 'create') {
        createdAt = clock.now();
      }
      const good = (): Reply => {
        if (asked === 'logs') {
          return { json: logPage(query['pageToken']) };
        }
        return asked === 'read' && clock.now() < createdAt + stage.processingMs
          ? { json: { path: askedPath.replace('/cloud/v2/', ''), state: 'PROCESSING' } }
          : usual();
      };
      if (asked === endpoint && !isConnecting && isHit()) {
        const reply = happens(good());
        throttled += asked === 'create' && isThrottled(reply) ? 1 : 0;
        return reply;
      }
      if (asked === endpoint) {
        goodAfter += successesLeft === 0 ? 1 : 0;
        successesLeft = Math.max(0, successesLeft - 1);
      }
      // If connecting fails, each request needs a new connection, which can fail.
      return isConnecting ? { ...(good() as object & Reply), ...LAST_OF_CONNECTION } : good();
    },
  });
  const restoreLookup = resolveNames(happens, hostOf(endpoint), isHit);
  try {
    const done = await stage.run(
      {
        ...minimalInputs(cloud),
        source: 'print("ready")',
        timeout: `${LIMITS_MS.timeout / 1_000}`,
        'boot-timeout': `${LIMITS_MS.bootTimeout / 1_000}`,
        'max-wait': `${LIMITS_MS.maxWait / 1_000}`,
        ...(await inputsFor(endpoint, stage.workspace)),
        ...inputs,
      },
      { clock, random: () => 0.5, signal: new AbortController().signal },
    );
    return {
      ...done,
      started: cloud.received('create').length - throttled,
      // A task is polled repeatedly: the first successful read after the fault is the last attempt.
      attempts: faults + (endpoint === 'read' ? Math.min(goodAfter, 1) : goodAfter),
      tookMs: clock.now(),
      resultsFile: await textOf(done.outputs['results-file']),
      logsFile: await textOf(done.outputs['logs-file']),
      binaryOutput: await textOf(done.outputs['binary-output']),
      lastBody: (asked) => cloud.received(asked).at(-1)?.body,
    };
  } finally {
    restoreLookup();
    await cloud.close();
  }
}

const LAST_OF_CONNECTION = { headers: { connection: 'close' } };

function isThrottled(reply: Reply): boolean {
  return typeof reply === 'object' && 'status' in reply && reply.status === 429;
}

function logPage(token: string | undefined): unknown {
  const [messages, nextPageToken] = token === 'two' ? [PAGES[1], ''] : [PAGES[0], 'two'];
  const structuredMessages = messages.map((message) => ({ message, messageType: 'OUTPUT' }));
  return { luauExecutionSessionTaskLogs: [{ structuredMessages }], nextPageToken };
}

/** The host of a request, if hosts have names. */
export function hostOf(endpoint: Endpoint): string {
  return endpoint.startsWith('payload-') ? HOSTS.storage : HOSTS.service;
}

/** Plain loopback origins; origins with names and TLS if connecting fails. */
function originsUnder(
  happens: Fault['happens'],
  endpoint: Endpoint,
  isHit: () => boolean,
  eachSecond: (step: () => Promise<void>) => void,
): { readonly service: ServiceOptions; readonly storage: ServiceOptions } {
  const origin = (host: string): ServiceOptions =>
    typeof happens !== 'string'
      ? { eachSecond }
      : {
          tls: {
            host,
            identity: IDENTITY,
            impostor: IMPOSTOR,
            isImpostor: () => happens === 'tls' && host === hostOf(endpoint) && isHit(),
          },
        };
  return { service: origin(HOSTS.service), storage: origin(HOSTS.storage) };
}

/**
 * Resolves the names of the scenarios, or fails to, if that is the fault. A connection to be refused goes to the IPv6
 * loopback, on which nothing listens at that port.
 *
 * @returns a function that undoes it
 */
function resolveNames(happens: Fault['happens'], host: string, isHit: () => boolean): () => void {
  const { lookup } = dns;
  type Resolved = (error: Error | null, addresses?: readonly dns.LookupAddress[]) => void;
  const resolve = (name: string, _options: unknown, done: Resolved): void => {
    const isBroken = (happens === 'name' || happens === 'refused') && name === host && isHit();
    if (isBroken && happens === 'name') {
      const error = new Error(`getaddrinfo ENOTFOUND ${name}`);
      process.nextTick(done, Object.assign(error, { code: 'ENOTFOUND', syscall: 'getaddrinfo' }));
      return;
    }
    const found = isBroken ? { address: '::1', family: 6 } : { address: '127.0.0.1', family: 4 };
    process.nextTick(done, null, [found]);
  };
  dns.lookup = resolve as typeof dns.lookup;
  return () => {
    dns.lookup = lookup;
  };
}

const PLACE = Buffer.concat([
  Buffer.from('<roblox!\x89\xff\r\n\x1a\n', 'latin1'),
  Buffer.alloc(64),
]);

/** The bytes of the binary input. */
export const INPUT_BYTES = 'the bytes of a binary input';

/** The inputs that make the step send this request. */
async function inputsFor(endpoint: Endpoint, workspace: string): Promise<Record<string, string>> {
  switch (endpoint) {
    case 'upload':
      await writeFile(path.join(workspace, 'game.rbxl'), PLACE);
      return { 'place-file': 'game.rbxl' };
    case 'binary-input':
    case 'payload-put':
      await writeFile(path.join(workspace, 'in.bin'), INPUT_BYTES);
      return { 'binary-input': 'in.bin' };
    case 'payload-get':
      return { 'binary-output': 'out.bin' };
    default:
      return {};
  }
}

async function textOf(file: string | undefined): Promise<string | undefined> {
  return file === undefined || file === '' ? undefined : readFile(file, 'utf8');
}
