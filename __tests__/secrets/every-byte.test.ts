import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runWholeStep, type StepSetup, type WholeStep } from '../untrusted-text/whole-step.ts';
import { minimalInputs } from '../support/minimal-inputs.ts';
import {
  startCloud,
  type CloudScript,
  type Endpoint,
  type LoopbackCloud,
} from '../support/loopback-cloud.ts';
import { startGitHub, TOKEN, type LoopbackGitHub } from '../support/loopback-github.ts';
import { startService, type LoopbackService, type Reply } from '../support/loopback-service.ts';
import { virtualContext } from '../support/context.ts';
import { everyByte, leaksOf, masksOf, requestsOf } from './every-byte.ts';
import { wholeSpellingsOf } from './spellings.ts';

/** A key with signs that each encoding writes in another way; all of them may be in a header. */
const KEY = 'Zq7+K3y/of=the&"tests\'<1>\\%41+and-it~is?long';

/** What the loopback cloud signs its URIs with. */
const SIGNATURE = 'sesame-in';

let cloud: LoopbackCloud;
let github: LoopbackGitHub;
/** Another origin: nothing may ever come here. */
let elsewhere: LoopbackService;
let cloudScript: CloudScript;
let context: ReturnType<typeof virtualContext>;

beforeEach(async () => {
  cloudScript = {};
  context = virtualContext();
  cloud = await startCloud({
    answer: (...asked) => cloudScript.answer?.(...asked),
    results: (text) => cloudScript.results?.(text) ?? ['done'],
    log: (text) => cloudScript.log?.(text) ?? ['ready'],
    ended: (text) => cloudScript.ended?.(text) ?? {},
    onHang: () => context.clock.park(),
  });
  github = await startGitHub();
  elsewhere = await startService(() => ({ json: {} }));
});

afterEach(async () => {
  await cloud.close();
  await github.close();
  await elsewhere.close();
});

/** Runs a step with the key, on a pull request with a comment, and with every file that it can write. */
function run(
  inputs: Record<string, string> = {},
  given: Partial<StepSetup> = {},
): Promise<WholeStep> {
  return runWholeStep({
    context,
    ...given,
    inputs: {
      ...minimalInputs(cloud, KEY),
      source: 'print("hello")',
      'junit-file': 'out/junit.xml',
      comment: 'always',
      'github-token': TOKEN,
      ...inputs,
    },
    env: {
      GITHUB_API_URL: github.apiUrl,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_REPOSITORY: 'studio/game',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_SHA: '3f786850e387550fdab836ed7e6dc881de23001b',
      ...given.env,
    },
    eventPayload: {
      pull_request: { number: 12, head: { repo: { id: 1 } }, base: { repo: { id: 1 } } },
    },
  });
}

/** Everything that left the step, but for the key and the token in the one header that is theirs. */
function everything(step: WholeStep): ReadonlyMap<string, string> {
  const withoutHeader = (header: string) => (requests: typeof elsewhere.received) =>
    requests.map(({ headers, ...rest }) => ({ ...rest, headers: { ...headers, [header]: '' } }));
  const toCloud = cloud.all().filter(({ path }) => !path.startsWith('/stored/'));
  const toStorage = cloud.all().filter(({ path }) => path.startsWith('/stored/'));
  return new Map([
    ...everyByte(step),
    ['requests to Roblox', requestsOf(withoutHeader('x-api-key')(toCloud))],
    ['requests to the storage', requestsOf(toStorage)],
    ['requests to GitHub', requestsOf(withoutHeader('authorization')(github.received))],
    ['requests to elsewhere', requestsOf(elsewhere.received)],
  ]);
}

/** What a step told of its secrets, or let out before it had them hidden. */
function toldBy(step: WholeStep): readonly string[] {
  const [first, second] = step.written.pieces;
  const areHiddenFirst =
    first?.text.startsWith('::add-mask::') === true &&
    second?.text.startsWith('::add-mask::') === true &&
    JSON.stringify(masksOf(step).slice(0, 2)) === JSON.stringify([KEY, TOKEN]);
  return [
    ...leaksOf(everything(step), [KEY, TOKEN]),
    ...(areHiddenFirst ? [] : ['the secrets are not hidden before anything else']),
    ...elsewhere.received.map(({ method, path }) => `a request to elsewhere: ${method} ${path}`),
  ];
}

