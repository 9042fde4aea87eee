import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  findMentions,
  findLocations,
  isTraceLine,
  isFrameworkChunk,
  SCRIPT_CHUNK,
  readNames,
} from '../../../src/evaluate/location/parse-locations.ts';
import { hostileLuauText } from '../fixtures/hostile-luau.ts';

/** The first line of the script itself that a text names. */
function ownLine(text: string): number | undefined {
  return [...findLocations(text)].find(({ chunk }) => chunk === SCRIPT_CHUNK)?.line;
}

describe('findLocations, in the script itself', () => {
  it.each([
    ['TaskScript:1: the very first', 1],
    ["TaskScript:12: attempt to index nil with 'Shop'", 12],
    ["TaskScript:3: Expected identifier when parsing expression, got '='", 3],
    ["TaskScript:3: Expected ')' (to close '(' at line 2), got 'end'", 3],
    [
      "ReplicatedStorage.Shop:40: out of gold\nStack Begin\nScript 'ReplicatedStorage.Shop', Line 40 - function buy\nScript 'TaskScript', Line 7\nStack End",
      7,
    ],
    ['boom\nStack Begin\nScript \'[string "TaskScript"]\', Line 9\nStack End', 9],
    ['boom\n[string "TaskScript"], Line 5 - function f', 5],
    ['[string "TaskScript"]:6: boom', 6],
    ['ReplicatedStorage.Shop:40 function buy\nTaskScript:21 function smoke\nTaskScript:30', 21],
    ['the run ended with TaskScript:8: boom', 8],
    ['TaskScript:8, and nothing more', 8],
  ])('finds in %j line %i', (text, line) => {
    expect(ownLine(text)).toBe(line);
  });

  it.each([
    '',
    'boom',
    'TaskScript',
    'TaskScript:0: odd',
    'MyTaskScript:5: other',
    'ReplicatedStorage.TaskScript:5: a module of that name',
    'TaskScript:5th',
    'TaskScript:5.5',
  ])('finds no line of the script in %j', (text) => {
    expect(ownLine(text)).toBeUndefined();
  });
});

/** The places of a text, as short as Luau writes them. */
function locations(text: string): readonly string[] {
  return [...findLocations(text)].map(({ chunk, line }) => `${chunk}:${line}`);
}

