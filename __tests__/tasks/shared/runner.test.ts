import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { logMark, writeRunner } from '../../../src/tasks/shared/runner.ts';

const NONCE = '0123456789abcdef';

/** The numbers that a runner of so many scripts is written with. */
function limitsOf(scripts: number): Readonly<Record<string, number>> {
  const { source } = writeRunner(NONCE, scripts);
  const found =
    /local SCRIPTS = (?<scripts>\d+)\n[^]* tableBytes, logBytes = (?<returned>\d+), (?<logged>\d+)\n[^]*\bsub\(text, 1, (?<error>\d+)\)[^]* tableBytes - after \* (?<eachReturned>\d+) - 200\n[^]* logBytes - after \* (?<eachLogged>\d+) then\n/.exec(
      source,
    );
  return Object.fromEntries(
    Object.entries(found?.groups ?? {}).map(([name, digits]) => [name, Number(digits)]),
  );
}

describe('writeRunner', () => {
  it('makes one local function, with an unpredictable name and log lines', () => {
    const { name, source } = writeRunner(NONCE, 2);
    expect(name).toBe(`run_${NONCE}`);
    expect(source).toMatch(/^local run_0123456789abcdef = \(function\(\)\n[^]*\nend\)\(\)$/);
    expect(source.match(/^\S.*$/gm)).toHaveLength(2);
    expect(logMark(NONCE)).toBe(`[share-task ${NONCE}]`);
    expect(source).toContain(`print("[share-task ${NONCE}] begin " .. index)`);
    expect(source).toContain(`print("[share-task ${NONCE}] end " .. index .. " " .. logged)`);
    expect(source).toContain(`local records = { "${NONCE}" }`);
  });

  it('lets a few scripts return and log much, and reserves some of both for each', () => {
    expect(limitsOf(3)).toEqual({
      scripts: 3,
      returned: 4_128_768,
      logged: 131_072,
      error: 8192,
      eachReturned: 16_384,
      eachLogged: 1024,
    });
  });

  it('reserves at most half of the space, however many scripts there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (scripts) => {
        const limits = limitsOf(scripts);
        const { returned = 0, logged = 0, error = 0, eachReturned = 0, eachLogged = 0 } = limits;
        expect(limits).toMatchObject({ scripts, returned: 4_128_768, logged: 131_072 });
        expect(eachReturned).toBe(Math.min(16_384, Math.floor(returned / 2 / scripts)));
        expect(eachLogged).toBe(Math.min(1024, Math.floor(logged / 2 / scripts)));
        // A message and a trace, of which each byte may take two once it is escaped.
        expect(error * 4).toBeLessThanOrEqual(returned / 2 / scripts);
        expect(error).toBe(Math.min(8192, Math.floor(returned / 8 / scripts)));
      }),
    );
  });
});
