import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import { fileChanged, watchProgress } from '../../src/tasks/transfer.ts';
import { UnsendableFile } from '../../src/open-cloud/http/file-body.ts';
import { eventClock } from '../../tools/simulate/event-clock.ts';

const MIB = 1024 * 1024;

/** The reports of a transfer that gets this far after so many milliseconds more, step by step. */
async function eventIndexes(
  totalBytes: number,
  steps: readonly (readonly [afterMs: number, sentBytes: number])[],
): Promise<readonly number[]> {
  const clock = eventClock();
  const reported: number[] = [];
  // No clock begins at zero.
  await clock.run(clock.sleep(3_000));
  const watch = watchProgress(totalBytes, clock, (sentBytes) => reported.push(sentBytes));
  for (const [afterMs, sentBytes] of steps) {
    await clock.run(clock.sleep(afterMs));
    watch(sentBytes);
  }
  return reported;
}

describe('watchProgress', () => {
  it('reports each quarter of the file, except the end', async () => {
    const steps = Array.from({ length: 40 }, (_, step) => [0, (step + 1) * MIB] as const);
    expect(await eventIndexes(40 * MIB, steps)).toEqual([10 * MIB, 20 * MIB, 30 * MIB]);
  });

  it('reports after ten seconds without a report, and again', async () => {
    const slow = Array.from({ length: 9 }, (_, step) => [2_500, (step + 1) * 1_000] as const);
    expect(await eventIndexes(40 * MIB, slow)).toEqual([4_000, 8_000]);
  });

  it('does not report again just after a quarter', async () => {
    const reported = await eventIndexes(40 * MIB, [
      [9_000, 10 * MIB],
      [9_999, 11 * MIB],
      [1, 12 * MIB],
    ]);
    expect(reported).toEqual([10 * MIB, 12 * MIB]);
  });

  it('reports files of 4 MiB and more', async () => {
    expect(await eventIndexes(4 * MIB, [[0, 2 * MIB]])).toEqual([2 * MIB]);
    expect(await eventIndexes(4 * MIB - 1, [[20_000, 2 * MIB]])).toEqual([]);
  });

  it('reports growing numbers, whatever the parts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4 * MIB, max: 400 * MIB }),
        fc.array(
          fc.tuple(fc.integer({ min: 0, max: 9_000 }), fc.double({ min: 0, max: 1, noNaN: true })),
          {
            maxLength: 30,
          },
        ),
        async (totalBytes, parts) => {
          const sent = parts
            .map(([, share]) => Math.floor(share * totalBytes))
            .toSorted((a, b) => a - b);
          const reported = await eventIndexes(
            totalBytes,
            parts.map(([afterMs], at) => [afterMs, sent[at] ?? 0] as const),
          );
          expect(reported).toEqual(reported.toSorted((a, b) => a - b));
          expect(reported).not.toContain(totalBytes);
          // One for each quarter that is entered, and one for each ten seconds at most.
          const tookMs = parts.reduce((sum, [afterMs]) => sum + afterMs, 0);
          expect(reported.length).toBeLessThanOrEqual(3 + tookMs / 10_000);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('fileChanged', () => {
  it('builds an error that names the input and the file', () => {
    const problem = fileChanged('place-file', 'build/game.rbxl', new UnsendableFile('is gone'));
    expect(problem).toBeInstanceOf(InvalidInputError);
    expect(problem.message).toContain('`place-file` names "build/game.rbxl", which is gone');
    expect(problem.message).toContain('a file that nothing changes');
  });
});
