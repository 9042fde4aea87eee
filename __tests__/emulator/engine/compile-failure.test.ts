import { describe, expect, it } from '@jest/globals';
import type { InstanceNode } from '../../../emulator/engine/instance-node.ts';
import { results, run } from './run.ts';

const numbers = (count: number): string => Array.from({ length: count }, (_, i) => i).join(', ');

const SOURCES: readonly [name: string, source: string, message: string][] = [
  [
    'too many arguments',
    `\nprint(${numbers(300)})`,
    ':2: Out of registers when trying to allocate 301 registers: exceeded limit 255',
  ],
  [
    'too many levels',
    `return ${'('.repeat(3000)}1${')'.repeat(3000)}`,
    ':1: Exceeded allowed recursion depth; simplify your expression to make the code compile',
  ],
  ['too many errors', 'local = ;\n'.repeat(150), ': Reached error limit (100)'],
  [
    'a continue that jumps over a local of until',
    'repeat\nlocal x = f()\nif x then continue end\nlocal y = x\nuntil y',
    ':5: Local y used in the repeat..until condition is undefined because continue statement on line 3 jumps over it',
  ],
];

describe('errors that the compiler of Luau throws are errors of the script', () => {
  it.each(SOURCES)('%s in the script', async (_, source, message) => {
    const { outcome } = await run(source);
    expect(outcome).toMatchObject({
      kind: 'raised',
      message: expect.stringMatching(/^TaskScript:\d+: /) as unknown,
    });
    expect(outcome.kind === 'raised' && outcome.message).toContain(message);
  });

  it('in a module, and the script goes on', async () => {
    const modules = [
      ...SOURCES.map(([name, source]) => ({ name, source })),
      { name: 'good', source: 'return 7' },
    ];
    const tree: InstanceNode[] = [
      { id: 0, parent: -1, className: 'ServerScriptService', name: 'ServerScriptService' },
      ...modules.map((module, index) => ({
        id: index + 1,
        parent: 0,
        className: 'ModuleScript',
        ...module,
      })),
    ];
    const script = `
      local sum = 0
      for round = 1, 20 do
        for _, module in game.ServerScriptService:GetChildren() do
          local copy = module:Clone()
          copy.Parent = workspace
          local ok, value = pcall(require, copy)
          if ok then sum += value end
        end
      end
      return sum`;
    expect(await results(script, { tree })).toEqual([140]);
  });
});
