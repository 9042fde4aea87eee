import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startStep, type FinishedStep } from '../../runner/start-step.ts';
import { startCloud, type LoopbackCloud } from '../support/loopback-cloud.ts';
import { minimalInputs } from '../support/minimal-inputs.ts';

// A step in a process of its own, whose service and files come up to every bound at once: the memory that it takes at
// most, and the outputs that it sets all the same.

const MAX_RSS_MIB = 512;

const TASK = 'universes/12/places/34/versions/7/luau-execution-sessions/s1/tasks/t1';
const MIB = 1024 * 1024;

/** Writes JSON without building its value first. */
function listOf(length: number, item: (index: number) => string): string {
  return `[${Array.from({ length }, (_, index) => item(index)).join(',')}]`;
}

/** Return values that come up to a bound, as JSON. */
const RESULTS: readonly (readonly [string, string])[] = [
  [
    '30,000 failing tests with long messages',
    `{"tests":${listOf(29_900, (at) => `{"name":"t${at}","ok":false,"message":"${'ReplicatedStorage.Shop:1: x '.repeat(6)}"}`)}}`,
  ],
  [
    'a suite with a long name and 30,000 tests',
    `{"tests":[{"name":"${'n'.repeat(4 * MIB)}","tests":${listOf(29_900, () => '{"ok":false}')}}]}`,
  ],
  [
    'tables with as many names as possible',
    listOf(13_000, (table) =>
      JSON.stringify(
        Object.fromEntries(Array.from({ length: 22 }, (_, at) => [`k${table * 30 + at}`, 1])),
      ),
    ),
  ],
  ['as many spellings of one name as possible', spellings(149_000)],
  ['empty tables', listOf(299_000, () => '{}')],
  ['a text of 6 MiB', JSON.stringify('語'.repeat(5.9 * MIB))],
];

function spellings(count: number): string {
  const name = (at: number): string =>
    at.toString(3).replaceAll('0', '_').replaceAll('1', '-').replaceAll('2', ' ');
  return `{${Array.from({ length: count }, (_, at) => `"results${name(at)}":{}`).join(',')}}`;
}

/** A log of the longest length that is read, in which every message has locations. */
const LOG = JSON.stringify({
  luauExecutionSessionTaskLogs: [
    {
      structuredMessages: Array.from({ length: 20_000 }, () => ({
        message: 'ReplicatedStorage.Shop:1: boom 語 1 failed, Tests:',
        messageType: 'WARNING',
      })),
    },
  ],
});

/** A source map of about as many scripts as are read. */
const SOURCE_MAP = `{"name":"game","className":"DataModel","children":${listOf(70_000, (at) => `{"name":"Module${at}","className":"ModuleScript","filePaths":["src/module-${at}.luau"],"children":[]}`)}}`;

let folder: string;
let cloud: LoopbackCloud | undefined;
afterEach(async () => {
  await cloud?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the action from its sources. `maxRssMib` is the most memory that its process had. */
async function runStep(
  results: string,
  sourceMap: string,
): Promise<{ readonly step: FinishedStep; readonly maxRssMib: number }> {
  folder = await mkdtemp(path.join(tmpdir(), 'bounds-'));
  const read = `{"path":"${TASK}","state":"COMPLETE","output":{"results":[${results}]}}`;
  cloud = await startCloud({
    answer: (endpoint) =>
      endpoint === 'read' ? { text: read } : endpoint === 'logs' ? { text: LOG } : undefined,
  });
  const measured = path.join(folder, 'rss.txt');
  const probe = path.join(folder, 'probe.mjs');
  await writeFile(
    probe,
    `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(measured)}, String(process.resourceUsage().maxRSS)));`,
  );
  await writeFile(path.join(folder, 'sourcemap.json'), sourceMap);
  const step = await startStep({
    main: path.resolve('src/index.ts'),
    workspace: folder,
    inputs: {
      ...minimalInputs(cloud),
      source: 'print("ready")',
      'junit-file': 'junit.xml',
      sourcemap: 'sourcemap.json',
    },
    env: { NODE_OPTIONS: `--import ${probe}` },
  }).finished;
  const kib = Number(await readFile(measured, 'utf8').catch(() => Number.NaN));
  step.dispose();
  return { step, maxRssMib: kib / 1024 };
}

describe('every bound at once', () => {
  it.each(RESULTS)(
    `takes less than ${MAX_RSS_MIB} MiB, and sets the outputs: %s`,
    async (_, results) => {
      const { step, maxRssMib } = await runStep(results, SOURCE_MAP);
      expect(step.signal).toBeNull();
      expect(step.outputs['outcome']).toMatch(/^(?:passed|failed)$/);
      expect(step.outputs['task-path']).toBe(TASK);
      expect(step.annotations.map(({ title }) => title)).not.toContain('Internal error');
      expect(maxRssMib).toBeLessThan(MAX_RSS_MIB);
    },
    120_000,
  );
});

describe('more than a bound', () => {
  it.each<readonly [string, string, string]>([
    ['a nested answer of 30 MiB', '['.repeat(15 * MIB) + ']'.repeat(15 * MIB), 'levels deep'],
    ['10 million tables', `[${'{},'.repeat(10 * MIB)}{}]`, 'more than 600000 values and names'],
    ['a text of 16 MiB', JSON.stringify('x'.repeat(16 * MIB)), 'its results have more than 6 MiB'],
    ['an answer of 33 MiB', JSON.stringify('x'.repeat(33 * MIB)), 'it has more than 32 MiB'],
  ])(
    `takes less than ${MAX_RSS_MIB} MiB, and the error names the limit: %s`,
    async (_, results, limit) => {
      const { step, maxRssMib } = await runStep(results, SOURCE_MAP);
      expect(step.outputs['outcome']).toBe('failed');
      expect(step.annotations).toMatchObject([
        { title: 'Luau script returned too much', message: expect.stringContaining(limit) },
      ]);
      expect(maxRssMib).toBeLessThan(MAX_RSS_MIB);
    },
    120_000,
  );

  it.each<readonly [string, string, string]>([
    ['57 MiB', `{"name":"${'n'.repeat(57 * MIB)}"}`, 'at most 16777216'],
    [
      'a million scripts',
      `{"name":"a","children":[${'{"name":"b"},'.repeat(1_000_000)}{}]}`,
      '800000 values',
    ],
  ])(
    `a source map of %s takes less than ${MAX_RSS_MIB} MiB, and the step names the limit`,
    async (_, sourceMap, limit) => {
      const { step, maxRssMib } = await runStep('{"ok":false,"message":"A.B:1: boom"}', sourceMap);
      expect(step.signal).toBeNull();
      expect(step.annotations.map(({ message }) => message).join('\n')).toContain(limit);
      expect(maxRssMib).toBeLessThan(MAX_RSS_MIB);
    },
    120_000,
  );
});
