import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import { fileChanged, watchProgress } from '../../src/tasks/transfer.ts';
import { UnsendableFile } from '../../src/open-cloud/http/file-body.ts';
import { eventClock } from '../../tools/simulate/event-clock.ts';

const MIB = 1024 * 1024;

/** What is told of a transfer that gets so far after so many milliseconds more, step by step. */
async function toldOf(
  totalBytes: number,
  steps: readonly (readonly [afterMs: number, sentBytes: number])[],
): Promise<readonly number[]> {
  const clock = eventClock();
  const told: number[] = [];
  // No clock begins at zero.
  await clock.run(clock.sleep(3_000));
  const watch = watchProgress(totalBytes, clock, (sentBytes) => told.push(sentBytes));
  for (const [afterMs, sentBytes] of steps) {
    await clock.run(clock.sleep(afterMs));
    watch(sentBytes);
  }
  return told;
}

describe('watchProgress', () => {
  it('reports each quarter of the file, except the end', async () => {
    const steps = Array.from({ length: 40 }, (_, step) => [0, (step + 1) * MIB] as const);
    expect(await toldOf(40 * MIB, steps)).toEqual([10 * MIB, 20 * MIB, 30 * MIB]);
  });

  it('reports after ten seconds without a report, and again', async () => {
    const slow = Array.from({ length: 9 }, (_, step) => [2_500, (step + 1) * 1_000] as const);
    expect(await toldOf(40 * MIB, slow)).toEqual([4_000, 8_000]);
  });

  it('does not report again just after a quarter', async () => {
    const told = await toldOf(40 * MIB, [
      [9_000, 10 * MIB],
      [9_999, 11 * MIB],
      [1, 12 * MIB],
    ]);
    expect(told).toEqual([10 * MIB, 12 * MIB]);
  });

  it('reports files of 4 MiB and more', async () => {
    expect(await toldOf(4 * MIB, [[0, 2 * MIB]])).toEqual([2 * MIB]);
    expect(await toldOf(4 * MIB - 1, [[20_000, 2 * MIB]])).toEqual([]);
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
          const told = await toldOf(
            totalBytes,
            parts.map(([afterMs], at) => [afterMs, sent[at] ?? 0] as const),
          );
          expect(told).toEqual(told.toSorted((a, b) => a - b));
          expect(told).not.toContain(totalBytes);
          // One for each quarter that is entered, and one for each ten seconds at most.
          const tookMs = parts.reduce((sum, [afterMs]) => sum + afterMs, 0);
          expect(told.length).toBeLessThanOrEqual(3 + tookMs / 10_000);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('fileChanged', () => {
  it('builds an error that names the input and the file', () => {
    const fault = fileChanged('place-file', 'build/game.rbxl', new UnsendableFile('is gone'));
    expect(fault).toBeInstanceOf(InvalidInputError);
    expect(fault.message).toContain('`place-file` names "build/game.rbxl", which is gone');
    expect(fault.message).toContain('a file that nothing changes');
  });
});
