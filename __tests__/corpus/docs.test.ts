import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../emulator/server.ts';
import type { Json } from '../../src/open-cloud/types.ts';
import {
  combineReports,
  readConsoleReports,
  readReturned,
} from '../../src/evaluate/test-results/read-results.ts';
import { hasFailures } from '../../src/evaluate/test-results/test-report.ts';
import { messagesOf, run } from '../emulator/client.ts';

/** An example. Its first line states the result. */
interface Example {
  readonly source: string;
  readonly outcome: string;
  readonly numbers: string | undefined;
}

const PAGE = readFileSync(new URL('../../docs/results.md', import.meta.url), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/^```luau\n-- (\w+)(?:: (.*))?\n[^]*?^```$/gm)].map(
  ([block, outcome = '', numbers]): Example => ({
    source: block.split('\n').slice(1, -1).join('\n'),
    outcome,
    numbers,
  }),
);
const RUNNABLE = EXAMPLES.filter(({ outcome }) => ['red', 'green', 'data'].includes(outcome));

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

/** Runs a script, and returns its test results in the terms of the page. */
async function evaluateScript(source: string): Promise<{ outcome: string; numbers: string }> {
  const { path, output, error } = await run(emulator, source);
  expect(error).toBeUndefined();
  const messages = await messagesOf(emulator, path);
  const [first] = (output?.results ?? []) as readonly Json[];
  const report = combineReports(
    first === undefined ? undefined : readReturned(first),
    readConsoleReports(messages.map(({ message }) => ({ text: message }))),
  );
  if (report === undefined) {
    return { outcome: 'data', numbers: '' };
  }
  const { passed, failed, skipped } = report.counts;
  return {
    outcome: hasFailures(report) ? 'red' : 'green',
    numbers: `${passed} passed, ${failed} failed, ${skipped} skipped`,
  };
}

describe('docs/results.md', () => {
  it('has examples that each state their result', () => {
    expect(EXAMPLES).toHaveLength(PAGE.split('```luau').length - 1);
    expect(RUNNABLE.length).toBeGreaterThanOrEqual(10);
  });

  it.each(RUNNABLE)(
    'states the right result ($outcome $numbers) for: $source',
    async ({ source, outcome, numbers }) => {
      const evaluated = await evaluateScript(source);
      expect(evaluated).toEqual({ outcome, numbers: numbers ?? evaluated.numbers });
    },
  );

  it('names the framework of the other examples', () => {
    const others = EXAMPLES.filter((example) => !RUNNABLE.includes(example));
    expect(others.map(({ outcome }) => outcome)).toEqual(['TestEZ', 'Jest']);
  });
});

describe('examples/checks.luau', () => {
  const script = readFileSync(new URL('../../examples/checks.luau', import.meta.url), 'utf8');

  it('passes as it is', async () => {
    const numbers = '2 passed, 0 failed, 0 skipped';
    expect(await evaluateScript(script)).toEqual({ outcome: 'green', numbers });
  });

  it('fails if a check does', async () => {
    const broken = script.replace('game.PlaceId > 0', 'game.PlaceId < 0');
    const numbers = '1 passed, 1 failed, 0 skipped';
    expect(await evaluateScript(broken)).toEqual({ outcome: 'red', numbers });
  });
});
