import { beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  withEmulatorTables,
  type EmulatorParts,
} from '../../tools/emulator-table/emulator-tables.ts';
import { readEmulatorParts } from '../../tools/emulator-table/read-parts.ts';

const page = readFileSync('docs/emulator.md', 'utf8');

let parts: EmulatorParts;

beforeAll(async () => {
  parts = await readEmulatorParts();
});

function rowOf(name: string, written: string): string | undefined {
  return written.split('\n').find((line) => line.startsWith(`| \`${name}\``));
}

it('the tables of the emulator are what `npm run docs` makes of the API and of the engine', () => {
  expect(withEmulatorTables(page, parts)).toBe(page);
});

it('the row of a class tells methods that the engine has from those that it lacks', () => {
  const classes = { Oven: { flags: 'S', methods: ['Bake', 'Clean'] } };
  const registry = { methods: { Oven: ['Bake', 'bake'] }, properties: {}, datatypes: {} };
  const written = withEmulatorTables(page, { api: { classes }, datatypes: [], registry });
  expect(rowOf('Oven', written)).toBe('| `Oven` (service) | `Bake` |  | `Clean` |');
});

it('classes without behaviour of their own are only counted', () => {
  const classes = { Oven: { methods: ['Bake', 'Clean'] }, Stone: {} };
  const registry = { methods: {}, properties: {}, datatypes: {} };
  const written = withEmulatorTables(page, { api: { classes }, datatypes: [], registry });
  expect(written).toContain(
    'Of the 2 classes of the API, 0 have a row. The other 2 have their properties and what they inherit; 1 of them have methods of their own at Roblox, 2 in all, which the emulator lacks.',
  );
});

it('a datatype that the engine has not built lacks all of its members', () => {
  const datatypes = [{ name: 'Vector9', constructors: ['new'], members: ['X'] }];
  const written = withEmulatorTables(page, { ...parts, datatypes });
  expect(rowOf('Vector9', written)).toBe('| `Vector9` |  |  | `Vector9.new`, `X` |');
});

it('the engine is asked for its members, not the declarations', () => {
  const { Vector2, User } = parts.registry.datatypes;
  expect(Vector2?.members).toEqual(expect.arrayContaining(['X', 'Dot']));
  expect(User).toEqual({ constructors: [], members: [] });
  expect(parts.registry.methods['Workspace']).not.toContain('Raycast');
});
