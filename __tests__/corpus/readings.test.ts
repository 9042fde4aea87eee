import { describe, expect, it } from '@jest/globals';
import { readConsoleReports, readReturned } from '../../src/evaluate/test-results/read-results.ts';
import type { Json } from '../../src/open-cloud/types.ts';
import { loadReadings, toMessages, writeReport, type Reading } from './readings.ts';

const parse = (input: string): Json => JSON.parse(input) as Json;

describe('readReturned', () => {
  it.each(loadReadings('returned-checks'))(
    'reads a check in a list: $name',
    ({ input, report }: Reading) => {
      const value = { checks: [{ ok: true }, parse(input)] };
      expect(writeReport(readReturned(value)).slice(2)).toEqual(report);
    },
  );

  it.each(['returned-reports', 'returned-testez', 'returned-jest'].flatMap(loadReadings))(
    'reads $name',
    ({ input, report }: Reading) => {
      expect(writeReport(readReturned(parse(input)))).toEqual(report);
    },
  );
});

describe('readConsoleReports', () => {
  it.each(['printed-testez', 'printed-jest'].flatMap(loadReadings))(
    'reads $name',
    ({ input, report }: Reading) => {
      expect(writeReport(readConsoleReports(toMessages(input)))).toEqual(report);
    },
  );
});
