import { describe, expect, it } from '@jest/globals';
import {
  findScriptLine,
  findSyntaxLine,
  findThreadScript,
  mapText,
  type LineMap,
} from '../../../src/tasks/shared/script-lines.ts';

// The runner has the lines up to 9, those between the scripts, and 20 and 21 at the end.
const LINES: LineMap = [
  { file: 'a.luau', first: 10, count: 3 },
  { file: 'b.luau', first: 15, count: 1 },
  { file: 'c.luau', first: 18, count: 2 },
];

const A = 0;
const B = 1;
const C = 2;

describe('a line of the chunk', () => {
  it.each([
    [1, undefined],
    [9, undefined],
    [10, { script: A, line: 1 }],
    [12, { script: A, line: 3 }],
    [13, undefined],
    [14, undefined],
    [15, { script: B, line: 1 }],
    [16, undefined],
    [18, { script: C, line: 1 }],
    [19, { script: C, line: 2 }],
    [20, undefined],
  ])("line %d of the chunk is mapped to a script, or is the runner's", (chunkLine, found) => {
    expect(findScriptLine(LINES, chunkLine)).toEqual(found);
  });

  it.each([
    [8, undefined],
    [9, { script: A, line: 1 }],
    [10, { script: A, line: 1 }],
    [12, { script: A, line: 3 }],
    [13, { script: A, line: 3 }],
    [14, { script: B, line: 1 }],
    [16, { script: B, line: 1 }],
    [17, { script: C, line: 1 }],
    [20, { script: C, line: 2 }],
    [21, undefined],
  ])('a syntax error on line %d belongs to the script on it or beside it', (line, found) => {
    expect(findSyntaxLine(LINES, line)).toEqual(found);
  });
});

describe('mapText', () => {
  it.each([
    ['nothing of the chunk', 'nothing of the chunk'],
    ['TaskScript:15: boom', 'TaskScript:1: boom'],
    ['[string "TaskScript"]:15: boom', '[string "TaskScript"]:1: boom'],
    ["Script 'TaskScript', Line 15", "Script 'TaskScript', Line 1"],
    ['at "TaskScript", line 15.', 'at "TaskScript", line 1.'],
    ['(TaskScript:15)', '(TaskScript:1)'],
    ['TaskScript:15: TaskScript:15: twice', 'TaskScript:1: TaskScript:1: twice'],
    ['\u001B[2mTaskScript\u001B[22m:\u001B[33m15', '\u001B[2mTaskScript\u001B[22m:\u001B[33m1'],
  ])("maps the script's own locations: %j", (text, mapped) => {
    expect(mapText(text, LINES, B)).toBe(mapped);
  });

  it.each([
    ['TaskScript:11: boom', 'a.luau:2: boom'],
    ['TaskScript:19: boom', 'c.luau:2: boom'],
    ['[string "TaskScript"]:18: boom', 'c.luau:1: boom'],
    ["Script 'TaskScript', Line 12 - function f", "Script 'a.luau', Line 3 - function f"],
    ['TaskScript:19 called from TaskScript:15', 'c.luau:2 called from TaskScript:1'],
  ])("names other scripts' locations by their files: %j", (text, mapped) => {
    expect(mapText(text, LINES, B)).toBe(mapped);
  });

  it.each([
    ['x TaskScript:16', 'x share-task:16'],
    ['x TaskScript:21', 'x share-task:21'],
  ])("names the runner's locations as such: %j", (text, mapped) => {
    expect(mapText(text, LINES, B)).toBe(mapped);
  });

  it("removes the runner's location from the start of a message", () => {
    expect(mapText('TaskScript:3: in ours', LINES, B)).toBe('in ours');
  });

  it.each([
    '    at TaskScript:4 function catch',
    '\u001B[2mTaskScript:4\u001B[22m',
    '[string "TaskScript"]:4: in function catch',
    "Script 'TaskScript', Line 4 in function catch",
  ])("removes the runner's frames as frameworks print them: %j", (frame) => {
    expect(mapText(`boom\n${frame}\nend`, LINES, B)).toBe('boom\nend');
  });

  it.each([
    'TaskScript:22: beyond the chunk',
    'TaskScript:999999: beyond the chunk',
    'TaskScript:22',
    'ServerStorage.TaskScript:15: another script',
    'MyTaskScript:15',
    'tests/TaskScript:15',
    'TaskScript:15x',
    'TaskScript:15.5',
    'TaskScript:1500000000',
    'TaskScript, line fifteen',
  ])('keeps other text: %j', (text) => {
    expect(mapText(text, LINES, B)).toBe(text);
  });

  it("removes the runner's frames from traces, and no other line", () => {
    const trace = [
      'TaskScript:15: boom',
      'Stack Begin',
      "Script 'TaskScript', Line 15 - function f",
      "Script 'TaskScript', Line 12",
      "Script 'TaskScript', Line 140 - function g",
      "Script 'TaskScript', Line 3 - function writeValue",
      '\tTaskScript:16',
      'TaskScript:4 function catch\r',
      "Script 'TaskScript', Line 21",
      "Script 'ServerStorage.Module', Line 3",
      'TaskScript:5 is in ours',
      '',
      'Stack End',
    ].join('\n');
    expect(mapText(trace, LINES, B).split('\n')).toEqual([
      'TaskScript:1: boom',
      'Stack Begin',
      "Script 'TaskScript', Line 1 - function f",
      "Script 'a.luau', Line 3",
      "Script 'TaskScript', Line 140 - function g",
      "Script 'ServerStorage.Module', Line 3",
      'share-task:5 is in ours',
      '',
      'Stack End',
    ]);
  });
});

describe('findThreadScript', () => {
  const stack = (...lines: readonly number[]): string =>
    [
      'Stack Begin',
      ...lines.map((line) => `Script 'TaskScript', Line ${line} - function f`),
      "Script 'ServerStorage.Module', Line 7",
      'Stack End',
    ].join('\n');

  it.each([
    ['TaskScript:11: f was called here', [11, 18], C],
    ['TaskScript:18: f was called here', [18, 15, 3], B],
    ['a module failed', [11], A],
    ['a module failed, not TaskScript:15', [11], A],
    ['TaskScript:15: on a full stack', [], B],
    ['TaskScript:15: in the runner only', [3, 16], B],
  ])('finds the script that started the thread: %j %j', (message, frames, script) => {
    expect(findThreadScript(`${message}\n${stack(...frames)}`, LINES)).toBe(script);
  });

  it.each([
    ['TaskScript:12: boom', A],
    ['[string "TaskScript"]:18: boom', C],
    ['TaskScript:15: TaskScript:18: raised again', B],
  ])('takes the location of the error if there is no trace: %j', (text, script) => {
    expect(findThreadScript(text, LINES)).toBe(script);
  });

  it.each([
    'boom',
    'told of TaskScript:12',
    'TaskScript:3: in the runner',
    'TaskScript:3: in the runner, called from TaskScript:15',
    'TaskScript: nowhere',
    `boom\n${stack()}`,
    `boom\n${stack(3, 9)}`,
  ])('finds no script if there is no location: %j', (text) => {
    expect(findThreadScript(text, LINES)).toBeUndefined();
  });
});
