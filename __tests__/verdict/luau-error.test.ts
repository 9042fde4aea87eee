import { describe, expect, it } from '@jest/globals';
import { findScriptLine } from '../../src/verdict/luau-error.ts';

describe('the line of the script that an error names', () => {
  it.each([
    ["TaskScript:12: attempt to index nil with 'Shop'", 12],
    ["TaskScript:3: Expected identifier when parsing expression, got '='", 3],
    [
      "ReplicatedStorage.Shop:40: out of gold\nStack Begin\nScript 'ReplicatedStorage.Shop', Line 40 - function buy\nScript 'TaskScript', Line 7\nStack End",
      7,
    ],
    ['boom\nStack Begin\nScript \'[string "TaskScript"]\', Line 9\nStack End', 9],
    ['boom\n[string "TaskScript"], Line 5 - function f', 5],
    ['ReplicatedStorage.Shop:40 function buy\nTaskScript:21 function smoke\nTaskScript:30', 21],
  ])('in %j is %i', (text, line) => {
    expect(findScriptLine(text)).toBe(line);
  });

  it.each([
    '',
    'boom',
    'TaskScript',
    'TaskScript:0: odd',
    'MyTaskScript:5: other',
    'TaskScript:5th',
  ])('is in none of %j', (text) => {
    expect(findScriptLine(text)).toBeUndefined();
  });
});
