import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RunOutcome } from '../../../emulator/engine/run-script.ts';
import { parseArgs } from '../../../src/inputs/args-input.ts';
import { withArgs } from '../../../src/tasks/args.ts';
import { findImbalance } from '../../../src/tasks/luau-source.ts';
import { readSharedTask, type SharedPart } from '../../../src/tasks/shared/read-shared-task.ts';
import {
  buildSharedTask,
  findSyntaxError,
  type SharedScript,
  type SharedTask,
} from '../../../src/tasks/shared/build-shared-task.ts';
import type { Json, LogMessage, LuauTask } from '../../../src/open-cloud/types.ts';
import { runs } from '../../support/runs.ts';
import { fail, runLuau } from '../luau.ts';

const NONCE = '0123456789abcdef';
const PATH = { universeId: '11', placeId: '22', taskId: 'task' };

/** Names scripts `a.luau`, `b.luau`, … */
function named(texts: readonly string[]): readonly SharedScript[] {
  return texts.map((text, index) => ({ file: `${String.fromCodePoint(97 + index)}.luau`, text }));
}

/** The task that Roblox would make of this end. */
function taskOf(outcome: RunOutcome): LuauTask {
  switch (outcome.kind) {
    case 'returned':
      return {
        path: PATH,
        state: 'COMPLETE',
        ...(outcome.results && { results: outcome.results as Json[] }),
      };
    case 'raised':
      return {
        path: PATH,
        state: 'FAILED',
        error: { code: 'SCRIPT_ERROR', message: outcome.message },
      };
    case 'timed-out':
      return {
        path: PATH,
        state: 'FAILED',
        error: { code: 'DEADLINE_EXCEEDED', message: 'Script execution timed out.' },
      };
    default:
      return fail(`the chunk ended with ${JSON.stringify(outcome)}`);
  }
}

interface SharedRun {
  readonly shared: SharedTask;
  readonly task: LuauTask;
  readonly messages: readonly LogMessage[];
  readonly parts: readonly SharedPart[];
}

async function runChunk(texts: readonly string[], timeoutMs?: number): Promise<SharedRun> {
  const shared = buildSharedTask(named(texts), NONCE);
  const { outcome, messages } = await runLuau(shared.source, timeoutMs);
  const task = taskOf(outcome);
  return { shared, task, messages, parts: readSharedTask(shared, task, { messages }) };
}

async function run(...texts: readonly string[]): Promise<readonly SharedPart[]> {
  const { parts } = await runChunk(texts);
  return parts;
}

/** A part in a line: its state, and what it returned or why it failed. */
function reported({ status: end, task: { state, results, error } }: SharedPart): string {
  const what =
    error === undefined ? JSON.stringify(results) : `${error.code ?? ''} ${error.message}`;
  return `${end} ${state} ${what}`;
}

function logged({ log }: SharedPart): readonly string[] {
  return log.messages.map(({ text, type }) => `${type} ${text}`);
}

describe('scripts that share a task in Luau', () => {
  it('scripts return and log the same in a shared task as alone', async () => {
    const parts = await run('print("one") return 1, nil, "x"', 'warn("two")', 'return nil');
    expect(parts.map(reported)).toEqual([
      'ended COMPLETE [1,null,"x"]',
      'ended COMPLETE undefined',
      'ended COMPLETE [null]',
    ]);
    expect(parts.map(logged)).toEqual([['OUTPUT one'], ['WARNING two'], []]);
    expect(parts.every(({ durationMs = -1 }) => durationMs >= 0)).toBe(true);
  });

  it('each script has its own locals, varargs, args and early returns', async () => {
    const locals = Array.from({ length: 200 }, (_, index) => `local v${index} = tostring(1)`);
    const parts = await run(
      `${locals.join('\n')}\nif v0 then return select("#", ...), type((...)) end\nreturn "late"`,
      withArgs('--!strict\nreturn args.name, run, records, v0', parseArgs('{"name": "b"}')),
      'return args',
      '-- nothing but a comment',
      'return 1 -- no line end',
      '',
    );
    expect(parts.map(reported)).toEqual([
      'ended COMPLETE [1,"table"]',
      'ended COMPLETE ["b",null,null,null]',
      'ended COMPLETE [null]',
      'ended COMPLETE undefined',
      'ended COMPLETE [1]',
      'ended COMPLETE undefined',
    ]);
  });

  it('scripts may wait, and may replace globals for the next ones', async () => {
    const parts = await run(
      'task.wait() local ok = pcall(function() task.wait() error("x") end) return ok',
      'print = nil pcall = nil xpcall = nil os = nil table = nil string = nil task = nil leaked = 1',
      'return leaked',
    );
    expect(parts.map(reported)).toEqual([
      'ended COMPLETE [false]',
      'ended COMPLETE undefined',
      'ended COMPLETE [1]',
    ]);
  });
});

