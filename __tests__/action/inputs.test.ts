import { describe, expect, it } from '@jest/globals';
import {
  checkApiKey,
  readApiKey,
  readInputs,
  readMissingKey,
  readReportInputs,
} from '../../src/action/inputs.ts';

/** The environment of a step with these inputs. */
function step(inputs: Record<string, string>, env: Record<string, string> = {}) {
  return Object.fromEntries([
    ...Object.entries(env),
    ...Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  ]) as Record<string, string>;
}

const LEAST = { 'universe-id': '12', 'place-id': '34', script: 'tests/smoke.luau' };

describe('the inputs', () => {
  it('have defaults for all but who, where and what', () => {
    expect(readInputs(step(LEAST))).toEqual({
      universeId: '12',
      placeId: '34',
      baseUrl: 'https://apis.roblox.com',
      script: { path: 'tests/smoke.luau' },
      timeoutMs: 300_000,
      bootTimeoutMs: 60_000,
      maxWaitMs: 600_000,
      readsTestReports: true,
      failsOnErrorLogs: false,
      sourcemap: '',
    });
    expect(readReportInputs(step({}))).toEqual({
      annotations: true,
      summary: true,
      resultsFile: '',
      logsFile: '',
      junitFile: '',
    });
    expect(readMissingKey(step({}))).toBe('fail');
  });

  it('that are empty mean their defaults', () => {
    const empty = { timeout: '', 'base-url': ' ', 'boot-timeout': '', 'place-version': '' };
    expect(readInputs(step({ ...LEAST, ...empty }))).toEqual(readInputs(step(LEAST)));
  });

  it('say what counts as a failure', () => {
    const inputs = readInputs(
      step({
        ...LEAST,
        expect: ' {"ok": [1, null]} ',
        'test-reports': 'off',
        'fail-on-error-logs': 'true',
        sourcemap: 'sourcemap.json',
      }),
    );
    expect(inputs).toMatchObject({
      expect: { ok: [1, null] },
      readsTestReports: false,
      failsOnErrorLogs: true,
      sourcemap: 'sourcemap.json',
    });
    expect(readInputs(step({ ...LEAST, expect: 'null' })).expect).toBeNull();
  });

  it('lose the white space around them, but for a source', () => {
    const inputs = readInputs(
      step({
        'universe-id': ' 12\n',
        'place-id': '\t34 ',
        'place-version': ' 5 ',
        source: '\n\n  return 1\n',
        timeout: ' 90s ',
      }),
    );
    expect(inputs).toMatchObject({
      universeId: '12',
      placeId: '34',
      placeVersion: '5',
      script: { inline: { text: '\n\n  return 1\n' } },
      timeoutMs: 90_000,
    });
  });

  it('can come from the environment where a job sets them for all its steps', () => {
    const env = { ROBLOX_API_KEY: 'k', ROBLOX_UNIVERSE_ID: '1', ROBLOX_PLACE_ID: '2' };
    expect(readApiKey(step({}, env))).toBe('k');
    expect(readInputs(step({ script: 'a.luau' }, env))).toMatchObject({
      universeId: '1',
      placeId: '2',
    });
    expect(readApiKey(step({ 'api-key': ' mine ' }, env))).toBe('mine');
    expect(readInputs(step(LEAST, env)).universeId).toBe('12');
    expect(readApiKey(step({ 'api-key': ' ' }))).toBeUndefined();
  });

  it.each([
    [
      'universe-id',
      '',
      '`universe-id` is empty. Expected the id, here or in the environment variable ROBLOX_UNIVERSE_ID.',
    ],
    [
      'place-id',
      '',
      '`place-id` is empty. Expected the id, here or in the environment variable ROBLOX_PLACE_ID.',
    ],
    [
      'universe-id',
      '12a',
      '`universe-id` is "12a". Expected a number of digits only, like 1234567890.',
    ],
    [
      'place-id',
      '../3',
      '`place-id` is "../3". Expected a number of digits only, like 1234567890.',
    ],
    [
      'place-version',
      '-1',
      '`place-version` is "-1". Expected a number of digits only, like 1234567890.',
    ],
    [
      'timeout',
      '5m1s',
      '`timeout` is "5m1s". Expected a length of time from 1s to 5m, like 90, 90s, 2m, 1m30s or 1.5m.',
    ],
    [
      'timeout',
      '0.9s',
      '`timeout` is "0.9s". Expected a length of time from 1s to 5m, like 90, 90s, 2m, 1m30s or 1.5m.',
    ],
    [
      'timeout',
      'soon',
      '`timeout` is "soon". Expected a length of time from 1s to 5m, like 90, 90s, 2m, 1m30s or 1.5m.',
    ],
    [
      'boot-timeout',
      '7h',
      '`boot-timeout` is "7h". Expected a length of time from 0 to 6h, like 90, 90s, 2m, 1m30s or 1.5m.',
    ],
    [
      'max-wait',
      '-1',
      '`max-wait` is "-1". Expected a length of time from 0 to 6h, like 90, 90s, 2m, 1m30s or 1.5m.',
    ],
    [
      'script',
      '',
      '`script` and `source` are both empty. Expected one of them: the path of a Luau file, or Luau source.',
    ],
    ['script', 'a.luau\nb.luau\n', '`script` names 2 files. Expected one file.'],
    ['source', 'return 1', '`script` and `source` are both given. Expected exactly one of them.'],
  ])('refuse `%s` as %j', (name, value, message) => {
    expect(() => readInputs(step({ ...LEAST, [name]: value }))).toThrow(message);
  });

  it.each([
    ['annotations', 'maybe', '`annotations` is "maybe". Expected `true` or `false`.'],
    ['summary', '1', '`summary` is "1". Expected `true` or `false`.'],
  ])('refuse `%s` as %j', (name, value, message) => {
    expect(() => readReportInputs(step({ [name]: value }))).toThrow(message);
  });

  it('refuse `missing-key` as anything but its two words', () => {
    expect(readMissingKey(step({ 'missing-key': 'Skip' }))).toBe('skip');
    expect(() => readMissingKey(step({ 'missing-key': 'ignore' }))).toThrow(
      '`missing-key` is "ignore". Expected `fail` or `skip`.',
    );
  });

  it('show a long value cut', () => {
    const long = '9'.repeat(5_000);
    expect(() => readInputs(step({ ...LEAST, 'place-id': long }))).toThrow(
      `\`place-id\` is "${'9'.repeat(100)}…". Expected`,
    );
  });

  it.each(['false', 'FALSE', 'False'])('take %s for false', (value) => {
    expect(readReportInputs(step({ annotations: value })).annotations).toBe(false);
  });
});

