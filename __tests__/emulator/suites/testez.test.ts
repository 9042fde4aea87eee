import { describe, expect, it } from '@jest/globals';
import { run } from '../engine/run.ts';
import { suitePlace } from './suite-place.ts';

const RUN = `
  local TestEZ = require(game.ReplicatedStorage.TestEZ)
  local results = TestEZ.TestBootstrap:run({ game.ReplicatedStorage.Specs }, TestEZ.Reporters.TextReporter)
  return results.successCount, results.failureCount, results.skippedCount, #results.errors`;

/** Runs specs by the real TestEZ: passed, failed, skipped, errors, and the log. */
async function testez(body: string): Promise<{ counts: unknown; log: string }> {
  const { instances } = suitePlace(
    { 'shop.spec.lua': `return function()\n${body}\nend` },
    { TestEZ: 'node_modules/@rbxts/testez/src' },
  );
  const { outcome, log } = await run(RUN, { tree: instances });
  return {
    counts: outcome.kind === 'returned' ? outcome.results : outcome,
    log: log.join('\n'),
  };
}

describe('TestEZ runs in the emulator', () => {
  it('tests of TestEZ that pass, also nested ones and ones that wait, are counted', async () => {
    const { counts, log } = await testez(`
      describe("shop", function()
        local price
        beforeEach(function() price = 2 end)
        it("adds", function() expect(price + 1).to.equal(3) end)
        describe("sale", function()
          it("waits", function() task.wait(1) expect(price).never.to.equal(3) end)
        end)
      end)`);
    expect(counts).toEqual([2, 0, 0, 0]);
    expect(log).toContain('2 passed, 0 failed, 0 skipped');
  });

  it('a test of TestEZ that fails is reported with its reason and its line', async () => {
    const { counts, log } = await testez(`
      it("adds", function() expect(1 + 1).to.equal(3) end)
      it("throws", function() expect(function() error("no") end).to.throw() end)`);
    expect(counts).toEqual([1, 1, 0, 1]);
    expect(log).toContain('Expected value "3" (number), got "2" (number) instead');
    expect(log).toContain('ReplicatedStorage.Specs.shop.spec:3');
  });

  it('TestEZ skips tests, and runs focused ones alone', async () => {
    const skipped = await testez(`
      itSKIP("later", function() error("ran") end)
      it("now", function() end)`);
    expect(skipped.counts).toEqual([1, 0, 1, 0]);
    const focused = await testez(`
      itFOCUS("this", function() end)
      it("other", function() error("ran") end)`);
    expect(focused.counts).toEqual([1, 0, 1, 0]);
  });

  it('a spec of TestEZ that fails while it is planned is an error', async () => {
    const { counts, log } = await testez('error("no plan")');
    expect(counts).toEqual([0, 0, 0, 1]);
    expect(log).toContain('no plan');
  });
});
