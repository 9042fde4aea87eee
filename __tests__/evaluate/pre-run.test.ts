import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import {
  emptyShard,
  explainError,
  failForMissingKey,
  refuseUntrustedCode,
  skipForMissingKey,
} from '../../src/evaluate/pre-run.ts';

describe('failForMissingKey and skipForMissingKey', () => {
  it.each(['fork', 'dependabot', undefined] as const)(
    'fail, and name the input and the variable: %s',
    (withheldFrom) => {
      const verdict = failForMissingKey(withheldFrom);
      expect(verdict).toMatchObject({
        outcome: 'infrastructure',
        title: 'Roblox API key missing',
        message: expect.stringMatching(/`api-key` .* `ROBLOX_API_KEY`/),
        warnings: [],
      });
      expect(verdict.advice).toContain('`missing-key: skip`');
    },
  );

  it.each(['fork', 'dependabot', undefined] as const)(
    'skip, and say that nothing was tested: %s',
    (withheldFrom) => {
      expect(skipForMissingKey(withheldFrom)).toMatchObject({
        outcome: 'skipped',
        title: 'Luau execution skipped',
        message: expect.stringMatching(/nothing was tested/),
        warnings: [],
      });
    },
  );

  it('say for a fork that forks get no secrets, and what to do', () => {
    for (const { advice } of [failForMissingKey('fork'), skipForMissingKey('fork')]) {
      expect(advice).toMatch(/^This is a pull request from a fork, .* neither secrets nor/);
      expect(advice).toMatch(/push them to a branch of this repository/);
      expect(advice).not.toMatch(/name of the secret/);
    }
    expect(failForMissingKey('fork').advice).toContain('`fork-code: allow`');
  });

  it('name the secrets of Dependabot for its runs', () => {
    for (const { advice } of [failForMissingKey('dependabot'), skipForMissingKey('dependabot')]) {
      expect(advice).toMatch(/^Dependabot began this run.* the secrets of Dependabot/);
      expect(advice).not.toMatch(/fork/);
    }
  });

  it('name the usual causes if none is known', () => {
    for (const { advice } of [failForMissingKey(undefined), skipForMissingKey(undefined)]) {
      expect(advice).toMatch(/name of the secret/);
      expect(advice).toMatch(/environment/);
      expect(advice).toMatch(/organisation/);
      expect(advice).toMatch(/`secrets: inherit`/);
      expect(advice).toMatch(/from a fork/);
    }
  });

  it('say where to create a key and how to pass it if no cause is known', () => {
    const { advice } = failForMissingKey(undefined);
    expect(advice).toContain('https://create.roblox.com/dashboard/credentials');
    expect(advice).toContain('`api-key: ${{ secrets.ROBLOX_API_KEY }}`');
  });
});

describe('refuseUntrustedCode', () => {
  it('refuses with the reason, and names safe alternatives', () => {
    const verdict = refuseUntrustedCode('The script is foreign.');
    expect(verdict).toMatchObject({
      outcome: 'infrastructure',
      title: "Refused to run a fork's files",
      message: 'The script is foreign. Nothing was run.',
      warnings: [],
    });
    expect(verdict.advice).toMatch(/`pull_request`, .* with `missing-key: skip`/);
    expect(verdict.advice).toMatch(/required reviewers, .*`fork-code: allow`/);
    expect(verdict.advice).toContain('An inline `source` runs in any event.');
  });
});

describe('emptyShard', () => {
  it.each([
    [1, 'This shard has none of the one script: nothing was run here.'],
    [3, 'This shard has none of the 3 scripts: nothing was run here.'],
  ])('skips a shard of %i scripts', (scripts, message) => {
    expect(emptyShard(scripts)).toEqual({
      outcome: 'skipped',
      title: 'Luau execution skipped',
      message,
      advice: 'The matrix has more shards than there are scripts.',
      warnings: [],
    });
  });
});

describe('explainError', () => {
  it('reports an invalid input with its own message', () => {
    const problem = new InvalidInputError('timeout', 'is "soon"', 'a length of time');
    expect(explainError(problem)).toEqual({
      outcome: 'infrastructure',
      title: 'Invalid input',
      message: '`timeout` is "soon". Expected a length of time.',
      warnings: [],
    });
  });

  it.each([new Error('no such thing'), 'no such thing'])(
    'reports any other error as internal: %p',
    (error) => {
      const verdict = explainError(error);
      expect(verdict).toMatchObject({
        outcome: 'infrastructure',
        title: 'Internal error',
        message: expect.stringMatching(/^The action itself failed: (?!Error)no such thing/),
        warnings: [],
      });
      expect(verdict.advice).toMatch(/not of the script or of Roblox/);
    },
  );
});
