import { describe, expect, it } from '@jest/globals';
import { devNull } from 'node:os';
import {
  checkApiKey,
  readApiKey,
  readInputs,
  readMissingKey,
  readReportInputs,
  readValidReportFiles,
} from '../../src/inputs/inputs.ts';

/** The environment of a step with these inputs. */
function step(inputs: Record<string, string>, env: Record<string, string> = {}) {
  return Object.fromEntries([
    ...Object.entries(env),
    ...Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  ]) as Record<string, string>;
}

const MINIMAL = { 'universe-id': '12', 'place-id': '34', script: 'tests/smoke.luau' };

describe('readInputs', () => {
  it('has a default for every input except the ids and the script', () => {
    expect(readInputs(step(MINIMAL))).toEqual({
      tasks: {
        universeId: '12',
        placeId: '34',
        scripts: { patterns: ['tests/smoke.luau'], shareTask: false },
        binaryInput: '',
      },
      baseUrl: 'https://apis.roblox.com',
      allowsForkCode: false,
      timeoutMs: 300_000,
      bootTimeoutMs: 60_000,
      maxWaitMs: 600_000,
      waits: true,
      recovers: false,
      binaryOutput: '',
      readsTestReports: true,
      failsOnErrorLogs: false,
      sourcemap: '',
    });
    expect(readReportInputs(step({}))).toEqual({
      annotations: true,
      summary: true,
      comment: 'never',
      githubToken: '',
      resultsFile: '',
      logsFile: '',
      junitFile: '',
    });
    expect(readMissingKey(step({}))).toBe('fail');
  });

  it('gives an empty input its default', () => {
    const empty = { timeout: '', 'base-url': ' ', 'boot-timeout': '', 'place-version': '' };
    expect(readInputs(step({ ...MINIMAL, ...empty }))).toEqual(readInputs(step(MINIMAL)));
  });

  it('reads `expect`, `test-reports` and `fail-on-error-logs`', () => {
    const inputs = readInputs(
      step({
        ...MINIMAL,
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
    expect(readInputs(step({ ...MINIMAL, expect: 'null' })).expect).toBeNull();
  });

  it('trims every input except `source`', () => {
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
      tasks: {
        universeId: '12',
        placeId: '34',
        placeVersion: '5',
        scripts: { inline: { text: '\n\n  return 1\n' } },
      },
      timeoutMs: 90_000,
    });
  });

  it('reads the key and the ids from environment variables if the inputs are empty', () => {
    const env = { ROBLOX_API_KEY: 'k', ROBLOX_UNIVERSE_ID: '1', ROBLOX_PLACE_ID: '2' };
    expect(readApiKey(step({}, env))).toBe('k');
    expect(readInputs(step({ script: 'a.luau' }, env)).tasks).toMatchObject({
      universeId: '1',
      placeId: '2',
    });
    expect(readApiKey(step({ 'api-key': ' mine ' }, env))).toBe('mine');
    expect(readInputs(step(MINIMAL, env)).tasks).toMatchObject({ universeId: '12' });
    expect(readApiKey(step({ 'api-key': ' ' }))).toBeUndefined();
  });

  it.each([
    [
      'universe-id',
      '',
      '`universe-id` is empty. Expected the id, here or in the environment variable ROBLOX_UNIVERSE_ID: it stands after `experiences/` in the address of the place on https://create.roblox.com/dashboard/creations. A variable or secret of GitHub that does not exist is empty, too: check its name.',
    ],
    [
      'place-id',
      '',
      '`place-id` is empty. Expected the id, here or in the environment variable ROBLOX_PLACE_ID: it stands after `places/` in the address of the place on https://create.roblox.com/dashboard/creations. A variable or secret of GitHub that does not exist is empty, too: check its name.',
    ],
    [
      'universe-id',
      '12a',
      '`universe-id` is "12a". Expected a number of digits only, like 1234567890: it stands after `experiences/` in the address of the place on https://create.roblox.com/dashboard/creations.',
    ],
    [
      'place-id',
      '../3',
      '`place-id` is "../3". Expected a number of digits only, like 1234567890: it stands after `places/` in the address of the place on https://create.roblox.com/dashboard/creations.',
    ],
    ...(
      [
        ['place-id', 'https://www.roblox.com/games/42/The-Shop', '42'],
        [
          'place-id',
          'https://create.roblox.com/dashboard/creations/experiences/1/places/2/configure',
          '2',
        ],
        [
          'universe-id',
          'https://create.roblox.com/dashboard/creations/experiences/1/places/2/configure',
          '1',
        ],
      ] as const
    ).map(([name, address, id]) => [
      name,
      address,
      `\`${name}\` is "${address}". Expected a number of digits only, like 1234567890. Is ${id} meant?`,
    ]),
    [
      'place-version',
      '-1',
      '`place-version` is "-1". Expected a number of digits only, like 1234567890.',
    ],
    [
      'timeout',
      '5m1s',
      '`timeout` is "5m1s". Expected a length of time from 1s to 5m, like 90, 90s, 2m, 1m30s or 1.5m. Roblox itself lets no script run for longer than five minutes: split longer work into several scripts.',
    ],
    [
      'timeout',
      '600s',
      '`timeout` is "600s". Expected a length of time from 1s to 5m, like 90, 90s, 2m, 1m30s or 1.5m. Roblox itself lets no script run for longer than five minutes: split longer work into several scripts.',
    ],
    [
      'timeout',
      '300000',
      '`timeout` is "300000". Expected a length of time from 1s to 5m, like 90, 90s, 2m, 1m30s or 1.5m. Roblox itself lets no script run for longer than five minutes: split longer work into several scripts. A number without a unit is seconds: 300000 milliseconds are `300s`.',
    ],
    [
      'timeout',
      '90000ms',
      '`timeout` is "90000ms". Expected a length of time from 1s to 5m, like 90, 90s, 2m, 1m30s or 1.5m. A number without a unit is seconds: 90000 milliseconds are `90s`.',
    ],
    [
      'timeout',
      '5 minutes',
      '`timeout` is "5 minutes". Expected a length of time from 1s to 5m, like 90, 90s, 2m, 1m30s or 1.5m. Is `5m` meant?',
    ],
    [
      'timeout',
      '1 min, 30 sec',
      '`timeout` is "1 min, 30 sec". Expected a length of time from 1s to 5m, like 90, 90s, 2m, 1m30s or 1.5m. Is `1m30s` meant?',
    ],
    [
      'timeout',
      '10 minutes',
      '`timeout` is "10 minutes". Expected a length of time from 1s to 5m, like 90, 90s, 2m, 1m30s or 1.5m. Roblox itself lets no script run for longer than five minutes: split longer work into several scripts.',
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
      '`script` and `source` are both empty, and so is `task`. Expected one of them: the path of a Luau file, Luau source, or the path of a task.',
    ],
    ['fork-code', 'yes', '`fork-code` is "yes". Expected `refuse` or `allow`.'],
    ['wait', 'no', '`wait` is "no". Expected `true` or `false`.'],
    ['args', '[1]', '`args` '],
    ['args', '{"a": ', '`args` is not JSON'],
    [
      'shard',
      '0/5',
      '`shard` is "0/5". Expected which part of how many, counted from 1, like 2/5.',
    ],
    ['shard', '6/5', '`shard` is "6/5". Expected which part'],
    ['shard', '2', '`shard` is "2". Expected which part'],
    ['source', 'return 1', '`script` and `source` are both given. Expected exactly one of them.'],
  ])('refuses `%s` with the value %j', (name, value, message) => {
    expect(() => readInputs(step({ ...MINIMAL, [name]: value }))).toThrow(message);
  });

  it.each([
    ['annotations', 'maybe', '`annotations` is "maybe". Expected `true` or `false`.'],
    ['summary', '1', '`summary` is "1". Expected `true` or `false`.'],
  ])('refuses `%s` with the value %j', (name, value, message) => {
    expect(() => readReportInputs(step({ [name]: value }))).toThrow(message);
  });

  it('refuses a `missing-key` that is none of its words', () => {
    expect(readMissingKey(step({ 'missing-key': 'Skip' }))).toBe('skip');
    expect(() => readMissingKey(step({ 'missing-key': 'ignore' }))).toThrow(
      '`missing-key` is "ignore". Expected `fail`, `skip` or `emulate`.',
    );
  });

  it('truncates a long value in the error', () => {
    const long = '9'.repeat(5_000);
    expect(() => readInputs(step({ ...MINIMAL, 'place-id': long }))).toThrow(
      `\`place-id\` is "${'9'.repeat(100)}…". Expected`,
    );
  });

  it.each(['false', 'FALSE', 'False'])('accepts %s as false', (value) => {
    expect(readReportInputs(step({ annotations: value })).annotations).toBe(false);
  });
});

const TASK = 'universes/12/places/34/versions/5/luau-execution-sessions/s-1/tasks/t-1';

describe('the inputs of the tasks', () => {
  it('accept several files, one on each line', () => {
    const { tasks } = readInputs(
      step({ ...MINIMAL, script: ' a.luau\r\n\n  tests/**/*.luau \n!tests/slow.luau\n' }),
    );
    expect(tasks).toMatchObject({
      scripts: { patterns: ['a.luau', 'tests/**/*.luau', '!tests/slow.luau'] },
    });
  });

  it('accept a shard, and a shared task', () => {
    const given = { ...MINIMAL, shard: ' 2 / 5 ', 'share-task': 'true' };
    expect(readInputs(step(given)).tasks).toMatchObject({
      scripts: { shard: { index: 2, count: 5 }, shareTask: true },
    });
  });

  it('accept arguments, a binary input and a place file', () => {
    const given = {
      ...MINIMAL,
      args: '{"wave": 3}',
      'place-file': 'game.rbxl',
      publish: 'true',
      'binary-input': 'in.bin',
      'binary-output': 'out.bin',
    };
    expect(readInputs(step(given))).toMatchObject({
      tasks: {
        args: { wave: 3 },
        placeFile: { path: 'game.rbxl', versionType: 'Published' },
        binaryInput: 'in.bin',
      },
      binaryOutput: 'out.bin',
    });
    expect(readInputs(step({ ...given, publish: '' })).tasks).toMatchObject({
      placeFile: { versionType: 'Saved' },
    });
  });

  it.each([
    TASK,
    `/cloud/v2/${TASK}`,
    `cloud/v2/${TASK}`,
    `https://apis.roblox.com/cloud/v2/${TASK}`,
    `${TASK}/`,
  ])('accept the path of an existing task: %s', (task) => {
    expect(readInputs(step({ task })).tasks).toEqual({
      task: {
        universeId: '12',
        placeId: '34',
        placeVersion: '5',
        sessionId: 's-1',
        taskId: 't-1',
      },
    });
  });

  it('accept a script and a binary output for an existing task', () => {
    const given = { task: TASK, script: 'a.luau', 'binary-output': 'out.bin' };
    expect(readInputs(step(given))).toMatchObject({
      tasks: { script: 'a.luau' },
      binaryOutput: 'out.bin',
    });
  });

  it.each([
    'https://apis.roblox.com.evil.example/../cloud/v2/users/1',
    `${TASK}/logs`,
    `${TASK}?view=FULL`,
    't-1',
  ])('refuse a `task` that is no task path: %s', (task) => {
    expect(() => readInputs(step({ task }))).toThrow(
      /^`task` is ".*Expected a task's path, as the output `task-path` gives it/,
    );
  });

  it('accept a task with the origin of `base-url`', () => {
    for (const origin of ['http://127.0.0.1:4080', 'http://[::1]:4080']) {
      const inputs = { task: `${origin}/cloud/v2/${TASK}`, 'base-url': origin };
      expect(readInputs(step(inputs)).tasks).toMatchObject({ task: { taskId: 't-1' } });
    }
  });

  it.each(['http://evil.example', 'https://apis.roblox.com:444', 'http://127.0.0.1:4080'])(
    'refuse a task of another origin than `base-url`, and name both: %s',
    (origin) => {
      expect(() => readInputs(step({ task: `${origin}/cloud/v2/${TASK}` }))).toThrow(
        `\`task\` names a task of "${origin}", and \`base-url\` is "https://apis.roblox.com". Expected a task of \`base-url\``,
      );
    },
  );

  it.each<[Record<string, string>, string]>([
    [
      { 'place-version': '3', 'place-file': 'a.rbxl' },
      '`place-version` and `place-file` are both given',
    ],
    [{ publish: 'true' }, '`publish` is `true`, and `place-file` is empty'],
    [
      { script: '', source: 'return 1', 'share-task': 'true' },
      '`share-task` is given, and `script` is not',
    ],
    [{ script: '', source: 'return 1', shard: '1/2' }, '`shard` is given, and `script` is not'],
    [{ wait: 'false', expect: '1' }, '`wait` is `false`, and `expect` is given as well'],
    [
      { wait: 'false', 'fail-on-error-logs': 'true' },
      '`wait` is `false`, and `fail-on-error-logs` is given as well',
    ],
    [{ task: TASK, script: '', source: 'x()' }, '`task` and `source` are both given'],
    [{ task: TASK, args: '{}' }, '`task` and `args` are both given'],
    [{ task: TASK, 'place-file': 'a.rbxl' }, '`task` and `place-file` are both given'],
    [{ task: TASK, 'place-version': '1' }, '`task` and `place-version` are both given'],
    [{ task: TASK, 'binary-input': 'a' }, '`task` and `binary-input` are both given'],
    [{ task: TASK, shard: '1/2' }, '`task` and `shard` are both given'],
    [{ task: TASK, 'share-task': 'true' }, '`task` and `share-task` are both given'],
    [{ task: TASK, wait: 'false' }, '`task` and `wait: false` are both given'],
    [{ task: TASK, recover: 'true' }, '`task` and `recover: true` are both given'],
    [
      { ...MINIMAL, wait: 'false', recover: 'true' },
      '`wait` is `false`, and `recover: true` is given as well',
    ],
    [
      { task: TASK, script: 'a.luau\nb.luau' },
      '`script` names 2 files, and `task` is given as well',
    ],
  ])('refuse the combination %j', (given, message) => {
    expect(() => readInputs(step({ ...MINIMAL, ...given }))).toThrow(message);
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
  ])('accepts %s', (value, origin) => {
    expect(readInputs(step({ ...MINIMAL, 'base-url': value })).baseUrl).toBe(origin);
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
  ])('refuses %s, because the key would go there', (value) => {
    expect(() => readInputs(step({ ...MINIMAL, 'base-url': value }))).toThrow(
      `\`base-url\` is "${value}". Expected an origin without a path`,
    );
  });

  it('refuses a URL with a password without showing it', () => {
    const url = 'https://me:hunter2@apis.roblox.com';
    expect(() => readInputs(step({ ...MINIMAL, 'base-url': url }))).toThrow(
      /^(?!.*hunter2)`base-url` holds a user name or a password/,
    );
  });
});

describe('checkApiKey', () => {
  it('accepts a key that can be the value of a header', () => {
    expect(() => checkApiKey('abcDEF123+/==.-_')).not.toThrow();
  });

  it.each(['a b', 'a\nb', 'a\tb', 'a\u0000b', 'a\u007fb', 'schlüssel'])(
    'refuses a key with other characters without showing it: %j',
    (key) => {
      expect(() => checkApiKey(key)).toThrow(/^`api-key` holds a character that no key has/);
      expect(() => checkApiKey(key)).not.toThrow(key);
    },
  );
});

describe('the path of a file to write', () => {
  const NAMES = ['results-file', 'logs-file', 'junit-file'] as const;
  const DEVICES = [
    'NUL',
    'con',
    'aux.txt',
    'COM1',
    'lpt9.json',
    'COM¹',
    'out/nul',
    'out\\prn.xml',
    'con/results.json',
    'NUL. . ',
    'nul .txt',
    'NUL:',
    'aux:stream',
    'C:con',
    'CONIN$',
  ];

  it.each(DEVICES)('is refused if it contains a device of Windows: %j', (value) => {
    for (const name of NAMES) {
      const env = { [`INPUT_${name.toUpperCase()}`]: value };
      expect(() => readReportInputs(env)).toThrow(/names? of a device of Windows/);
      expect(readValidReportFiles(env)).toEqual({ resultsFile: '', logsFile: '', junitFile: '' });
    }
    expect(() => readInputs(step({ ...MINIMAL, 'binary-output': value }))).toThrow(
      '`binary-output` is',
    );
  });

  it.each(['out/console.json', 'null', 'com10.txt', 'auxiliary/prn-1.xml', '.con', 'com', devNull])(
    'is accepted if it only resembles one: %s',
    (value) => {
      expect(readReportInputs({ 'INPUT_RESULTS-FILE': value }).resultsFile).toBe(value);
    },
  );
});
