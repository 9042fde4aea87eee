import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { type TreeNode, createNode } from './instance-tree.ts';
import {
  type JsonObject,
  arrayField,
  isObject,
  objectField,
  parseJsonc,
  stringField,
} from './jsonc.ts';
import { MAX_TREE_DEPTH, type PlaceBudget } from './limits.ts';
import { localizationContents } from './localization-csv.ts';
import { luauLiteral } from './luau-literal.ts';
import { PlaceFileError, quoted } from './place-file-error.ts';
import type { ProjectFiles } from './project-files.ts';
import type { ProjectProperties } from './project-properties.ts';
import { readNodes } from './read-place.ts';
import type { FileKind } from './sync-rules.ts';

/** What the parts of a project's reader work with. */
export interface ProjectWork {
  files: ProjectFiles;
  budget: PlaceBudget;
  properties: ProjectProperties;
}

/** The numbers of `Enum.RunContext`. */
const RUN_CONTEXTS = { legacy: 0, server: 1, client: 2, plugin: 3 };

type RunContext = keyof typeof RUN_CONTEXTS;

/** Kinds of files that become scripts: the class, and the run context of a `Script`. */
function scriptOf(
  kind: FileKind,
  emitsLegacyScripts: boolean,
): { className: string; runContext?: RunContext } | undefined {
  switch (kind) {
    case 'serverScript':
      return { className: 'Script', runContext: emitsLegacyScripts ? 'legacy' : 'server' };
    case 'clientScript':
      return emitsLegacyScripts
        ? { className: 'LocalScript' }
        : { className: 'Script', runContext: 'client' };
    case 'pluginScript':
      return { className: 'Script', runContext: 'plugin' };
    case 'legacyServerScript':
      return { className: 'Script', runContext: 'legacy' };
    case 'legacyClientScript':
      return { className: 'LocalScript' };
    case 'runContextServerScript':
      return { className: 'Script', runContext: 'server' };
    case 'runContextClientScript':
      return { className: 'Script', runContext: 'client' };
    case 'moduleScript':
      return { className: 'ModuleScript' };
    default:
      return undefined;
  }
}

/** The code of a module that returns the data of a file. */
function dataModule(kind: FileKind, text: string, subject: string): string {
  try {
    const value =
      kind === 'toml'
        ? parseToml(text)
        : kind === 'yaml'
          ? // Aliases could make a small file a large value.
            (parseYaml(text, { maxAliasCount: 100, mapAsMap: true, logLevel: 'error' }) as unknown)
          : parseJsonc(text, subject);
    return `return ${luauLiteral(value)}`;
  } catch (cause) {
    if (cause instanceof PlaceFileError) throw cause;
    throw new PlaceFileError(`${subject} is no valid ${kind.toUpperCase()} file.`, { cause });
  }
}

/** A model in JSON. The fields of the top have had lower-case names since Rojo 7.2; both are read. */
function readJsonModel(model: unknown, subject: string, work: ProjectWork, depth = 0): TreeNode {
  if (!isObject(model) || depth > MAX_TREE_DEPTH) {
    throw new PlaceFileError(`${subject} is no model: an object with a className is expected.`);
  }
  const either = (lower: string, upper: string): string =>
    Object.hasOwn(model, lower) ? lower : upper;
  const className = stringField(model, either('className', 'ClassName'), subject);
  if (className === undefined) {
    throw new PlaceFileError(`${subject} has an instance without a className.`);
  }
  work.budget.addInstances(1);
  const node = createNode(className, stringField(model, either('name', 'Name'), subject));
  const properties = objectField(model, either('properties', 'Properties'), subject);
  work.properties.apply(node, properties, objectField(model, 'attributes', subject), subject);
  work.properties.setId(node, stringField(model, 'id', subject), subject);
  node.children = arrayField(model, either('children', 'Children'), subject).map((child) =>
    readJsonModel(child, subject, work, depth + 1),
  );
  return node;
}

/** The one instance of a model file. */
function readModelFile(path: string, { files, budget }: ProjectWork): TreeNode {
  const subject = `The model ${quoted(files.display(path))}`;
  let nodes: TreeNode[];
  try {
    nodes = readNodes(files.bytes(path), budget);
  } catch (error) {
    if (!(error instanceof PlaceFileError)) throw error;
    throw new PlaceFileError(`${subject} cannot be read. ${error.message}`, { cause: error });
  }
  const [node] = nodes;
  if (node === undefined || nodes.length > 1) {
    throw new PlaceFileError(
      `${subject} has ${nodes.length} instances at its top. A project takes models with one: put them into a Folder.`,
    );
  }
  return node;
}

/**
 * The instance that a single file becomes; undefined if it becomes none. Projects and folders are not single files.
 */
export function readLeaf(
  path: string,
  kind: FileKind,
  emitsLegacyScripts: boolean,
  work: ProjectWork,
): TreeNode | undefined {
  const { files, budget } = work;
  const subject = `The file ${quoted(files.display(path))}`;
  if (kind === 'rbxm' || kind === 'rbxmx') return readModelFile(path, work);
  if (kind === 'ignore' || kind === 'project') return undefined;

  const text = files.text(path);
  if (kind === 'jsonModel') {
    return text.trim() === '' ? undefined : readJsonModel(parseJsonc(text, subject), subject, work);
  }
  budget.addInstances(1);
  budget.addValues(1, text.length);
  // As Rojo: the ends of lines are those of Unix.
  const lines = text.replaceAll('\r\n', '\n');
  if (kind === 'text' || kind === 'csv') {
    const node = createNode(kind === 'text' ? 'StringValue' : 'LocalizationTable');
    if (kind === 'text') node.properties['Value'] = lines;
    else node.properties['Contents'] = localizationContents(text);
    return node;
  }
  const script = scriptOf(kind, emitsLegacyScripts);
  const node = createNode(script?.className ?? 'ModuleScript');
  node.source = script === undefined ? dataModule(kind, text, subject) : lines;
  if (script?.runContext !== undefined) {
    node.properties['RunContext'] = ['Enum', RUN_CONTEXTS[script.runContext]];
  }
  node.file = { path: files.display(path), isInit: false };
  return node;
}

/** Applies the metadata of `<name>.meta.json` in a folder, if it is there. */
export function applyMetadata(
  node: TreeNode,
  folder: string,
  name: string,
  { files, properties }: ProjectWork,
): void {
  const found = files.firstText(folder, [`${name}.meta.json`, `${name}.meta.jsonc`]);
  if (found === undefined) return;
  const subject = `The file ${quoted(files.display(found.path))}`;
  const parsed = parseJsonc(found.text, subject);
  if (!isObject(parsed)) throw new PlaceFileError(`${subject} is no object.`);
  const meta: JsonObject = parsed;
  const className = stringField(meta, 'className', subject);
  if (className !== undefined) {
    if (name !== 'init' || node.className !== 'Folder') {
      throw new PlaceFileError(
        `${subject} sets a className, which only init.meta.json of a plain folder can.`,
      );
    }
    node.className = className;
  }
  properties.apply(
    node,
    objectField(meta, 'properties', subject),
    objectField(meta, 'attributes', subject),
    subject,
  );
  properties.setId(node, stringField(meta, 'id', subject), subject);
}
