import { membersOf, nameOf, parse, type SyntaxNode } from '../api-data.ts';

/** What the declarations say of a datatype: names of members, sorted. */
export interface DeclaredDatatype {
  readonly name: string;
  /** Members of the global, like `new`. */
  readonly constructors: readonly string[];
  /** Members of a value. */
  readonly members: readonly string[];
}

/** The global that the declarations write as a datatype, and whose members are those of the classes. */
const NO_DATATYPE = 'Instance';

/** Reads the datatypes of `roblox.d.ts` of `@rbxts/types`: the globals `X` of a type `XConstructor`. */
export function readDeclaredDatatypes(source: string): DeclaredDatatype[] {
  const interfaces = new Map<string, string[]>();
  const globals: string[] = [];
  for (const node of parse(source)) {
    const name = String(node.id?.value);
    if (node.type === 'TsInterfaceDeclaration') {
      const names = interfaces.get(name) ?? [];
      interfaces.set(name, [...names, ...memberNames(node)]);
    } else if (node.typeAnnotation?.type === 'TsConstructorType') {
      interfaces.set(name, ['new']);
    }
    globals.push(...constructedGlobals(node));
  }
  return globals
    .filter((name) => name !== NO_DATATYPE)
    .map((name) => ({
      name,
      constructors: unique(interfaces.get(`${name}Constructor`)),
      members: unique(interfaces.get(name)),
    }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function memberNames(node: SyntaxNode): string[] {
  return membersOf(node).flatMap((member) => {
    if (member.type === 'TsConstructSignatureDeclaration') {
      return ['new'];
    }
    const name: unknown = member.key?.value;
    return typeof name !== 'string' || name.startsWith('_nominal_') ? [] : [name];
  });
}

/** The names that `declare const X: XConstructor` declares. */
function constructedGlobals(node: SyntaxNode): string[] {
  const { declarations = [] } = node as { declarations?: { id: DeclaredName }[] };
  return declarations
    .filter(
      ({ id }) => nameOf(id.typeAnnotation?.typeAnnotation?.typeName) === `${id.value}Constructor`,
    )
    .map(({ id }) => id.value);
}

interface DeclaredName {
  readonly value: string;
  readonly typeAnnotation?: { readonly typeAnnotation?: SyntaxNode };
}

function unique(names: readonly string[] = []): string[] {
  return [...new Set(names)].toSorted();
}
