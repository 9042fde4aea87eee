import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median, table } from './table.ts';

/** Runs of each process, in turn. */
const RUNS = 15;

const ROOT = path.resolve(import.meta.dirname, '../..');

const TASK = 'universes/1/places/2/versions/3/luau-execution-sessions/s/tasks/t';

/** What a script with three requests would be, if somebody wrote it for this one purpose. */
const BARE = `
const headers = { 'x-api-key': process.env.ROBLOX_API_KEY, 'content-type': 'application/json' };
const tasks = process.env.BENCH_URL + '/cloud/v2/universes/1/places/2/luau-execution-session-tasks';
const created = await (await fetch(tasks, { method: 'POST', headers, body: JSON.stringify({ script: 'print(1)' }) })).json();
const task = await (await fetch(process.env.BENCH_URL + '/cloud/v2/' + created.path, { headers })).json();
const logs = await (await fetch(process.env.BENCH_URL + '/cloud/v2/' + created.path + '/logs?view=STRUCTURED', { headers })).json();
console.log(task.state, logs.luauExecutionSessionTaskLogs.length);
`;

/** Loaded before each process: at its end it says what the process has cost. */
const METER = `
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  require('node:fs').writeSync(3, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024 }));
});
`;

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
}

interface Subject {
  readonly name: string;
  readonly file: string;
  readonly env?: Record<string, string>;
}

/** Measures what a step costs besides waiting, against a script that makes the same requests. */
export async function measureProcesses(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  const service = await startService();
  const meter = path.join(folder, 'meter.cjs');
  await writeFile(meter, METER);
  const files = { empty: path.join(folder, 'empty.mjs'), bare: path.join(folder, 'bare.mjs') };
  await writeFile(files.empty, '');
  await writeFile(files.bare, BARE);
  const bundle = path.join(ROOT, 'dist/index.js');
  const step = {
    'INPUT_UNIVERSE-ID': '1',
    'INPUT_PLACE-ID': '2',
    'INPUT_BASE-URL': service.url,
    INPUT_SOURCE: 'print(1)',
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: path.join(folder, 'output'),
    GITHUB_STEP_SUMMARY: path.join(folder, 'summary'),
  };
  await writeFile(step.GITHUB_OUTPUT, '');
  const subjects: readonly Subject[] = [
    { name: 'Node alone', file: files.empty },
    { name: 'a bare script with the three requests', file: files.bare },
    {
      name: 'the action, ended before a request (no key)',
      file: bundle,
      env: { ...step, ROBLOX_API_KEY: '' },
    },
    { name: 'the action', file: bundle, env: step },
    {
      name: 'the action, 440 KB of log and 4 MB of results',
      file: bundle,
      env: { ...step, 'INPUT_PLACE-ID': '9' },
    },
  ];
  const costs = new Map(subjects.map((subject) => [subject, [] as Cost[]]));
  try {
    // One round is not counted: it brings the files into the page cache.
    for (let round = 0; round <= RUNS; round += 1) {
      for (const subject of subjects) {
        const cost = await measure(subject, meter, service.url);
        if (round > 0) {
          costs.get(subject)?.push(cost);
        }
      }
    }
  } finally {
    await service.close();
    await rm(folder, { recursive: true });
  }
  const middle = (subject: Subject, figure: keyof Cost): number =>
    median((costs.get(subject) ?? []).map((cost) => cost[figure]));
  const bare = subjects[1] as Subject;
  const ratio = (subject: Subject, figure: keyof Cost): string =>
    (middle(subject, figure) / middle(bare, figure)).toFixed(2);
  return [
    `What a process costs, medians of ${RUNS} runs; ratios are to the bare script. The time by the clock`,
    `includes the action's wait before its first read of the task, ${service.firstReadMs().toFixed(0)} ms here.\n`,
    table([
      ['', 'CPU', 'ratio', 'by the clock', 'peak memory', 'ratio'],
      ...subjects.map((subject) => [
        subject.name,
        `${middle(subject, 'cpuMs').toFixed(0)} ms`,
        ratio(subject, 'cpuMs'),
        `${middle(subject, 'wallMs').toFixed(0)} ms`,
        `${middle(subject, 'peakMiB').toFixed(0)} MiB`,
        ratio(subject, 'peakMiB'),
      ]),
    ]),
  ].join('\n');
}

async function measure({ file, env }: Subject, meter: string, url: string): Promise<Cost> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--require', meter, file], {
    env: { PATH: process.env['PATH'] ?? '', ROBLOX_API_KEY: 'bench', BENCH_URL: url, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  let output = '';
  child.stdout?.resume();
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await new Promise((resolve) => child.on('close', resolve));
  return { wallMs: performance.now() - startedAt, ...(JSON.parse(output) as Omit<Cost, 'wallMs'>) };
}

/** A service whose tasks have ended before their first read. */
async function startService() {
  const task = { path: TASK, state: 'COMPLETE', output: { results: [1] } };
  const large = {
    ...task,
    path: TASK.replace('places/2', 'places/9'),
    output: { results: ['x'.repeat(4_000_000)] },
  };
  const log = (count: number) => ({
    luauExecutionSessionTaskLogs: [
      {
        structuredMessages: Array.from({ length: count }, (_, index) => ({
          message: `line ${index} ${'.'.repeat(40)}`,
          messageType: 'OUTPUT',
        })),
      },
    ],
    nextPageToken: '',
  });
  const waits: number[] = [];
  let createdAt = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const { url = '', method } = request;
      const isLarge = url.includes('/places/9/');
      if (method === 'POST') {
        createdAt = performance.now();
      } else if (!url.includes('/logs') && request.headers['user-agent']?.startsWith('luau-')) {
        waits.push(performance.now() - createdAt);
      }
      const body = url.includes('/logs')
        ? log(isLarge ? 4_500 : 1)
        : {
            ...(isLarge ? large : task),
            ...(method === 'POST' && { state: 'PROCESSING', output: undefined }),
          };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    firstReadMs: () => median(waits),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
