import type { ApiClass, ApiData } from '../../emulator/engine/api/api.ts';
import { replaceTables, table } from '../reference-tables.ts';
import type { DeclaredDatatype } from './declared-datatypes.ts';
import type { Registry } from './registry.ts';

/** More missing members are only counted. */
const MAX_NAMED = 6;

/** What the tables are made of. */
export interface EmulatorParts {
  readonly api: Pick<ApiData, 'classes'>;
  readonly datatypes: readonly DeclaredDatatype[];
  readonly registry: Registry;
}

/**
 * Replaces the tables of classes and datatypes in the emulator's page.
 *
 * @throws {Error} if the page has no markers for them
 */
export function withEmulatorTables(page: string, parts: EmulatorParts): string {
  const written = replaceTables(page, 'classes of the emulator', classTable(parts));
  return replaceTables(written, 'datatypes of the emulator', datatypeTable(parts));
}

function classTable({ api: { classes }, registry }: EmulatorParts): string {
  const built = Object.entries(classes).filter(
    ([name]) => registry.methods[name] !== undefined || registry.properties[name] !== undefined,
  );
  const rows = built
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, found]) => classRow(name, found, registry));
  return `${table(['class', 'methods', 'computed properties', 'methods that it lacks'], rows)}

${describeOthers(classes, built.length, registry)}`;
}

function classRow(name: string, found: ApiClass, registry: Registry): string[] {
  const methods = registry.methods[name] ?? [];
  const declared = found.methods ?? [];
  const service = found.flags?.includes('S') ? ' (service)' : '';
  // Names that the declarations lack are older spellings of the others.
  const known = methods.filter((method) => declared.includes(method));
  return [
    `\`${name}\`${service}`,
    list(known.length > 0 ? known : methods),
    list(registry.properties[name] ?? []),
    inShort(declared.filter((method) => !methods.includes(method))),
  ];
}

/** One sentence about the classes without a row. */
function describeOthers(
  classes: Readonly<Record<string, ApiClass>>,
  builtCount: number,
  registry: Registry,
): string {
  const others = Object.entries(classes).filter(
    ([name]) => registry.methods[name] === undefined && registry.properties[name] === undefined,
  );
  const withMethods = others.filter(([, { methods = [] }]) => methods.length > 0);
  const count = withMethods.reduce((sum, [, { methods = [] }]) => sum + methods.length, 0);
  return `Of the ${Object.keys(classes).length} classes of the API, ${builtCount} have a row. The other ${others.length} have their properties and what they inherit; \
${withMethods.length} of them have methods of their own at Roblox, ${count} in all, which the emulator lacks.`;
}

function datatypeTable({ datatypes, registry }: EmulatorParts): string {
  const rows = datatypes.map(({ name, constructors, members }) => {
    const found = registry.datatypes[name] ?? { constructors: [], members: [] };
    const missing = [
      ...constructors
        .filter((member) => !found.constructors.includes(member))
        .map((member) => `${name}.${member}`),
      ...members.filter((member) => !found.members.includes(member)),
    ];
    return [`\`${name}\``, list(found.constructors), list(found.members), inShort(missing)];
  });
  return table(['datatype', 'its global has', 'its values have', 'lacks'], rows);
}

function list(names: readonly string[]): string {
  return names
    .toSorted()
    .map((name) => `\`${name}\``)
    .join(', ');
}

function inShort(names: readonly string[]): string {
  const named = list(names.toSorted().slice(0, MAX_NAMED));
  const rest = names.length - MAX_NAMED;
  return rest > 0 ? `${named} and ${rest} more` : named;
}
