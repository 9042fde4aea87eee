import { describe, expect, it } from '@jest/globals';
import { FIRST_LINE, runJestLua } from './jest-lua-run.ts';
import { statuses } from './suite-run.ts';

const SPEC = 'ReplicatedStorage.Specs.shop.spec';

const PROMISE =
  'local Promise = require(game.ReplicatedStorage.node_modules[".luau-aliases"]["@jsdotlua"].promise)';

describe('Jest-Lua runs in the emulator', () => {
  it('tests of Jest-Lua that pass, nested and waiting, are read from its result and its output', async () => {
    const { returned, printed } = await runJestLua(`
      describe("shop", function()
        it("adds", function() expect({ sum = 1 + 1 }).toEqual({ sum = 2 }) end)
        describe("sale", function()
          it("waits", function() task.wait(1) expect(1).never.toBe(2) end)
        end)
      end)`);
    const counts = { total: 2, passed: 2, failed: 0, skipped: 0 };
    expect(returned).toMatchObject({ framework: 'Jest', counts, problems: [] });
    expect(statuses(returned)).toEqual(['shop › adds: passed', 'shop › sale › waits: passed']);
    expect(printed).toMatchObject({ framework: 'Jest', counts, problems: [] });
  });

  it('a test of Jest-Lua that fails is read with its difference and its line, although it is printed in colors', async () => {
    const { returned, printed } = await runJestLua(`
      it("adds", function() expect(1 + 1).toEqual(3) end)
      it("throws", function() expect(function() error("no") end).toThrow("no") end)`);
    const counts = { total: 2, passed: 1, failed: 1, skipped: 0 };
    const failure = {
      path: ['adds'],
      status: 'failed',
      message: expect.stringMatching(/Expected: 3\n\s*Received: 2/) as unknown,
      at: { chunk: SPEC, line: FIRST_LINE + 1 },
    };
    expect(returned).toMatchObject({ counts, tests: [failure, { status: 'passed' }] });
    expect(printed).toMatchObject({ counts, tests: [failure] });
  });

  it('a table of Jest-Lua makes a test of each row, in a list, in a template and of a suite', async () => {
    const { returned, printed } = await runJestLua(`
      it.each({ { 1, 1, 2 }, { 2, 2, 5 } })("%d + %d is %d", function(a, b, sum) expect(a + b).toBe(sum) end)
      it.each("a | b", { 1, 1 }, { 1, 2 })("$a is $b", function(row) expect(row.a).toBe(row.b) end)
      describe.each({ 1, 2 })("number %d", function(n) it("is 1", function() expect(n).toBe(1) end) end)`);
    expect(statuses(returned)).toEqual([
      '1 + 1 is 2: passed',
      '2 + 2 is 5: failed',
      '1 is 1: passed',
      '1 is 2: failed',
      'number 1 › is 1: passed',
      'number 2 › is 1: failed',
    ]);
    expect(statuses(printed)).toEqual([
      '2 + 2 is 5: failed',
      '1 is 2: failed',
      'number 2 › is 1: failed',
    ]);
  });

  it('Jest-Lua skips tests, leaves those that are to do, and runs focused ones alone', async () => {
    const skipped = await runJestLua(`
      it.skip("later", function() error("ran") end)
      it.todo("some day")
      describe.skip("off", function() it("never", function() error("ran") end) end)
      it.failing("broken", function() error("as expected") end)
      it("now", function() end)`);
    const counts = { total: 5, passed: 2, failed: 0, skipped: 3 };
    expect(skipped.returned).toMatchObject({ counts, problems: [] });
    expect(skipped.printed).toMatchObject({ counts, problems: [] });
    const focused = await runJestLua(`
      it.only("this", function() end)
      it("other", function() error("ran") end)`);
    expect(statuses(focused.returned)).toEqual(['this: passed', 'other: skipped']);
    expect(focused.printed).toMatchObject({
      counts: { total: 2, passed: 1, failed: 0, skipped: 1 },
    });
  });
});