function refuse(status: number, json: unknown, headers: Record<string, string> = {}): Reply {
  return { status, json, headers };
}

/** Answers an endpoint, always, in place of the cloud. */
function instead(endpoint: Endpoint, reply: Reply): CloudScript {
  return { answer: (asked) => (asked === endpoint ? reply : undefined) };
}

const DEBUG = { RUNNER_DEBUG: '1' };

describe('the key', () => {
  const ways: readonly (readonly [string, CloudScript, Record<string, string>?])[] = [
    ['passes', {}],
    [
      'fails',
      {
        ended: () => ({
          state: 'FAILED',
          error: { code: 'SCRIPT_ERROR', message: 'TaskScript:1: no' },
        }),
      },
    ],
    [
      'runs out of time',
      { ended: () => ({ state: 'FAILED', error: { code: 'DEADLINE_EXCEEDED' } }) },
    ],
    [
      'never ends',
      { ended: () => ({ state: 'PROCESSING' }) },
      { timeout: '1s', 'boot-timeout': '1s' },
    ],
    ['returns what was not expected', {}, { expect: 'true' }],
    ['reports a failing test', { results: () => [{ passed: 1, failed: 1, failures: ['it'] }] }],
    ['is refused with 400', instead('create', refuse(400, { code: 'INVALID', message: 'no' }))],
    [
      'is refused with 401',
      instead('create', refuse(401, { errors: [{ code: 0, message: 'no' }] })),
    ],
    ['is refused with 403', instead('create', refuse(403, { error: 'X', message: 'no' }))],
    ['is refused with 404', instead('create', refuse(404, { message: 'no' }))],
    [
      'is held back',
      instead('create', refuse(429, {}, { 'retry-after': '50' })),
      { 'max-wait': '0' },
    ],
    ['may be running after 500', instead('create', refuse(500, {}))],
    ['may be running after a reset', instead('create', 'reset')],
    ['may be running after half an answer', instead('create', { cutAfter: '{"path":' })],
    ['may be running after no answer', instead('create', 'hang')],
    ['is answered with something else', instead('create', { text: '<html>login</html>' })],
    ['is lost out of sight', instead('read', refuse(403, {}))],
    ['is not answered about', instead('read', 'reset')],
    ['has no log', instead('logs', refuse(500, {}))],
    ['is not waited for', {}, { wait: 'false' }],
  ];

  const cases = ways.map(([name, script, inputs = {}]) => ({ name, script, inputs }));

  it.each(cases)('is told nobody where a script $name', async ({ script, inputs }) => {
    cloudScript = script;
    expect(toldBy(await run(inputs))).toEqual([]);
  });

  it.each(cases)(
    'is told nobody in a debug line where a script $name',
    async ({ script, inputs }) => {
      cloudScript = script;
      expect(toldBy(await run(inputs, { env: DEBUG, processEnv: DEBUG }))).toEqual([]);
    },
  );

  it('is told nobody where it comes from the environment', async () => {
    const step = await run({ 'api-key': '' }, { env: { ROBLOX_API_KEY: KEY } });
    expect(step.exitCode).toBe(0);
    expect(toldBy(step)).toEqual([]);
  });

  it('is sent in its own header, and the User-Agent says no more than who asks', async () => {
    await run();
    for (const { headers } of cloud.all()) {
      expect(headers['x-api-key']).toBe(KEY);
      expect(headers['user-agent']).toMatch(/^luau-execution-action\/\d+\.\d+\.\d+$/);
    }
    for (const { headers } of github.received) {
      expect(headers['x-api-key']).toBeUndefined();
    }
  });

  it('is told nobody where the workflow is cancelled', async () => {
    cloudScript = {
      answer: (endpoint) => {
        if (endpoint === 'read') {
          context.abort(new Error('cancelled'));
        }
        return undefined;
      },
    };
    expect(toldBy(await run())).toEqual([]);
  });

  it.each([
    ['http://apis.roblox.example', 'is not private'],
    ['https://apis.roblox.example/path', 'is no origin'],
    [`https://user:${KEY}@apis.roblox.example`, 'holds it'],
    [`https://apis.roblox.example/?key=${encodeURIComponent(KEY)}`, 'has it in a query'],
    ['ftp://127.0.0.1', 'is no place for it'],
    ['http://127.0.0.1.evil.example', 'looks like this machine'],
  ])('goes nowhere where `base-url` is %s, which %s', async (baseUrl) => {
    const step = await run({ 'base-url': baseUrl });
    expect(step.exitCode).toBe(1);
    expect(cloud.all()).toEqual([]);
    expect(toldBy(step)).toEqual([]);
  });

  it.each([
    'universe-id',
    'place-id',
    'place-version',
    'script',
    'task',
    'args',
    'shard',
    'place-file',
    'binary-input',
    'timeout',
    'boot-timeout',
    'max-wait',
    'wait',
    'expect',
    'test-reports',
    'fork-code',
    'missing-key',
    'sourcemap',
  ])('is not told where it was given as `%s`, too', async (input) => {
    const other = ['script', 'task', 'place-file'].includes(input) ? { source: '' } : {};
    const step = await run({ ...other, [input]: KEY });
    expect(step.exitCode).toBe(1);
    expect(toldBy(step)).toEqual([]);
  });

  it.each(['a word before it ', ' '])('is not told where it has %j in it', async (word) => {
    const key = `${KEY}${word}${KEY}`;
    const step = await run({ 'api-key': key });
    expect(step.exitCode).toBe(1);
    expect(leaksOf(everything(step), [KEY, TOKEN])).toEqual([]);
    expect(masksOf(step)[0]).toBe(key);
  });
});