describe('findLocations, in a message', () => {
  it.each([
    ['TaskScript:12: boom', 'TaskScript:12'],
    ['ReplicatedStorage.Shared.Inventory:40: boom', 'ReplicatedStorage.Shared.Inventory:40'],
    ['ReplicatedStorage.Inventory.spec:12: boom', 'ReplicatedStorage.Inventory.spec:12'],
    ['ReplicatedStorage.Price List:7: boom', 'ReplicatedStorage.Price List:7'],
    ['ReplicatedStorage.Ratio 3:4:12: boom', 'ReplicatedStorage.Ratio 3:4:12'],
    ['game.Workspace.Door:3: boom', 'game.Workspace.Door:3'],
    ['[string "ReplicatedStorage.Price List"]:12: boom', 'ReplicatedStorage.Price List:12'],
    ['Inventory:9: boom', 'Inventory:9'],
    ['it failed in ReplicatedStorage.Price List:7: boom', 'ReplicatedStorage.Price List:7'],
    ['could not load Shared.Shop:7', 'Shared.Shop:7'],
    ['(ReplicatedStorage.Shop:7)', 'ReplicatedStorage.Shop:7'],
    ['ReplicatedStorage.Shop:7: opens at 12:30:45', 'ReplicatedStorage.Shop:7'],
    ['ReplicatedStorage.Shop:7\r\n', 'ReplicatedStorage.Shop:7'],
    ['ReplicatedStorage.Shop:7: 12:30 is too late', 'ReplicatedStorage.Shop:7'],
    ['ReplicatedStorage.Shop2:7 function buy', 'ReplicatedStorage.Shop2:7'],
    ['ReplicatedStorage.Shop 2nd:7 function buy', 'ReplicatedStorage.Shop 2nd:7'],
    ['ReplicatedStorage.Ratio 3:12: boom', 'ReplicatedStorage.Ratio 3:12'],
    ['Inventory:9', 'Inventory:9'],
    ['Inventory:9\nmore', 'Inventory:9'],
    ['  at Inventory:9', 'Inventory:9'],
    ['  Inventory:9: boom', 'Inventory:9'],
    [`${'x'.repeat(400)}\nInventory:9: boom`, 'Inventory:9'],
    ['[string "Price List"]:12: boom', 'Price List:12'],
    ['not [string "A.B"] but C.D:7: boom', 'C.D:7'],
    ['Script "ReplicatedStorage.Price List", Line 12', 'ReplicatedStorage.Price List:12'],
    ["at 'ReplicatedStorage.Price List', Line 12", 'ReplicatedStorage.Price List:12'],
    ["Script 'ServerStorage.The 'Shop'', Line 3", "ServerStorage.The 'Shop':3"],
    ["Script 'ServerStorage.Stage B:4', Line 12", 'ServerStorage.Stage B:4:12'],
    ["Script 'ServerStorage.Stage B:4', line 12", 'ServerStorage.Stage B:4:12'],
  ])('finds in %j the location %s', (text, location) => {
    expect(locations(text)).toEqual([location]);
  });

  it.each([
    'It is 12:30:45',
    '12:30: late',
    'ReplicatedStorage.Shop opens at 12:30',
    'see http://localhost:8080 and https://example.com:443/x',
    'Tests: 3 failed',
    'Tests:3 failed',
    'IntegrationTests:3 failed',
    'Tests:12345678 failed',
    "expected 'Shop':12: boom",
    'entries["some.key"]:3: boom',
    `said${' '.repeat(300)}Shop:12: boom`,
    'Time:        1.4 s',
    'expected a ratio of 3:4',
    'ReplicatedStorage.Shop:0: no line',
    '',
    ':12',
    '""]:1',
    '[string ""]:1:',
  ])('finds no location in %j', (text) => {
    expect(locations(text)).toEqual([]);
  });

  it.each([
    'game',
    'workspace',
    'Workspace',
    'Chat',
    'CoreGui',
    'Lighting',
    'Players',
    'ReplicatedFirst',
    'ReplicatedStorage',
    'ServerScriptService',
    'ServerStorage',
    'SoundService',
    'StarterGui',
    'StarterPack',
    'StarterPlayer',
    'Teams',
    'TestService',
    'TextChatService',
  ])('keeps spaces in a name below %s', (service) => {
    expect(locations(`no luck in ${service}.Price List:7: boom`)).toEqual([
      `${service}.Price List:7`,
    ]);
  });

  it('ignores colours', () => {
    const esc = String.fromCharCode(27);
    const text = `${esc}[2m  at ServerScriptService.Shop.spec${esc}[22m:45`;
    expect(locations(text)).toEqual(['ServerScriptService.Shop.spec:45']);
  });

  it('finds both locations of a message that quotes another', () => {
    expect(locations('ReplicatedStorage.A:40: ReplicatedStorage.B C:12: boom')).toEqual([
      'ReplicatedStorage.A:40',
      'ReplicatedStorage.B C:12',
    ]);
  });
});

