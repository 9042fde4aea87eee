import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { startEmulator } from '../../emulator/server.ts';
import { startStep } from '../../runner/start-step.ts';
import { DIST, PROJECT } from '../build.ts';
import { emulatorBytes, folderBytes, MAX_EMULATOR_BYTES } from '../check-dist.ts';
import { median, table } from './table.ts';

/** Steps of each kind, in turn. */
const RUNS = 9;

const MAX_MORE_SECONDS = 1.5;
const MAX_ARCHIVE_BYTES = 6_000_000;

/** Measures what a step without a key costs beyond one with a key, and what each step downloads. */
export async function measureEmulatedSteps(): Promise<string> {
  const [emulatedMs, keyedMs] = await stepTimes();
  const moreSeconds = (emulatedMs - keyedMs) / 1_000;
  const archive = spawnSync('git', ['archive', 'HEAD'], {
    cwd: PROJECT,
    maxBuffer: 2 ** 28,
  }).stdout;
  return [
    `A step, by the clock: medians of ${RUNS}, in turn. The one with a key uses an emulator that runs already.\n`,
    table([
      ['', 'with a key', 'missing-key: emulate', 'more', 'limit'],
      [
        'a step with one script',
        inSeconds(keyedMs),
        inSeconds(emulatedMs),
        `${moreSeconds.toFixed(2)} s`,
        `${MAX_MORE_SECONDS} s`,
      ],
    ]),
    'Sizes; 1 MB is 1,000,000 bytes. The archive is what `uses:` downloads, as of the last commit.\n',
    table([
      ['', 'size', 'limit'],
      ['dist: the emulator that a step loads', inMb(emulatorBytes(DIST)), inMb(MAX_EMULATOR_BYTES)],
      ['dist: all', inMb(folderBytes(DIST)), ''],
      ['git archive', inMb(archive.length), ''],
      ['git archive, compressed', inMb(gzipSync(archive).length), inMb(MAX_ARCHIVE_BYTES)],
    ]),
  ].join('\n');
}

async function stepTimes(): Promise<[emulatedMs: number, keyedMs: number]> {
  const workspace = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const emulator = await startEmulator({ clock: 'virtual' });
  const time = async (inputs: Readonly<Record<string, string>>): Promise<number> => {
    const startedAt = performance.now();
    const step = await startStep({
      main: path.join(DIST, 'index.js'),
      workspace,
      inputs: { source: 'return 1', ...inputs },
    }).finished;
    const tookMs = performance.now() - startedAt;
    step.dispose();
    if (step.outputs['outcome'] !== 'passed') {
      throw new Error(`A step of the benchmark did not pass:\n${step.stdout}`);
    }
    return tookMs;
  };
  const emulated: number[] = [];
  const keyed: number[] = [];
  try {
    // One round is not counted: it brings the files into the page cache, and compiles the emulator's VM.
    for (let round = 0; round <= RUNS; round += 1) {
      const emulatedMs = await time({ 'missing-key': 'emulate' });
      const keyedMs = await time({
        'api-key': emulator.apiKey,
        'base-url': emulator.url,
        'universe-id': '1',
        'place-id': '2',
      });
      if (round > 0) {
        emulated.push(emulatedMs);
        keyed.push(keyedMs);
      }
    }
  } finally {
    await emulator.close();
    rmSync(workspace, { recursive: true });
  }
  return [median(emulated), median(keyed)];
}

function inSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

function inMb(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(2)} MB`;
}
