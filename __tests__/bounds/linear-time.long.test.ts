import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../src/open-cloud/types.ts';
import { LOGS, PLACES, TEXTS, VALUES, type HostileRun } from './hostile-inputs.ts';
import { evaluate, RENDERERS, RUN_READERS, TEXT_READERS, VALUE_READERS } from './stages.ts';

// What takes time in proportion to n takes four times as long for 4 n; what takes the square of n,
// sixteen times. Only the time of this process's own work counts, and the best of some rounds.

const LENGTH = 2 ** 16;
const MAX_RATIO = 10;
/** A first measurement is enough if it is good; the others take the best of some rounds. */
const ROUNDS = [1, 3, 5];

/** Less is as much noise as work. The square of n takes far longer for a quarter of a million characters. */
const MIN_MEASURED_MS = 25;

/** Each test tries hundreds of inputs. */
const TIMEOUT_MS = 600_000;

function cpuMs(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function best(run: () => unknown, rounds: number): number {
  return Math.min(...Array.from({ length: rounds }, () => cpuMs(run)));
}

/** How many times as long the work takes for four times the length; 1 if it is too short to be measured. */
function growth<T>(
  make: (length: number) => T,
  work: (input: T) => unknown,
  rounds: number,
): number {
  const long = make(4 * LENGTH);
  if (cpuMs(() => work(long)) < MIN_MEASURED_MS) {
    return 1;
  }
  const short = make(LENGTH);
  const forShort = best(() => work(short), rounds);
  const forLong = best(() => work(long), rounds);
  return forLong < MIN_MEASURED_MS ? 1 : forLong / forShort;
}

/** The names of the inputs for which the work grows faster than they do, with the ratio. */
function superlinear<T>(
  inputs: ReadonlyMap<string, (length: number) => T>,
  work: (input: T) => unknown,
): readonly string[] {
  return [...inputs].flatMap(([name, make]) => {
    let ratio = Infinity;
    // The garbage of other inputs can cost one measurement more than its own work.
    for (const rounds of ROUNDS) {
      ratio = ratio < MAX_RATIO ? ratio : growth(make, work, rounds);
    }
    return ratio < MAX_RATIO ? [] : [`${name}: ${ratio.toFixed(1)}`];
  });
}

/** Every hostile text in every place of a run, every hostile value and every hostile log. */
const RUNS: ReadonlyMap<string, (length: number) => HostileRun> = new Map([
  ...[...TEXTS].flatMap(([text, make]) =>
    [...PLACES].map(
      ([place, put]) =>
        [`${text} in ${place}`, (length: number): HostileRun => put(make, length)] as const,
    ),
  ),
  ...[...VALUES].map(
    ([name, make]) =>
      [
        name,
        (length: number): HostileRun => ({ task: { results: [make(length)] }, messages: [] }),
      ] as const,
  ),
  ...[...LOGS].map(
    ([name, make]) =>
      [
        `a log of ${name}`,
        (length: number): HostileRun => ({ task: { results: [] }, messages: make(length) }),
      ] as const,
  ),
]);

describe('time in proportion to the input', () => {
  it.each([...TEXT_READERS])(
    '%s takes it for every hostile text',
    (_, read) => {
      expect(superlinear(TEXTS, read)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each([...VALUE_READERS])(
    '%s takes it for every hostile value',
    (_, read) => {
      expect(superlinear<Json>(VALUES, read)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each([...RUN_READERS])(
    '%s takes it for every hostile task and log',
    (_, read) => {
      expect(superlinear(RUNS, ({ task, messages }) => read(task, messages))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each([...RENDERERS])(
    '%s takes it for every hostile task and log',
    (_, render) => {
      const reports = new Map(
        [...RUNS].map(([name, make]) => [
          name,
          (length: number) => {
            const { task, messages } = make(length);
            return evaluate(task, messages);
          },
        ]),
      );
      expect(superlinear(reports, render)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

it('the measurement itself finds a search that takes the product of both lengths', () => {
  const texts = new Map([['letters', (length: number) => 'a'.repeat(length)]]);
  const search = (text: string): boolean =>
    text.includes(`${text.slice(0, text.length / 32)}b${text.slice(0, text.length / 32)}`);
  expect(superlinear(texts, search)).toHaveLength(1);
});
