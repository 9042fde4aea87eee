import { afterEach, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startStep } from '../../runner/start-step.ts';
import { startCloud, type LoopbackCloud } from '../support/loopback-cloud.ts';
import { minimalInputs } from '../support/minimal-inputs.ts';

/** As many as a quota of five a minute lets through at once. */
const SCRIPTS = 5;

/** Evaluating the first run takes longer than this, and all of them a multiple. */
const BUSY_AFTER_MS = 300;

let folder: string;
let cloud: LoopbackCloud;
afterEach(async () => {
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

/** A table whose names are all read as one: about a second of work. */
function expensiveTable(): unknown {
  const name = (at: number): string =>
    `results${at.toString(3).replaceAll('0', '_').replaceAll('1', '-').replaceAll('2', ' ')}`;
  return Object.fromEntries(Array.from({ length: 140_000 }, (_, at) => [name(at), {}]));
}

it('a process that is busy with evaluating hears a signal, and ends with its outputs', async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'busy-'));
  for (let script = 0; script < SCRIPTS; script += 1) {
    await writeFile(path.join(folder, `${script}.luau`), 'return 1');
  }
  const table = expensiveTable();
  let logs = 0;
  cloud = await startCloud({
    results: () => [table],
    answer: (endpoint) => {
      logs += endpoint === 'logs' ? 1 : 0;
      if (endpoint === 'logs' && logs === SCRIPTS) {
        setTimeout(() => step.kill('SIGINT'), BUSY_AFTER_MS);
      }
      return undefined;
    },
  });
  const step = startStep({
    main: path.resolve('src/index.ts'),
    workspace: folder,
    inputs: { ...minimalInputs(cloud), script: '*.luau', 'junit-file': 'junit.xml' },
  });
  const { exitCode, signal, outputs, summary, annotations } = await step.finished;
  expect([exitCode, signal]).toEqual([1, null]);
  expect(outputs['outcome']).toBe('cancelled');
  expect(annotations.map(({ title }) => title)).toContain('Luau execution cancelled');
  expect(outputs['results-file']).toMatch(/results\.json$/);
  expect(outputs['junit-file']).toMatch(/junit\.xml$/);
  expect(summary).toContain('cancelled');
}, 120_000);
