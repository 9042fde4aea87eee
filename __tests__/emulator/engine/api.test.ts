import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadApi } from '../../../emulator/engine/api/api.ts';

const TYPES = new URL('../../../node_modules/@rbxts/types/', import.meta.url);
const TABLE = new URL('../../../emulator/engine/api/api.json', import.meta.url);

const api = loadApi();

function declarations(name: string): string {
  const text = readFileSync(new URL(`include/generated/${name}.d.ts`, TYPES), 'utf8');
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '');
}

const NO_CLASSES = new Set(['Services', 'CreatableInstances', 'Instances', 'Objects']);

/** Reads the declarations by their lines, in another way than the generator: `Class.Member` for each member. */
function declaredMembers(): Set<string> {
  const members = new Set<string>();
  let owner: string | undefined;
  let header = '';
  for (const line of `${declarations('None')}\n${declarations('PluginSecurity')}`.split('\n')) {
    if (line.startsWith('interface ')) header = line;
    // A header may span lines: `extends Pages<{`, then fields of the type argument, then `}> {`.
    if (/^(interface|\}).* \{$/.test(line)) {
      const [, name] = /^interface (\w+)/.exec(header) ?? [];
      owner = name === 'RBXObject' ? 'Object' : name;
    } else if (/^(interface|\})/.test(line)) owner = undefined;
    const [, quoted, plain] =
      /^ {4}(?:readonly |get |set )?(?:"([^"]+)"|(\w+))[?<(:]/.exec(line) ?? [];
    const member = quoted ?? plain;
    if (owner === undefined || NO_CLASSES.has(owner)) continue;
    if (member !== undefined && !member.startsWith('_nominal_')) members.add(`${owner}.${member}`);
  }
  return members;
}

describe('the table of the API', () => {
  it('has each member of each class that the declarations have, and no other', () => {
    const listed = Object.entries(api.classes).flatMap(([name, found]) =>
      [
        ...Object.keys(found.properties ?? {}),
        ...(found.methods ?? []),
        ...(found.events ?? []),
        ...(found.callbacks ?? []),
      ].map((member) => `${name}.${member}`),
    );
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.toSorted()).toEqual([...declaredMembers()].toSorted());
  });

  it('keeps what follows a union type', () => {
    expect(api.classes['Camera']?.properties).toMatchObject({
      CameraSubject: 'Humanoid/BasePart?',
      CameraType: 'Enum.CameraType',
      ViewportSize: '!Vector2',
    });
  });

  it('knows for each class the one that it inherits from', () => {
    const orphans = Object.entries(api.classes).filter(
      ([name, { super: base }]) =>
        name !== 'Object' && (base === undefined || !(base in api.classes)),
    );
    expect(orphans).toEqual([]);
  });

  it('writes no type that a reader could not split', () => {
    const types = Object.values(api.classes).flatMap((found) =>
      Object.values(found.properties ?? {}),
    );
    expect(types.filter((type) => !/^!?[\w.]+(\/[\w.]+)*\??$/.test(type))).toEqual([]);
  });

  it('has each enum with the numbers of its items', () => {
    const text = declarations('enums');
    const names = [...text.matchAll(/^ {4}export namespace (\w+) \{/gm)].map(([, name]) => name);
    expect(Object.keys(api.enums)).toEqual(names);
    const values = [...text.matchAll(/^ {12}Value: (-?\d+);/gm)].map(([, value]) => Number(value));
    expect(Object.values(api.enums).flatMap((items) => Object.values(items))).toEqual(values);
  });

  it('has services and classes that can be created, each in its declared list', () => {
    const text = declarations('None') + declarations('PluginSecurity');
    const list = (name: string) =>
      [...text.matchAll(new RegExp(`^interface ${name} \\{([^}]*)\\}`, 'gm'))]
        .flatMap(([, body]) => [...(body ?? '').matchAll(/^\s+(\w+):/gm)])
        .map(([, member]) => String(member));
    const flagged = (flag: string) =>
      Object.keys(api.classes).filter((name) => api.classes[name]?.flags?.includes(flag));
    expect(flagged('S').toSorted()).toEqual([...new Set(list('Services'))].toSorted());
    expect(flagged('C').toSorted()).toEqual([...new Set(list('CreatableInstances'))].toSorted());
  });

  it('says where it comes from, in under 300 KB', () => {
    const { version } = JSON.parse(readFileSync(new URL('package.json', TYPES), 'utf8')) as {
      version: string;
    };
    expect(api.source).toContain(`@rbxts/types ${version}`);
    expect(api.license).toBe('MIT');
    expect(api.generated).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(statSync(TABLE).size).toBeLessThan(300_000);
  });
});
