import { parseSync } from '@swc/core';
import type { ApiClass, ApiData } from '../emulator/engine/api/api.ts';

/** The declaration files of `@rbxts/types`, as text. */
export interface DeclarationFiles {
  /** What every script may use. */
  none: string;
  /** What needs a plugin's permissions, which a task has. */
  pluginSecurity: string;
  enums: string;
}

/** What the parser gives of a syntax tree, as far as it is read here. */
export interface SyntaxNode {
  type: string;
  id?: { value: string };
  key?: { value: string };
  value?: string | number;
  readonly?: boolean;
  extends?: { expression: { value: string } }[];
  declaration?: SyntaxNode;
  body?: SyntaxNode[] | { body: SyntaxNode[] };
  typeAnnotation?: SyntaxNode;
  types?: SyntaxNode[];
  typeName?: SyntaxNode;
  left?: SyntaxNode;
  right?: SyntaxNode;
  literal?: { value: number };
  kind?: string;
}

/** Interfaces that list classes and are none. */
const LISTS = new Set(['Services', 'CreatableInstances', 'Instances', 'Objects']);

/** What the declarations call the root class, whose name TypeScript has taken. */
const ROOT = { declared: 'RBXObject', name: 'Object' };

/** References that stand for functions: members of these types can only be assigned. */
const CALLBACK_TYPES = new Set(['Callback', 'T']);

/** The top-level nodes of a declaration file. */
export function parse(source: string): SyntaxNode[] {
  // A declaration may name a parameter `arguments`; the parser takes every file for a module, in which none may.
  const text = source.replaceAll(/\barguments\b/g, 'arguments_');
  return parseSync(text, { syntax: 'typescript' }).body as unknown as SyntaxNode[];
}

/** The members of an interface or a module. */
export function membersOf({ body }: SyntaxNode): SyntaxNode[] {
  return Array.isArray(body) ? body : (body?.body ?? []);
}

/** The name that a type reference has. */
export function nameOf(node: SyntaxNode | undefined): string {
  if (node?.type !== 'TsQualifiedName') return String(node?.value ?? '');
  const left = nameOf(node.left);
  const right = nameOf(node.right);
  return left === 'globalThis' ? right : `${left}.${right}`;
}

/** A type as the table writes it; undefined for `undefined` itself. */
function writeType(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case 'TsKeywordType':
      return node.kind === 'undefined' ? undefined : node.kind;
    case 'TsTypeReference':
      return nameOf(node.typeName);
    case 'TsParenthesizedType':
      return node.typeAnnotation && writeType(node.typeAnnotation);
    case 'TsFunctionType':
      return 'Callback';
    case 'TsUnionType': {
      const names = (node.types ?? []).map(writeType);
      const isOptional = names.includes(undefined);
      return names.filter((name) => name !== undefined).join('/') + (isOptional ? '?' : '');
    }
    default:
      return 'unknown';
  }
}

type FullClass = Required<ApiClass>;

function emptyClass(): FullClass {
  return { super: '', flags: '', properties: {}, methods: [], events: [], callbacks: [] };
}

/** The class without its empty fields, which are a fifth of the file. */
function compact(full: FullClass): ApiClass {
  return Object.fromEntries(
    Object.entries(full).filter(([, value]) => Object.keys(value).length > 0),
  );
}

function addOnce(list: string[], name: string): void {
  if (!list.includes(name)) list.push(name);
}

/** The member's type behind `property: type` or `get property(): type`. */
function memberType(member: SyntaxNode): string {
  const annotation = member.typeAnnotation?.typeAnnotation;
  return (annotation && writeType(annotation)) ?? 'unknown';
}

function addMember(into: FullClass, member: SyntaxNode): void {
  const name = String(member.key?.value);
  if (name.startsWith('_nominal_')) return;
  if (member.type === 'TsMethodSignature') {
    addOnce(into.methods, name);
    return;
  }
  // A method of the base class that the declarations take away from TypeScript; Roblox has it.
  if (member.typeAnnotation?.typeAnnotation?.kind === 'never') {
    addOnce(into.methods, name);
    return;
  }
  if (member.type === 'TsSetterSignature') {
    // The getter stands in the other file, and so seemed to be read-only.
    const type = into.properties[name];
    if (type !== undefined) into.properties[name] = type.replace(/^!/, '');
    return;
  }
  const type = memberType(member);
  if (type === 'RBXScriptSignal' || name === 'Changed') addOnce(into.events, name);
  else if (CALLBACK_TYPES.has(type.replace('?', ''))) addOnce(into.callbacks, name);
  else {
    const isReadOnly = member.readonly === true || member.type === 'TsGetterSignature';
    into.properties[name] ??= (isReadOnly ? '!' : '') + type;
  }
}

function readClasses(files: readonly string[]): Record<string, ApiClass> {
  const classes: Record<string, FullClass> = {};
  const flagged: [name: string, flag: string][] = [];
  for (const node of files.flatMap(parse)) {
    const declared = String(node.id?.value);
    const names = membersOf(node).map(({ key }) => String(key?.value));
    if (declared === 'Services')
      flagged.push(...names.map((name) => [name, 'S'] as [string, string]));
    if (declared === 'CreatableInstances')
      flagged.push(...names.map((name) => [name, 'C'] as [string, string]));
    if (node.type !== 'TsInterfaceDeclaration' || LISTS.has(declared)) continue;

    const into = (classes[declared === ROOT.declared ? ROOT.name : declared] ??= emptyClass());
    const base = node.extends?.[0]?.expression.value ?? '';
    into.super ||= base === ROOT.declared ? ROOT.name : base;
    for (const member of membersOf(node)) addMember(into, member);
  }
  for (const [name, flag] of flagged) {
    const found = classes[name];
    if (found !== undefined && !found.flags.includes(flag)) found.flags += flag;
  }
  return Object.fromEntries(Object.entries(classes).map(([name, full]) => [name, compact(full)]));
}

function readEnums(file: string): Record<string, Record<string, number>> {
  const enums: Record<string, Record<string, number>> = {};
  const root = parse(file).find((node) => node.type === 'TsModuleDeclaration');
  for (const { declaration } of root ? membersOf(root.body as SyntaxNode) : []) {
    if (declaration?.type !== 'TsModuleDeclaration') continue;
    const items: Record<string, number> = {};
    for (const exported of membersOf(declaration.body as SyntaxNode)) {
      const item = exported.declaration;
      if (item?.type !== 'TsInterfaceDeclaration') continue;
      const value = membersOf(item).find(({ key }) => key?.value === 'Value');
      items[String(item.id?.value)] = Number(value?.typeAnnotation?.typeAnnotation?.literal?.value);
    }
    enums[String(declaration.id?.value)] = items;
  }
  return enums;
}

/** The classes and enums that the declarations of `@rbxts/types` name. */
export function readApi(files: DeclarationFiles): Pick<ApiData, 'classes' | 'enums'> {
  return {
    classes: readClasses([files.none, files.pluginSecurity]),
    enums: readEnums(files.enums),
  };
}
