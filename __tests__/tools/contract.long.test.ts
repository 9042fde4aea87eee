import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../emulator/server.ts';
import { formatClaims, runContract, type ContractResult } from '../../tools/contract/main.ts';

const PLACE_FILE = Buffer.from('<roblox version="4"></roblox>');

let emulator: Emulator;
let result: ContractResult;

beforeAll(async () => {
  emulator = await startEmulator({ bootDelayMs: 0 });
  const { url: baseUrl, apiKey } = emulator;
  const target = { baseUrl, apiKey, universeId: '12345', placeId: '67890', paceMs: 0 };
  result = await runContract(target, PLACE_FILE);
});

afterAll(() => emulator.close());

describe('npm run contract', () => {
  it('finds no difference between its claims and the emulator', () => {
    const different = result.claims.filter(({ holds }) => !holds);
    expect(different).toEqual([]);
    expect(result.claims.length).toBeGreaterThan(50);
  });

  it('writes a record without the key, the ids and presigned URIs', () => {
    expect(result.record).not.toContain(emulator.apiKey);
    expect(result.record).not.toMatch(/12345|67890|signature=/);
  });

  it('creates thirteen tasks at most, to keep to the quota', () => {
    const created = emulator.requests.filter(
      ({ method, path }) => method === 'POST' && path.endsWith('/luau-execution-session-tasks'),
    );
    const accepted = created.filter(({ body }) => !/"script":""|301s/.test(body));
    expect(accepted.length).toBeLessThanOrEqual(13);
  });

  it('prints a claim that does not hold with the expected and the real value', () => {
    const claim = {
      assertion: 'a',
      claim: 'b',
      evidence: 'guess',
      expected: 1,
      got: 2,
      holds: false,
    } as const;
    expect(formatClaims({ claims: [claim], record: '' })).toBe(
      'DIFF  a: b (guess): expected 1, got 2\n0 claims hold, 1 differ.',
    );
  });
});