describe('findLocations, in a stack trace', () => {
  it.each([
    {
      style: 'the engine',
      text: `ReplicatedStorage.Price List:40: out of gold
Stack Begin
Script 'ReplicatedStorage.Price List', Line 40 - function find
Script 'ServerScriptService.O'Brien', Line 3 - function buy
Script 'TaskScript', Line 7
Stack End`,
      expected: [
        'ReplicatedStorage.Price List:40',
        "ServerScriptService.O'Brien:3",
        'TaskScript:7',
      ],
    },
    {
      style: 'the engine, with names as Luau quotes them',
      text: `out of gold
Stack Begin
Script '[string "ServerScriptService.Shop:2"]', Line 40 - function buy
[string "ReplicatedStorage.Price List"], Line 12
Script '[string "TaskScript"]', Line 7
Stack End`,
      expected: [
        'ServerScriptService.Shop:2:40',
        'ReplicatedStorage.Price List:12',
        'TaskScript:7',
      ],
    },
    {
      style: 'Jest',
      text: `  ● Shop › buy › takes the money at 12:30

    expect(received).toEqual(expected)

    Expected: 3
    Received: 2

      at ServerScriptService.Shop.spec:45
      at ReplicatedStorage.Price List:3 function find

Tests:       2 failed, 1 skipped, 7 passed, 10 total`,
      expected: ['ServerScriptService.Shop.spec:45', 'ReplicatedStorage.Price List:3'],
    },
    {
      style: 'TestEZ',
      text: `ReplicatedStorage.Inventory.spec:12: Expected value "2" (number), got "1" (number) instead
ReplicatedStorage.Inventory.spec:12
ReplicatedStorage.Inventory.spec:8 function it`,
      expected: ['ReplicatedStorage.Inventory.spec:12', 'ReplicatedStorage.Inventory.spec:8'],
    },
    {
      style: 'debug.traceback',
      text: `ReplicatedStorage.Shared.Inventory:40 function drop
ReplicatedStorage.Price List:5
TaskScript:21 function smoke
TaskScript:30
`,
      expected: [
        'ReplicatedStorage.Shared.Inventory:40',
        'ReplicatedStorage.Price List:5',
        'TaskScript:21',
        'TaskScript:30',
      ],
    },
  ])('finds the frames of $style, the innermost first', ({ text, expected }) => {
    expect(locations(text)).toEqual(expected);
  });

  it('returns each location once', () => {
    const frame = "Script 'TaskScript', Line 3 - function f";
    expect(locations(`TaskScript:3: boom\n${`${frame}\n`.repeat(50)}`)).toEqual(['TaskScript:3']);
  });
});

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;:]*m`, 'g');

/** The names that each line number of a text may belong to. */
function names(text: string): readonly (readonly string[])[] {
  return [...findMentions(text)].map((mention) =>
    [...readNames(mention)].map(({ chunk }) => chunk),
  );
}

describe('readNames', () => {
  it.each([
    [
      'no luck: Shared.Price List:7: boom',
      ['no luck: Shared.Price List', 'luck: Shared.Price List', 'Shared.Price List'],
    ],
    ['A.B:7 function buy', ['A.B']],
    ['[string "Shared.Price List"]:7: boom', ['Shared.Price List']],
    ['[string "Price List"]:7: boom', ['Price List']],
    ['[string "The Shop.Till"]:7: boom', ['The Shop.Till']],
    ['Price List:7: boom', ['Price List']],
    ['  at Shop:7', ['Shop']],
    ['Shop:7\r\n', ['Shop']],
    ['Shop:7\nmore', ['Shop']],
    [
      'see Shop.Till and TaskScript:7, please',
      ['see Shop.Till and TaskScript', 'Shop.Till and TaskScript', 'TaskScript'],
    ],
  ])('lists for %j the names %j', (text, expected) => {
    expect(names(text)).toEqual([expected]);
  });

  it.each([
    ['an everyday word', 'Tests:3 failed'],
    ['nothing at all', ':12: boom'],
    ['a word of a long line', `said${' '.repeat(300)}Shop:12: boom`],
    ['a longer name than that of the script', 'MyTaskScript:3 failed'],
    ['a word far behind that name', 'TaskScript is no Inventory:3 failed'],
    ['an address', 'see http://TaskScript:80/x'],
  ])('lists no name for %s', (_, text) => {
    expect(names(text)).toEqual([[]]);
  });

  it('returns the offset of each name in any text', () => {
    fc.assert(
      fc.property(hostileLuauText, (coloured) => {
        const text = coloured.replace(COLOUR, '');
        for (const mention of findMentions(text)) {
          for (const { chunk, start } of readNames(mention)) {
            expect(text.startsWith(chunk, start)).toBe(true);
          }
        }
      }),
    );
  });

  it.each([
    'boom\nit was Shared.Price List:7: boom',
    'boom\nScript \'[string "Shared.Shop"]\', Line 7',
    `${'x '.repeat(200)}\nat Shop:7`,
    `${'x '.repeat(200)}Shared.Shop:7`,
  ])('returns the offset of each name in %j', (text) => {
    const [mention] = findMentions(text);
    const readings = mention === undefined ? [] : [...readNames(mention)];
    expect(readings).not.toEqual([]);
    expect(readings.filter(({ chunk, start }) => !text.startsWith(chunk, start))).toEqual([]);
  });
});

describe('isFrameworkChunk', () => {
  it.each([
    'ReplicatedStorage.TestEZ.TestRunner',
    'ReplicatedStorage.DevPackages._Index.x',
    'ServerStorage.JestGlobals',
    'jest.circus',
    'ReplicatedStorage.node_modules.@jsdotlua.promise.src',
    'ReplicatedStorage.node_modules.@rbxts.jest-vendor.jest-lua.jest-runtime',
  ])('is true for %s', (chunk) => {
    expect(isFrameworkChunk(chunk)).toBe(true);
  });

  it.each(['ReplicatedStorage.Shop', 'ReplicatedStorage.Jester', 'ReplicatedStorage.MyTestEZ'])(
    'is false for %s',
    (chunk) => {
      expect(isFrameworkChunk(chunk)).toBe(false);
    },
  );
});

describe('findLocations, in any text', () => {
  it('returns names and lines from 1', () => {
    fc.assert(
      fc.property(hostileLuauText, (text) => {
        expect([...findLocations(text)].every(({ chunk, line }) => chunk !== '' && line >= 1)).toBe(
          true,
        );
      }),
    );
  });
});

describe('isTraceLine', () => {
  it.each(['... 12 more lines truncated', '    ... 1 more line truncated'])(
    'counts what ends a trace that Jest cut: %j',
    (line) => {
      expect(isTraceLine(line)).toBe(true);
    },
  );

  it.each(['... more lines truncated', '12 more lines truncated', '... 12 more lines'])(
    'does not count %j',
    (line) => {
      expect(isTraceLine(line)).toBe(false);
    },
  );
});
