import { describe, expect, it } from '@jest/globals';
import { ruleFindings } from '../../tools/workflow-rules.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const ACTION = { inputs: new Set(['script', 'timeout']), outputs: new Set(['outcome']) };

const GOOD = `on: push

permissions: {}

jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: write
    steps:
      - uses: actions/checkout@${COMMIT} # v5.0.0
        with:
          persist-credentials: false
      - id: script
        uses: OWNER/luau-execution-action@${COMMIT} # v1.0.0
        with:
          script: tests/smoke.luau
      - uses: ./
        with:
          timeout: 90s
      - env:
          OUTCOME: \${{ steps.script.outputs.outcome }}
        run: echo "$OUTCOME"
`;

function faultsAfter(part: string, replacement: string): string[] {
  const changed = GOOD.replace(part, replacement);
  expect(changed).not.toBe(GOOD);
  return ruleFindings(changed, ACTION).map(({ line, message }) => `${line}: ${message}`);
}

it('a workflow that follows the rules has no findings', () => {
  expect(ruleFindings(GOOD, ACTION)).toEqual([]);
});

it('a file that is not YAML is a finding', () => {
  const faults = ruleFindings('on: push\njobs: [', ACTION);
  expect(faults[0]?.line).toBe(2);
});

describe('permissions', () => {
  it.each([
    ['no permissions', 'permissions: {}\n', '\n'],
    ['all of them', 'permissions: {}\n', 'permissions: write-all\n'],
    ['one to write', 'permissions: {}\n', 'permissions:\n  issues: write\n'],
  ])('permissions must be set at the top, and not %s', (_, part, replacement) => {
    expect(faultsAfter(part, replacement)).toEqual([
      expect.stringContaining('must set `permissions` on top'),
    ]);
  });

  it('permissions to read are allowed', () => {
    expect(faultsAfter('permissions: {}\n', 'permissions:\n  contents: read\n')).toEqual([]);
  });

  it.each([
    'on: pull_request_target',
    'on: [push, pull_request_target]',
    'on:\n  pull_request_target:',
  ])("a fork's pull request must not get permissions: %j", (on) => {
    expect(faultsAfter('on: push', on)).toEqual([expect.stringContaining('a fork')]);
  });
});

describe('actions', () => {
  it.each([
    `actions/checkout@v5`,
    `actions/checkout@v5 # v5.0.0`,
    `actions/checkout@${COMMIT}`,
    `actions/checkout@${COMMIT} # v5`,
    `actions/checkout@${COMMIT.slice(0, 7)} # v5.0.0`,
  ])('actions must be pinned by a full commit with its version, and not as %s', (uses) => {
    expect(faultsAfter(`actions/checkout@${COMMIT} # v5.0.0`, uses)).toEqual([
      expect.stringMatching(/^12: `actions\/checkout@\S+` must be pinned by its full commit/),
    ]);
  });

  it('a checkout must not leave the token behind', () => {
    expect(faultsAfter('persist-credentials: false', 'fetch-depth: 0')).toEqual([
      '12: A checkout must set `persist-credentials: false`.',
    ]);
  });

  it.each([
    ['script: tests', 'scripts: tests', '18: `scripts` is given'],
    ['timeout: 90s', 'time-out: 90s', '21: `time-out` is given'],
  ])('this action must get inputs that exist: %s, not %s', (part, replacement, said) => {
    expect(faultsAfter(part, replacement)).toEqual([expect.stringContaining(said)]);
  });

  it('this action must get inputs that exist, whoever owns it', () => {
    const owned = GOOD.replace('OWNER/', 'a-studio/').replace('script: tests', 'scripts: tests');
    expect(ruleFindings(owned, ACTION)).toEqual([
      expect.objectContaining({ message: expect.stringContaining('`scripts` is given') }),
    ]);
  });

  it('only outputs that exist may be read of this action', () => {
    expect(faultsAfter('outputs.outcome', 'outputs.out-come')).toEqual([
      expect.stringContaining('`steps.script.outputs.out-come` is read'),
    ]);
  });

  it('any output may be read of other actions', () => {
    expect(faultsAfter('steps.script.outputs', 'steps.other.outputs')).toEqual([]);
  });
});

describe('jobs', () => {
  it('a job must have a timeout', () => {
    expect(faultsAfter('    timeout-minutes: 5\n', '')).toEqual([
      expect.stringContaining('The job `test` needs `timeout-minutes`'),
    ]);
  });

  it('a script must not contain an expression', () => {
    expect(faultsAfter('"$OUTCOME"', '"${{ github.head_ref }}"')).toEqual([
      expect.stringMatching(/^24: A script must not hold an expression/),
    ]);
  });
});
