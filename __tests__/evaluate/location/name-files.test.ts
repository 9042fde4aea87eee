import { describe, expect, it } from '@jest/globals';
import { lookupBudget } from '../../../src/evaluate/location/locate.ts';
import { nameFiles, nameFilesOf } from '../../../src/evaluate/location/name-files.ts';
import type { Verdict } from '../../../src/evaluate/types.ts';

const FILES: Readonly<Record<string, string>> = {
  'ReplicatedStorage.Shared.Inventory': 'src/shared/Inventory.luau',
  'ServerScriptService.Ratio 3:4': 'src/server/ratio.luau',
};

const MAP = { fileOf: (chunk: string) => FILES[chunk] };

function named(text: string): string {
  return nameFiles(text, MAP, lookupBudget());
}

describe('the names of modules in a message or a trace', () => {
  it.each([
    [
      'an error',
      'ReplicatedStorage.Shared.Inventory:10: attempt to index nil',
      'src/shared/Inventory.luau:10: attempt to index nil',
    ],
    [
      'a stack',
      "Stack Begin\nScript 'ReplicatedStorage.Shared.Inventory', Line 10 - function take\nScript 'TaskScript', Line 5\nStack End",
      "Stack Begin\nScript 'src/shared/Inventory.luau', Line 10 - function take\nScript 'TaskScript', Line 5\nStack End",
    ],
    [
      'the format of debug.traceback, with colours',
      'at \u001B[31mReplicatedStorage.Shared.Inventory\u001B[0m:10 function take',
      'at src/shared/Inventory.luau:10 function take',
    ],
    ['a name with a colon', 'ServerScriptService.Ratio 3:4:12: no', 'src/server/ratio.luau:12: no'],
    [
      'several on a line',
      'ReplicatedStorage.Shared.Inventory:1: ReplicatedStorage.Shared.Inventory:2: no',
      'src/shared/Inventory.luau:1: src/shared/Inventory.luau:2: no',
    ],
  ])('become files in %s', (_, text, expected) => {
    expect(named(text)).toBe(expected);
  });

  it.each([
    ['are unknown', 'ReplicatedStorage.Packages.Expect:88 function fail'],
    ['are the script', 'TaskScript:9: no'],
    ['are quoted', 'Expected: "ReplicatedStorage.Shared.Inventory:7: boom"'],
    ['have no line', 'ReplicatedStorage.Shared.Inventory is empty'],
  ])('stay if they %s', (_, text) => {
    expect(named(text)).toBe(text);
  });

  it('stay once the lookups are used up', () => {
    const text = 'a.b c.d e.f:1\nReplicatedStorage.Shared.Inventory:10: no';
    expect(nameFiles(text, MAP, { left: 2 })).toBe(text);
  });

  it('become files in the message, the failing tests, the problems and the warnings of a verdict', () => {
    const at = 'ReplicatedStorage.Shared.Inventory:10: no';
    const test = { path: ['takes'], status: 'failed', message: at, trace: at } as const;
    const passed = { path: ['adds'], status: 'passed', message: at } as const;
    const verdict: Verdict = {
      outcome: 'failed',
      message: at,
      warnings: [],
      locatedWarnings: [{ text: at, location: { line: 10 } }],
      tests: {
        framework: 'custom',
        origin: 'returned',
        tests: [test, passed],
        counts: { total: 2, passed: 1, failed: 1, skipped: 0 },
        problems: [at],
      },
    };
    const file = 'src/shared/Inventory.luau:10: no';
    expect(nameFilesOf(verdict, MAP, lookupBudget())).toMatchObject({
      message: file,
      locatedWarnings: [{ text: file }],
      tests: { tests: [{ message: file, trace: file }, { message: at }], problems: [file] },
    });
    expect(nameFilesOf(verdict, undefined, lookupBudget())).toBe(verdict);
  });
});