describe('an error in a shared task', () => {
  it("an error fails only its script, with the script's own lines", async () => {
    const [first, second, third] = await run(
      'return 1',
      'local function f()\n  error("boom")\nend\ntask.wait()\nf()',
      'return 3',
    );
    expect(
      [first, second, third].map((part) => reported(part ?? fail('a part is missing'))),
    ).toEqual([
      'ended COMPLETE [1]',
      'ended FAILED SCRIPT_ERROR TaskScript:2: boom',
      'ended COMPLETE [3]',
    ]);
    expect(second?.log.messages.at(-1)).toEqual({
      type: 'ERROR',
      text: [
        'TaskScript:2: boom',
        'Stack Begin',
        "Script 'TaskScript', Line 2 - function f",
        "Script 'TaskScript', Line 5",
        'Stack End',
      ].join('\n'),
    });
  });

  it.each([
    ['error("no place", 0)', 'no place'],
    ['error("level two", 2)', 'level two'],
    ['error({ code = 1 })', 'Error occurred, no output from Luau.'],
    ['error(nil)', 'Error occurred, no output from Luau.'],
    ['error(setmetatable({}, { __tostring = function() return "told" end }))', 'told'],
    [
      'error(setmetatable({}, { __tostring = function() error("x") end }))',
      'Error occurred, no output from Luau.',
    ],
    ['local function f() return 1 + f() end\nreturn f()', 'TaskScript:1: stack overflow'],
    [
      'local co = coroutine.wrap(function()\nerror("in co") end)\nco()',
      'TaskScript:3: TaskScript:2: in co',
    ],
    ['return nil + 1', 'TaskScript:1: attempt to perform arithmetic (add) on nil and number'],
    ['error(string.rep("x", 1e6), 0)', 'x'.repeat(8192)],
    ['error("\\255\\0é", 0)', '\uFFFD\0\uFFFD\uFFFD'],
  ])('an error has the same message in a shared task as alone: %s', async (source, message) => {
    const [first, second] = await run(`\n${source}`.slice(1), 'return 2');
    expect(first?.task.error).toEqual({ code: 'SCRIPT_ERROR', message });
    expect(reported(second ?? fail('a part is missing'))).toBe('ended COMPLETE [2]');
  });

  it('an error in a deferred thread counts for the script that deferred it', async () => {
    const [first, second] = await run(
      'task.defer(function()\n  error("deferred")\nend)\ntask.delay(0.05, function() error("late") end)',
      'print("two") task.wait(0.2) print("done")',
    );
    expect(logged(first ?? fail('a part is missing'))).toEqual([
      expect.stringContaining('ERROR TaskScript:2: deferred'),
      expect.stringContaining('ERROR TaskScript:4: late'),
    ]);
    expect(logged(second ?? fail('a part is missing'))).toEqual(['OUTPUT two', 'OUTPUT done']);
  });

  it("an error in another script's function names that script's file", async () => {
    const [, second] = await run(
      '\n\nfunction shareIt(x)\n  error("shared " .. x)\nend',
      'shareIt("boom")',
    );
    expect(second?.task.error?.message).toBe('a.luau:4: shared boom');
    expect(second?.log.messages.at(-1)?.text).toContain(
      "Script 'a.luau', Line 4 - function shareIt",
    );
    expect(second?.log.messages.at(-1)?.text).toContain("Script 'TaskScript', Line 1");
  });

  it('locations in printed and returned texts are mapped, and those of modules are kept', async () => {
    const script = [
      'local _, message = pcall(function()',
      'error("caught") end)',
      'print(message, "ServerStorage.TaskScript:3: x", "TaskScript:999999: y")',
      'print(debug.traceback("here"))',
      'return { failures = { message } }, "\\27[2mTaskScript\\27[22m:" .. string.match(message, ":(%d+)")',
    ].join('\n');
    const [, second] = await run('return 1', script);
    expect(logged(second ?? fail('a part is missing'))).toEqual([
      'OUTPUT TaskScript:2: caught ServerStorage.TaskScript:3: x TaskScript:999999: y',
      'OUTPUT here\nTaskScript:4\n',
    ]);
    expect(second?.task.results).toEqual([
      { failures: ['TaskScript:2: caught'] },
      '\u001B[2mTaskScript\u001B[22m:2',
    ]);
  });

  it('an error is located on its line, whatever the scripts are', async () => {
    const filler = fc.constantFrom(
      '',
      '-- comment',
      'local x = 1',
      '--[[ long\ncomment ]]',
      'local s = [[a\nb]]',
      'if x then\n  x = nil\nend',
      'local t = `a{1}b`',
      '\r',
      'do local y = { 1, 2 } end;',
    );
    const script = fc.record({
      before: fc.array(filler, { maxLength: 6 }),
      eol: fc.constantFrom('\n', '\r\n'),
      after: fc.array(filler, { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 30 }), async (scripts) => {
        const sources = scripts.map(({ before, eol, after }) =>
          [...before, 'error("here")', ...after].join(eol),
        );
        const { shared, parts } = await runChunk(sources);
        const lines = sources.map(
          (source) => source.slice(0, source.indexOf('error(')).split('\n').length,
        );
        expect(parts.map(({ task }) => task.error?.message)).toEqual(
          lines.map((line) => `TaskScript:${line}: here`),
        );
        expect(shared.lines).toHaveLength(sources.length);
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('a syntax error in a shared task', () => {
  it.each([
    ['local x = =', "TaskScript:1: Expected identifier when parsing expression, got '='"],
    ['local x =\n', 'TaskScript:2: Expected identifier when parsing expression, got <eof>'],
    ['local x =', 'TaskScript:1: Expected identifier when parsing expression, got <eof>'],
    ['return 1\nprint(2)', "TaskScript:2: Expected <eof>, got 'print'"],
    ['\nbreak', 'TaskScript:2: break statement must be inside a loop'],
    ['\nlocal t = {\n  1 2\n}', "TaskScript:3: Expected '}' (to close '{' at line 2), got '2'"],
  ])(
    'a syntax error is reported as for the script alone, and the others run: %j',
    async (wrong, message) => {
      expect(findImbalance(wrong)).toBeUndefined();
      const alone = await runLuau(wrong);
      expect(alone.outcome).toEqual({ kind: 'raised', message });

      const sources = ['return 1', wrong, 'return 3'];
      const { shared, task, messages } = await runChunk(sources);
      const problem = findSyntaxError(shared, task, { messages });
      expect(problem).toMatchObject({
        script: 1,
        task: { state: 'FAILED', error: { code: 'SCRIPT_ERROR', message } },
        log: { messages: [{ text: message, type: 'ERROR' }] },
      });
      const others = await run(...sources.filter((_, index) => index !== problem?.script));
      expect(others.map(reported)).toEqual(['ended COMPLETE [1]', 'ended COMPLETE [3]']);
    },
  );

  it('a syntax error never affects another script, whatever the tokens are', async () => {
    const tokens =
      'if x then|if x then y else z|f()|function() end|do|end|x =|else|elseif y then|repeat|until|' +
      '`a{|}`|;|{|}|(|)|return|local a: A<b>|x = x >|,|::A<b>|:T|->|"s"|--|--[[|]]|not|\n';
    const script = fc
      .array(fc.constantFrom(...tokens.split('|')), { maxLength: 8 })
      .map((all) => all.join(' '))
      .filter((text) => findImbalance(text) === undefined);
    await fc.assert(
      fc.asyncProperty(script, async (text) => {
        const { shared, task, messages, parts } = await runChunk(['return 1', text, 'return 3']);
        const problem = findSyntaxError(shared, task, { messages });
        const [first, , third] = parts.map(({ task: { results } }) => results);
        expect(problem?.script ?? [first, third]).toEqual(problem ? 1 : [[1], [3]]);
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('a shared task that ends early', () => {
  it("an early end keeps the ended scripts' results and fails the running script", async () => {
    const { parts } = await runChunk(
      [
        'print("one") return { ok = false }',
        'error("two")',
        'print("three")\nwhile true do end',
        '',
        '',
      ],
      1_500,
    );
    expect(parts.map(reported)).toEqual([
      'ended COMPLETE [{"ok":false}]',
      'ended FAILED SCRIPT_ERROR TaskScript:1: two',
      'ended-task FAILED DEADLINE_EXCEEDED Script execution timed out.',
      'not-run FAILED  Not run: the task that it shared ended in c.luau, before its turn.',
      'not-run FAILED  Not run: the task that it shared ended in c.luau, before its turn.',
    ]);
    expect(parts.slice(0, 3).map((part) => logged(part)[0])).toEqual([
      'OUTPUT one',
      expect.stringContaining('ERROR TaskScript:1: two'),
      'OUTPUT three',
    ]);
    expect(parts.every(({ isLogCut }) => !isLogCut)).toBe(true);
  });

  it('the result says so if a script ended the shared task in another way', async () => {
    const suicide =
      'local main = coroutine.running() task.defer(task.cancel, main) coroutine.yield()';
    const parts = await run('return 1', suicide, 'return 3');
    expect(parts.map(reported)).toEqual([
      'ended COMPLETE [1]',
      'ended-task FAILED  The script ended the whole task that it shared.',
      'not-run FAILED  Not run: the task that it shared ended in b.luau, before its turn.',
    ]);
  });
});

describe('return values in a shared task', () => {
  it('return values are the same as from a script alone, whatever JSON they are', async () => {
    const script = `
      local cycle = { name = "x" } cycle.self = cycle
      return 0/0, math.huge, -math.huge, game, print, {}, { 1, 2, x = 3 }, { [5] = "five" }, cycle,
        { a = { b = { true, "\\0\\n\\"\\\\é" } } }, 0.1, -0, 2^53, "TaskScript"
    `;
    const [first] = await run(script, 'return 1');
    const alone = await runLuau(script);
    expect(first?.task.results).toEqual(alone.outcome.kind === 'returned' && alone.outcome.results);
  });

  it('return values that are too large fail only their script', async () => {
    const parts = await run(
      'return string.rep("x", 2^21)',
      "return string.rep('\"', 2^20)",
      'return { string.rep("\\n", 2^21) }',
      'local t = {} for i = 1, 40 do t = { t, t } end return t',
      'return string.rep("y", 1000)',
    );
    expect(parts.map(({ task }) => task.error?.code)).toEqual([
      undefined,
      'OUTPUT_SIZE_LIMIT_EXCEEDED',
      'OUTPUT_SIZE_LIMIT_EXCEEDED',
      'OUTPUT_SIZE_LIMIT_EXCEEDED',
      undefined,
    ]);
    expect(parts[0]?.task.results).toEqual(['x'.repeat(2 ** 21)]);
    expect(parts[4]?.task.results).toEqual(['y'.repeat(1000)]);
  });

  it("one script's return values leave space for the others'", async () => {
    const { parts, task, messages } = await runChunk([
      'return string.rep("x", 4080000)',
      'return string.rep("y", 16000)',
    ]);
    expect(parts.map(({ task: { state } }) => state)).toEqual(['COMPLETE', 'COMPLETE']);
    expect(Buffer.byteLength(JSON.stringify(task.results))).toBeLessThan(4 * 1024 * 1024);
    // What is too long for the log is in the table alone.
    expect(messages.map(({ text }) => text.length).toSorted((a, b) => b - a)[0]).toBeLessThan(
      20_000,
    );
  });
});
