import type { ContractClient } from './client.ts';

/**
 * What an assertion rests on: Roblox's official description, a live record that somebody published,
 * or a guess of the emulator. A guess that fails against Roblox is a mistake of the emulator.
 */
export type Evidence = 'description' | 'record' | 'guess';

/** One claim about the service, and the evidence for it. */
export interface Claim {
  readonly claim: string;
  readonly evidence: Evidence;
  readonly expected: unknown;
  readonly got: unknown;
  readonly holds: boolean;
}

/** A group of claims that share requests. */
export interface Assertion {
  readonly name: string;
  /** Makes the requests, and reports each claim by `check`. */
  run(client: ContractClient, check: Check): Promise<void>;
}

/** Compares a value with the expected one: a RegExp is matched, anything else compared as JSON. */
export type Check = (claim: string, evidence: Evidence, got: unknown, expected: unknown) => void;

/** Collects the claims of one assertion. */
export function collectClaims(claims: Claim[]): Check {
  return (claim, evidence, got, expected) => {
    const holds =
      expected instanceof RegExp
        ? expected.test(String(got))
        : JSON.stringify(got) === JSON.stringify(expected);
    claims.push({
      claim,
      evidence,
      holds,
      got,
      expected: expected instanceof RegExp ? String(expected) : expected,
    });
  };
}
