import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { parseDuration } from '../../src/util/duration.ts';
import { INPUT_DEFAULTS } from '../../src/inputs/parsers.ts';

// What nobody but this project knows of its examples; the rest is for `tools/lint-workflows.ts`.

interface Example {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly environment?: string;
        readonly 'timeout-minutes': number;
        readonly steps: readonly Step[];
      }
    >
  >;
}

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | boolean>>;
}

const EXAMPLES = readdirSync('examples')
  .filter((name) => name.endsWith('.yml'))
  .map((name) => {
    const text = readFileSync(path.join('examples', name), 'utf8');
    const example = parse(text) as Example;
    return { name, text, example, ours: ourSteps(example) };
  });

const KEY = '${{ secrets.ROBLOX_API_KEY }}';

/** The ids that a step may be for: those of the test universe, or those of a reviewed environment. */
const TARGETS = [
  ['${{ vars.ROBLOX_TEST_UNIVERSE_ID }}', '${{ vars.ROBLOX_TEST_PLACE_ID }}'],
  ['${{ vars.ROBLOX_UNIVERSE_ID }}', '${{ vars.ROBLOX_PLACE_ID }}'],
];

/** The steps of a workflow that use this action. */
function ourSteps({
  jobs,
}: Example): { environment?: string; inputs: NonNullable<Step['with']> }[] {
  return Object.values(jobs).flatMap(({ environment, steps }) =>
    steps
      .filter(({ uses }) => uses?.includes('/luau-execution-action@') === true)
      .map(({ with: inputs = {} }) => ({ ...(environment && { environment }), inputs })),
  );
}

/** The longest that a step of ours takes where one task is all it has. */
function longestMs({ task, wait, ...lengths }: NonNullable<Step['with']>): number {
  const ms = (name: keyof typeof INPUT_DEFAULTS): number => {
    const text = String(lengths[name] ?? INPUT_DEFAULTS[name]);
    return parseDuration(text) ?? Number.NaN;
  };
  const creating = task === undefined ? ms('max-wait') : 0;
  return creating + (wait === false ? 0 : ms('timeout') + ms('boot-timeout'));
}

describe.each(EXAMPLES)('$name', ({ text, example, ours }) => {
  it('starts with a comment about its purpose', () => {
    expect(text).toMatch(/^# [A-Z]/);
  });

  it('passes the key and the ids by the names that all examples use', () => {
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.map(({ inputs }) => inputs['api-key'])).toEqual(ours.map(() => KEY));
    // The path of a task that is there already holds the ids.
    for (const { environment, inputs } of ours.filter(
      ({ inputs: { task } }) => task === undefined,
    )) {
      const target = [inputs['universe-id'], inputs['place-id']];
      expect(target).toEqual(TARGETS[environment === undefined ? 0 : 1]);
    }
  });

  it("has a job timeout that is longer than the action's own", () => {
    for (const { steps, 'timeout-minutes': minutes } of Object.values(example.jobs)) {
      const lengths = steps
        .filter(({ uses }) => uses?.includes('/luau-execution-action@') === true)
        .map(({ with: inputs = {} }) => longestMs(inputs));
      expect(lengths.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(minutes * 60_000);
    }
  });

  it('has the scripts that it runs in the same folder', () => {
    for (const { inputs } of ours) {
      const script = String(inputs['script']);
      const isOne = !/[*\n]/.test(script);
      const named = isOne ? script : (/examples\/(\S+\.luau)/.exec(text)?.[1] ?? '');
      expect(existsSync(path.join('examples', path.basename(named)))).toBe(true);
      expect(text).toContain(`examples/${path.basename(named)}`);
    }
  });
});

it("passes on a fork's pull request, which has no key", () => {
  const onPullRequests = EXAMPLES.filter(({ text }) =>
    /^on: pull_request$|^ {2}pull_request:$/m.test(text),
  );
  expect(onPullRequests.map(({ name }) => name)).toContain('pull-request.yml');
  for (const { ours } of onPullRequests) {
    expect(ours.map(({ inputs }) => inputs['missing-key'])).toEqual(ours.map(() => 'skip'));
  }
});

it('names only files that exist', () => {
  for (const { name, text } of EXAMPLES) {
    for (const [mentioned] of text.matchAll(/\bexamples\/[\w.-]+\w/g)) {
      expect([name, mentioned, existsSync(mentioned)]).toEqual([name, mentioned, true]);
    }
  }
});