describe('asynchronous tests of Jest-Lua run in the emulator', () => {
  it('a test ends with its callback, its promise or its deadline', async () => {
    const { returned, printed } = await runJestLua(`
      ${PROMISE}
      it("calls back", function(_, done) task.delay(1, function() done() end) end)
      it("keeps a promise", function() return Promise.delay(1) end)
      it("breaks a promise", function() return Promise.delay(1):andThen(function() error("broken") end) end)
      it("resolves", function() return expect(Promise.resolve(2)).resolves.toBe(2) end)
      it("never ends", function(_, done) end, 500)`);
    expect(statuses(returned)).toEqual([
      'calls back: passed',
      'keeps a promise: passed',
      'breaks a promise: failed',
      'resolves: passed',
      'never ends: failed',
    ]);
    expect(printed?.tests.map(({ message }) => message)).toEqual([
      expect.stringContaining('broken'),
      expect.stringContaining('Exceeded timeout of 500 ms for a test.'),
    ]);
  });

  it('fake timers hold task, os and DateTime until a test moves them', async () => {
    const { returned } = await runJestLua(`
      it("moves the time", function()
        jest.useFakeTimers()
        jest.setSystemTime(1000000)
        local start, order = os.time(), {}
        task.delay(3, function() table.insert(order, "delayed") end)
        task.spawn(function() task.wait(5) table.insert(order, "waited") end)
        expect(jest.getTimerCount()).toBe(2)
        jest.advanceTimersByTime(4000)
        expect(order).toEqual({ "delayed" })
        jest.runAllTimers()
        expect(order).toEqual({ "delayed", "waited" })
        expect(os.time() - start).toBe(5)
        jest.useRealTimers()
        local before = os.clock()
        task.wait(1)
        expect(os.clock() - before).toBeGreaterThanOrEqual(1)
      end)`);
    expect(returned).toMatchObject({ tests: [{ path: ['moves the time'], status: 'passed' }] });
  });

  it('mocks count their calls, replace globals, and are restored', async () => {
    const { returned } = await runJestLua(`
      it("counts", function()
        local mock, call = jest.fn()
        mock.mockReturnValueOnce(5)
        expect({ (call or mock)(1), (call or mock)(2) }).toEqual({ 5 })
        expect(mock).toHaveBeenCalledTimes(2)
        expect(mock).toHaveBeenLastCalledWith(2)
      end)
      it("spies", function()
        local shop = { price = function() return 2 end }
        local spy = jest.spyOn(shop, "price")
        expect(shop.price()).toBe(2)
        expect(spy).toHaveBeenCalledTimes(1)
      end)`);
    expect(statuses(returned)).toEqual(['counts: passed', 'spies: passed']);
  });
});

describe('suites of Jest-Lua that are broken are no pass', () => {
  it.each([
    ['a spec that cannot be loaded', 'error("no plan")', 'no plan'],
    ['a spec without a test', 'describe("shop", function() end)', 'at least one test'],
    [
      'a spec with an error in a suite',
      'describe("shop", function() error("no suite") end)',
      'no suite',
    ],
  ])('%s could not run', async (_, body, reason) => {
    const { returned, printed } = await runJestLua(body);
    for (const report of [returned, printed]) {
      expect(report).toMatchObject({
        counts: { total: 0, failed: 0 },
        problems: [expect.stringContaining('could not run')],
      });
    }
    expect(returned?.tests[0]?.message).toContain(reason);
  });

  it('an error while a spec is loaded is located in the spec and not in Jest-Lua', async () => {
    const { returned } = await runJestLua('error("no plan")');
    expect(returned?.tests[0]?.at).toEqual({ chunk: SPEC, line: FIRST_LINE });
  });

  it('a failing hook fails the tests of its suite', async () => {
    const { returned, printed } = await runJestLua(`
      describe("shop", function()
        beforeAll(function() error("no stock") end)
        it("sells", function() end)
        it("buys", function() end)
      end)`);
    expect(statuses(returned)).toEqual(['shop › sells: failed', 'shop › buys: failed']);
    expect(printed?.tests[0]?.message).toContain('no stock');
  });

  it('a test inside a test fails', async () => {
    const { returned } = await runJestLua(
      'it("outer", function() it("inner", function() end) end)',
    );
    expect(returned?.tests[0]).toMatchObject({
      path: ['outer'],
      status: 'failed',
      message: expect.stringContaining('Tests cannot be nested') as unknown,
      at: { chunk: SPEC, line: FIRST_LINE },
    });
  });
});
