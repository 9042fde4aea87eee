import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median, table } from './table.ts';

/** Runs of each transfer, in turn with curl. */
const RUNS = 9;

const MIB = 1024 * 1024;
const SMALL_BYTES = MIB;
const LARGE_BYTES = 100 * MIB;

/** What one transfer took. */
interface Cost {
  readonly tookMs: number;
  readonly peakMiB: number;
}

/** Transfers, by the word that the entry knows them by. */
const KINDS = [
  ['upload', 'a place, uploaded'],
  ['put', 'a binary input, put'],
  ['get', 'a binary output, fetched'],
] as const;

/**
 * Measures what streaming a file costs: whether memory grows with the file, and the speed against
 * curl's for the same bytes over the same loopback.
 *
 * @param entry the program that makes one transfer, started as `node entry kind url file`
 */
export async function measureStreams(
  entry = path.join(import.meta.dirname, 'stream-once.ts'),
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  const files = { small: path.join(folder, 'small'), large: path.join(folder, 'large') };
  await writeFile(files.small, Buffer.alloc(SMALL_BYTES, 'bench'));
  await writeFile(files.large, Buffer.alloc(LARGE_BYTES, 'bench'));
  const target = path.join(folder, 'target');
  const service = await startService();
  const hasCurl = spawnSync('curl', ['--version']).status === 0;
  const rows: (readonly string[])[] = [
    ['', 'memory, 1 MiB', '100 MiB', 'more', 'speed, 100 MiB', "curl's", 'ratio'],
  ];
  for (const [kind, name] of KINDS) {
    const small: Cost[] = [];
    const large: Cost[] = [];
    const curls: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      service.outputBytes = SMALL_BYTES;
      small.push(await transfer(entry, kind, service.url, kind === 'get' ? target : files.small));
      service.outputBytes = LARGE_BYTES;
      large.push(await transfer(entry, kind, service.url, kind === 'get' ? target : files.large));
      if (hasCurl) {
        curls.push(await curl(kind, service.url, kind === 'get' ? target : files.large));
      }
    }
    const peak = (costs: readonly Cost[]): number => median(costs.map(({ peakMiB }) => peakMiB));
    const speed = (ms: number): number => LARGE_BYTES / MIB / (ms / 1000);
    const ratios = curls.map((curlMs, run) => curlMs / (large[run]?.tookMs ?? Number.NaN));
    rows.push([
      name,
      `${peak(small).toFixed(0)} MiB`,
      `${peak(large).toFixed(0)} MiB`,
      `${(peak(large) - peak(small)).toFixed(0)} MiB`,
      `${speed(median(large.map(({ tookMs }) => tookMs))).toFixed(0)} MiB/s`,
      hasCurl ? `${speed(median(curls)).toFixed(0)} MiB/s` : 'no curl',
      hasCurl ? median(ratios).toFixed(2) : '',
    ]);
  }
  await service.close();
  await rm(folder, { recursive: true });
  return [
    `What a stream costs, medians of ${RUNS} runs: the peak memory of its process, and its speed over`,
    'loopback; the ratio is the median of pairs measured in turn.\n',
    table(rows),
  ].join('\n');
}

async function transfer(entry: string, kind: string, url: string, file: string): Promise<Cost> {
  const child = spawn(process.execPath, [entry, kind, url, file], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  return JSON.parse(await textOf(child, 3)) as Cost;
}

/** The milliseconds that curl says it took. */
async function curl(kind: string, url: string, file: string): Promise<number> {
  const common = ['--silent', '--fail', '--write-out', '%{time_total}'];
  const sent = ['--upload-file', file, '--header', 'Expect:', '--output', '/dev/null'];
  const args = {
    upload: [...sent, '--request', 'POST', `${url}/universes/v1/1/places/2/versions`],
    put: [...sent, `${url}/input`],
    get: ['--output', file, `${url}/output`],
  }[kind as (typeof KINDS)[number][0]];
  const child = spawn('curl', [...common, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  return Number(await textOf(child, 1)) * 1000;
}

async function textOf(child: ReturnType<typeof spawn>, fd: 1 | 3): Promise<string> {
  let output = '';
  child.stdio[fd]?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await new Promise((resolve) => child.on('close', resolve));
  return output;
}

/** A service that takes every file, and has one of `outputBytes`. */
async function startService() {
  const piece = Buffer.alloc(MIB, 'bench');
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      let left = service.outputBytes;
      response.setHeader('content-length', left);
      const more = (): void => {
        while (left > 0) {
          const next = piece.subarray(0, left);
          left -= next.length;
          if (!response.write(next)) {
            return;
          }
        }
        response.end();
      };
      response.on('drain', more);
      more();
      return;
    }
    request.resume();
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end('{"versionNumber":1}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    outputBytes: SMALL_BYTES,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
  return service;
}
