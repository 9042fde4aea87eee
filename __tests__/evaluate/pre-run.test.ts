import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import {
  emptyShard,
  explainEmulation,
  explainError,
  failForMissingKey,
  refuseUntrustedCode,
  skipForMissingKey,
} from '../../src/evaluate/pre-run.ts';

describe('a step without a key', () => {
  it.each(['fork', 'dependabot', 'fork-repository', undefined] as const)(
    'fails, and names both places where the key was looked for: %s',
    (withheldFrom) => {
      const verdict = failForMissingKey(withheldFrom);
      expect(verdict).toMatchObject({
        outcome: 'infrastructure',
        title: 'Roblox API key missing',
        message: expect.stringMatching(/`api-key` .* `ROBLOX_API_KEY`/),
        warnings: [],
      });
      expect(verdict.advice).toMatch(/`missing-key: (?:skip|emulate)`/);
    },
  );

  it.each(['fork', 'dependabot', 'fork-repository', undefined] as const)(
    'that may be skipped says that nothing was tested: %s',
    (withheldFrom) => {
      expect(skipForMissingKey(withheldFrom)).toMatchObject({
        outcome: 'skipped',
        title: 'Luau execution skipped',
        message: expect.stringMatching(/nothing was tested/),
        warnings: [],
      });
    },
  );

  it("on a fork's pull request says that forks get no secrets, and what there is to do", () => {
    for (const { advice } of [failForMissingKey('fork'), skipForMissingKey('fork')]) {
      expect(advice).toMatch(/^This is a pull request from a fork, .* neither secrets nor/);
      expect(advice).toMatch(/push them to a branch of this repository/);
      expect(advice).not.toMatch(/name of the secret/);
    }
    expect(failForMissingKey('fork').advice).toContain('`fork-code: allow`');
  });

  it('that Dependabot began names the secrets of Dependabot', () => {
    for (const { advice } of [failForMissingKey('dependabot'), skipForMissingKey('dependabot')]) {
      expect(advice).toMatch(/^Dependabot began this run.* the secrets of Dependabot/);
      expect(advice).not.toMatch(/fork/);
    }
  });

  it('for no known cause names the usual ones', () => {
    for (const { advice } of [failForMissingKey(undefined), skipForMissingKey(undefined)]) {
      expect(advice).toMatch(/name of the secret/);
      expect(advice).toMatch(/environment/);
      expect(advice).toMatch(/organisation/);
      expect(advice).toMatch(/`secrets: inherit`/);
      expect(advice).toMatch(/from a fork/);
    }
  });

  it('in an event that gets secrets says that the secret is probably misspelt', () => {
    for (const text of [
      skipForMissingKey(undefined, true).advice,
      explainEmulation(undefined, true),
    ]) {
      expect(text).toMatch(/gets secrets, so the name of the secret is probably misspelt/);
      expect(text).toMatch(/`secrets: inherit`/);
    }
  });

  it('for no known cause is told where keys are made, and how to give one to the step', () => {
    const { advice } = failForMissingKey(undefined);
    expect(advice).toContain('https://create.roblox.com/dashboard/credentials');
    expect(advice).toContain('`api-key: ${{ secrets.ROBLOX_API_KEY }}`');
  });
});

describe('files of a fork', () => {
  it('are refused with the reason and with safe ways', () => {
    const verdict = refuseUntrustedCode('The script is foreign.');
    expect(verdict).toMatchObject({
      outcome: 'infrastructure',
      title: "Refused to run a fork's files",
      message: 'The script is foreign. Nothing was run.',
      warnings: [],
    });
    expect(verdict.advice).toMatch(/`pull_request`, .* with `missing-key: emulate`/);
    expect(verdict.advice).toMatch(/required reviewers, .*`fork-code: allow`/);
    expect(verdict.advice).toContain('An inline `source` runs in any event.');
  });
});

describe('a shard without a script', () => {
  it.each([
    [1, 'This shard has none of the one script: nothing was run here.'],
    [3, 'This shard has none of the 3 scripts: nothing was run here.'],
  ])('of %i is skipped, and says so', (scripts, message) => {
    expect(emptyShard(scripts)).toEqual({
      outcome: 'skipped',
      title: 'Luau execution skipped',
      message,
      advice: 'The matrix has more shards than there are scripts.',
      warnings: [],
    });
  });
});

describe('an exception', () => {
  it('that tells of an invalid input is told as that, in its own words', () => {
    const problem = new InvalidInputError('timeout', 'is "soon"', 'a length of time');
    expect(explainError(problem)).toEqual({
      outcome: 'infrastructure',
      title: 'Invalid input',
      message: '`timeout` is "soon". Expected a length of time.',
      warnings: [],
    });
  });

  it.each([new Error('no such thing'), 'no such thing'])(
    "of any other kind is the action's own fault: %p",
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
