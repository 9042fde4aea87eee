import { describe, expect, it } from '@jest/globals';
import { suitePlace } from './suite-place.ts';
import { readSuiteRun, statuses, type SuiteRun } from './suite-run.ts';

const SPEC = 'ReplicatedStorage.Specs.shop.spec';

/** The line of a spec on which the body of `testez` starts. */
const FIRST_LINE = 2;

/** What scripts return of TestEZ's results: all of it holds functions, and parents that hold their children. */
const SHORTEN = `
  local function shorten(node)
    local children = {}
    for _, child in node.children do table.insert(children, shorten(child)) end
    return {
      phrase = node.planNode.phrase,
      type = node.planNode.type,
      status = node.status,
      errors = node.errors,
      children = children,
    }
  end
  local children = {}
  for _, child in results.children do table.insert(children, shorten(child)) end
  return {
    successCount = results.successCount,
    failureCount = results.failureCount,
    skippedCount = results.skippedCount,
    errors = results.errors,
    children = children,
  }`;

/** Runs specs by the real TestEZ. */
function testez(
  body: string,
  { ending = SHORTEN, reporter = 'TextReporter' } = {},
): Promise<SuiteRun> {
  const place = suitePlace(
    { 'shop.spec.lua': `return function()\n${body}\nend` },
    { TestEZ: 'node_modules/@rbxts/testez/src' },
  );
  return readSuiteRun(
    `
    local TestEZ = require(game.ReplicatedStorage.TestEZ)
    local reporter = TestEZ.Reporters.${reporter}
    local results = TestEZ.TestBootstrap:run({ game.ReplicatedStorage.Specs }, reporter)
    ${ending}`,
    place,
  );
}

const NESTED = `
  describe("shop", function()
    local price
    beforeEach(function() price = 2 end)
    it("adds", function() expect(price + 1).to.equal(3) end)
    describe("sale", function()
      it("waits", function() task.wait(1) expect(price).never.to.equal(3) end)
    end)
  end)`;

describe('TestEZ runs in the emulator', () => {
  it('tests of TestEZ that pass, also nested ones and ones that wait, are read from its result and its output', async () => {
    const { returned, printed } = await testez(NESTED);
    for (const report of [returned, printed]) {
      expect(report).toMatchObject({
        framework: 'TestEZ',
        counts: { total: 2, passed: 2, failed: 0, skipped: 0 },
        problems: [],
      });
      expect(statuses(report)).toEqual([
        'Specs › shop › shop › adds: passed',
        'Specs › shop › shop › sale › waits: passed',
      ]);
    }
  });

  it('the whole results of TestEZ, with their functions and parents, can be returned', async () => {
    const { returned } = await testez(NESTED, { ending: 'return results' });
    expect(returned).toMatchObject({ counts: { total: 2, passed: 2 }, problems: [] });
    expect(statuses(returned)).toContain('Specs › shop › shop › adds: passed');
  });

  it('a test of TestEZ that fails is read with its reason and its line', async () => {
    const { returned, printed } = await testez(`
      it("adds", function() expect(1 + 1).to.equal(3) end)
      it("throws", function() expect(function() error("no") end).to.throw() end)`);
    for (const report of [returned, printed]) {
      expect(report).toMatchObject({
        counts: { total: 2, passed: 1, failed: 1 },
        tests: [
          {
            path: ['Specs', 'shop', 'adds'],
            status: 'failed',
            message: expect.stringContaining(
              'Expected value "3" (number), got "2" (number) instead',
            ) as unknown,
            at: { chunk: SPEC, line: FIRST_LINE + 1 },
          },
          { path: ['Specs', 'shop', 'throws'], status: 'passed' },
        ],
      });
    }
  });

  // TestEZ reports in the order of the names.
  it('each way to fail a test of TestEZ is a failure of its own', async () => {
    const { returned, printed } = await testez(`
      it("errors", function() error({ code = 1 }) end)
      it("fails", function() fail("by hand") end)
      it("indexes nil", function() local nothing = nil :: any; return nothing.x end)
      it("expects", function() expect("a").to.be.a("number") end)`);
    expect(returned?.counts).toEqual({ total: 4, passed: 0, failed: 4, skipped: 0 });
    expect(printed?.counts).toEqual(returned?.counts);
    expect(returned?.tests.map(({ message }) => message)).toEqual([
      expect.any(String),
      expect.stringContaining('Expected value of type "number"'),
      'by hand',
      `${SPEC}:${FIRST_LINE + 3}: attempt to index nil with 'x'`,
    ]);
  });

  it('TestEZ skips tests, and runs focused ones alone', async () => {
    const skipped = await testez(`
      itSKIP("later", function() error("ran") end)
      describeSKIP("off", function() it("never", function() error("ran") end) end)
      it("now", function() end)`);
    expect(statuses(skipped.returned)).toEqual([
      'Specs › shop › later: skipped',
      'Specs › shop › now: passed',
      'Specs › shop › off › never: skipped',
    ]);
    expect(skipped.printed).toMatchObject({
      counts: { total: 3, passed: 1, failed: 0, skipped: 2 },
      problems: [],
    });
    const focused = await testez(`
      itFOCUS("this", function() end)
      it("other", function() error("ran") end)`);
    expect(statuses(focused.returned)).toEqual([
      'Specs › shop › other: skipped',
      'Specs › shop › this: passed',
    ]);
    expect(focused.printed?.counts).toEqual({ total: 2, passed: 1, failed: 0, skipped: 1 });
  });

  it('the quiet reporter of TestEZ is read as the other one', async () => {
    const { printed } = await testez('it("adds", function() expect(1).to.equal(2) end)', {
      reporter: 'TextReporterQuiet',
    });
    expect(printed).toMatchObject({ counts: { total: 1, failed: 1 } });
  });
});

describe('suites of TestEZ that are broken are no pass', () => {
  it.each([
    ['a spec that fails while it is planned', 'error("no plan")', 'no plan'],
    [
      'a suite that fails while it is planned',
      'describe("sale", function() error("no sale") end)',
      'no sale',
    ],
    [
      'a failing hook before all',
      'beforeAll(function() error("no stock") end) it("sells", function() end)',
      'no stock',
    ],
    [
      'a failing hook after each',
      'afterEach(function() error("no end") end) it("sells", function() end)',
      'no end',
    ],
  ])('%s is a failure', async (_, body, reason) => {
    const { returned, printed } = await testez(body);
    for (const report of [returned, printed]) {
      const isFailed = (report?.counts.failed ?? 0) > 0 || report?.problems.length !== 0;
      expect(isFailed).toBe(true);
      expect(JSON.stringify(report)).toContain(reason);
    }
  });

  it('a spec without a test is no pass', async () => {
    const { returned, printed } = await testez('');
    expect(returned?.problems).not.toEqual([]);
    expect(printed?.problems).not.toEqual([]);
  });
});