describe('`base-url`', () => {
  it.each([
    ['https://apis.roblox.com/', 'https://apis.roblox.com'],
    ['https://proxy.example:8443', 'https://proxy.example:8443'],
    ['http://127.0.0.1:4080', 'http://127.0.0.1:4080'],
    ['http://127.9.9.9', 'http://127.9.9.9'],
    ['http://localhost:4080', 'http://localhost:4080'],
    ['http://[::1]:4080', 'http://[::1]:4080'],
  ])('may be %s', (value, origin) => {
    expect(readInputs(step({ ...LEAST, 'base-url': value })).baseUrl).toBe(origin);
  });

  it.each([
    'http://apis.roblox.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'https://apis.roblox.com/cloud',
    'https://apis.roblox.com?x=1',
    'https://apis.roblox.com#x',
    'ftp://127.0.0.1',
    'apis.roblox.com',
  ])('may not be %s, since the key would go there', (value) => {
    expect(() => readInputs(step({ ...LEAST, 'base-url': value }))).toThrow(
      `\`base-url\` is "${value}". Expected an origin without a path`,
    );
  });

  it('with a password is refused without being shown', () => {
    const url = 'https://me:hunter2@apis.roblox.com';
    expect(() => readInputs(step({ ...LEAST, 'base-url': url }))).toThrow(
      /^(?!.*hunter2)`base-url` holds a user name or a password/,
    );
  });
});

describe('a key', () => {
  it('is taken where it can be a header', () => {
    expect(() => checkApiKey('abcDEF123+/==.-_')).not.toThrow();
  });

  it.each(['a b', 'a\nb', 'a\tb', 'a\u0000b', 'a\u007fb', 'schlüssel'])(
    'with other characters in it is refused without being shown: %j',
    (key) => {
      expect(() => checkApiKey(key)).toThrow(/^`api-key` holds a character that no key has/);
      expect(() => checkApiKey(key)).not.toThrow(key);
    },
  );
});