describe('a key that somebody gives back', () => {
  const spelled = wholeSpellingsOf(KEY);

  it.each(spelled)(
    'is told nobody further where a script logs and returns it as %s',
    async (_, echo) => {
      cloudScript = {
        log: () => [`the key is ${echo}`],
        results: () => [{ key: echo, [echo]: [echo] }],
      };
      const step = await run();
      expect(step.exitCode).toBe(0);
      expect(toldBy(step)).toEqual([]);
    },
  );

  it.each(spelled)('is told nobody further where an error has it as %s', async (_, echo) => {
    cloudScript = {
      ended: () => ({ state: 'FAILED', error: { code: echo, message: `TaskScript:1: ${echo}` } }),
    };
    expect(toldBy(await run())).toEqual([]);
    for (const endpoint of ['create', 'read', 'logs'] as const) {
      cloudScript = instead(endpoint, refuse(400, { code: echo, message: `no: ${echo}` }));
      expect(toldBy(await run())).toEqual([]);
      cloudScript = instead(endpoint, { status: 502, text: `<html><h1>${echo}</h1></html>` });
      expect(toldBy(await run())).toEqual([]);
    }
  });
});

describe('a key with something invisible inside', () => {
  it.each([
    ['an escape sequence', '\u001b[31m'],
    ['NUL', '\0'],
    ['DEL', '\u007f'],
    ['a zero-width space', '\u200b'],
    ['a bidi mark', '\u202e'],
  ])('is told nobody further, whoever returns it with %s', async (_, between) => {
    const echo = `${KEY.slice(0, 9)}${between}${KEY.slice(9, 30)}${between}${KEY.slice(30)}`;
    // Nothing of it may stand anywhere, as it is or cleaned.
    const findLeaks = (step: WholeStep): readonly string[] => {
      const cleaned = [...everyByte(step)].map(
        ([place, text]) => [place, text.replace(/[^ -~\n]+(?:\[31m)?/g, '')] as const,
      );
      return [...toldBy(step), ...leaksOf(new Map(cleaned), [KEY])];
    };
    cloudScript = {
      log: () => [`the key is ${echo}`],
      results: () => [{ passed: 0, failed: 1, failures: [`it ${echo}`] }],
    };
    expect(findLeaks(await run())).toEqual([]);
    cloudScript = {
      ended: () => ({ state: 'FAILED', error: { code: 'SCRIPT_ERROR', message: `a:1: ${echo}` } }),
    };
    expect(findLeaks(await run())).toEqual([]);
    cloudScript = instead('create', refuse(400, { code: 'INVALID', message: `no: ${echo}` }));
    expect(findLeaks(await run())).toEqual([]);
  });
});

describe('a key that somebody wrote into a script', () => {
  const line = `local k = "${KEY}" error("boom")`;
  const failing = (message: string): CloudScript => ({
    ended: () => ({ state: 'FAILED', error: { code: 'SCRIPT_ERROR', message } }),
  });
  const module = {
    name: 'Game',
    className: 'DataModel',
    children: [{ name: 'Shop', className: 'ModuleScript', filePaths: ['shop.luau'] }],
  };

  it.each<readonly [string, string, Record<string, string>, Record<string, string>]>([
    ['inline', 'TaskScript:2: boom', { source: `\n${line}` }, {}],
    [
      'in a file',
      'TaskScript:2: boom',
      { source: '', script: 'a.luau' },
      { 'a.luau': `\n${line}` },
    ],
    [
      'in a module',
      'Shop:2: boom',
      { sourcemap: 'map.json' },
      { 'map.json': JSON.stringify(module), 'shop.luau': `\n${line}` },
    ],
  ])('is not shown with its line: %s', async (_, message, inputs, files) => {
    cloudScript = failing(message);
    const step = await run(inputs, { files });
    expect(step.summary).toContain('local k = "***" error("boom")');
    const places = new Map(everyByte(step));
    for (const file of Object.keys(files)) {
      places.delete(`workspace/${file}`);
    }
    expect(leaksOf(places, [KEY, TOKEN])).toEqual([]);
  });
});

describe('a redirect', () => {
  const endpoints: readonly (readonly [Endpoint, Record<string, string>])[] = [
    ['create', {}],
    ['read', {}],
    ['logs', {}],
    ['upload', { 'place-file': 'game.rbxl' }],
    ['binary-input', { 'binary-input': 'data.bin' }],
    ['payload-put', { 'binary-input': 'data.bin' }],
    ['payload-get', { 'binary-output': 'out.bin' }],
  ];
  const files = {
    'game.rbxl': Buffer.from('<roblox!\x89\xff\r\n\x1a\n', 'latin1'),
    'data.bin': 'x',
  };

  it.each(
    endpoints.flatMap(([endpoint, inputs]) =>
      [301, 302, 303, 307, 308].map((status) => ({ endpoint, inputs, status })),
    ),
  )(
    '$status of the endpoint $endpoint leads the key nowhere',
    async ({ endpoint, inputs, status }) => {
      cloudScript = {
        ...instead(endpoint, {
          status,
          text: '',
          headers: { location: `${elsewhere.url}/stolen?from=${endpoint}` },
        }),
        ended: () => ({ binaryOutputUri: `${cloud.storageUrl}/stored/out?signature=${SIGNATURE}` }),
      };
      const step = await run(inputs, { files });
      expect(cloud.received(endpoint).length).toBeGreaterThan(0);
      expect(elsewhere.received).toEqual([]);
      expect(toldBy(step)).toEqual([]);
    },
  );
});

describe('a presigned URI', () => {
  const files = { 'data.bin': 'x' };
  const inputs = { 'binary-input': 'data.bin', 'binary-output': 'out.bin' };

  it.each([
    ['works', {}],
    [
      'is refused',
      { status: 403, text: '<Error><Code>Denied</Code><Message>no</Message></Error>' },
    ],
    [
      'is quoted',
      { status: 400, text: `<Error><Message>/stored/in?signature=${SIGNATURE}</Message></Error>` },
    ],
    ['breaks off', 'reset' as const],
  ])('is told nobody, and gets no key, where it %s', async (_, reply) => {
    cloudScript = {
      answer: (endpoint) =>
        endpoint.startsWith('payload-') && Object.keys(reply).length > 0
          ? (reply as Reply)
          : undefined,
      ended: () => ({ binaryOutputUri: `${cloud.storageUrl}/stored/out?signature=${SIGNATURE}` }),
    };
    const step = await run(inputs, { files, env: DEBUG, processEnv: DEBUG });
    const places = new Map(everything(step));
    places.delete('requests to the storage');
    expect(cloud.received('payload-put').length).toBeGreaterThan(0);
    expect(leaksOf(places, [KEY, TOKEN, SIGNATURE])).toEqual([]);
    expect(masksOf(step).some((mask) => mask.includes(SIGNATURE))).toBe(true);
    for (const { headers } of [
      ...cloud.received('payload-put'),
      ...cloud.received('payload-get'),
    ]) {
      expect(leaksOf(new Map([['headers', JSON.stringify(headers)]]), [KEY, TOKEN])).toEqual([]);
    }
  });
});
