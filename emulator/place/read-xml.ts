import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { type TreeNode, createNode, setReference } from './instance-tree.ts';
import {
  MAX_PROPERTY_ELEMENTS,
  MAX_PROPERTY_ELEMENT_DEPTH,
  MAX_SHARED_STRING_BYTES,
  MAX_TREE_DEPTH,
  MAX_XML_ATTRIBUTES,
  type PlaceBudget,
} from './limits.ts';
import { PlaceFileError, quoted } from './place-file-error.ts';
import { propertySetter, scriptName } from './properties.ts';
import { decodeElement, isKnownType } from './xml-values.ts';

/** How much is decoded at once: the whole text of a large file would not fit into one string. */
const SLICE_BYTES = 64 * 1024;

/** How much memory a character of a sequence's text can take: each keypoint has six of them at least. */
const KEYPOINT_FACTOR = 20;

/** What an element is, by its place in the file. */
type Kind =
  'roblox' | 'item' | 'properties' | 'property' | 'field' | 'shared-strings' | 'shared' | 'other';

/** The kinds of the elements that matter, by that of their parents. */
const KINDS: Partial<Record<Kind, Readonly<Record<string, Kind>>>> = {
  roblox: { Item: 'item', SharedStrings: 'shared-strings' },
  item: { Item: 'item', Properties: 'properties' },
  'shared-strings': { SharedString: 'shared' },
};

function kindOf(name: string, parent: Kind | undefined): Kind {
  if (parent === undefined) return 'roblox';
  if (parent === 'properties') return 'property';
  if (parent === 'property' || parent === 'field') return 'field';
  const kinds = KINDS[parent] ?? {};
  return Object.hasOwn(kinds, name) ? (kinds[name] ?? 'other') : 'other';
}

/** A property or shared string that is being read. */
interface OpenElement {
  type: string;
  /** The name of a property, or the key of a shared string. */
  name: string;
  path: string[];
  fields: Map<string, string>;
}

/** Turns the events of the parser into instances. */
class XmlReading {
  readonly roots: TreeNode[] = [];
  readonly #budget: PlaceBudget;
  readonly #kinds: Kind[] = [];
  readonly #items: TreeNode[] = [];
  readonly #referents = new Map<string, TreeNode>();
  readonly #references: { node: TreeNode; name: string; target: string }[] = [];
  readonly #sharedStrings = new Map<string, Uint8Array>();
  readonly #sharedUses: { node: TreeNode; name: string; key: string }[] = [];
  #open: OpenElement | undefined;
  #text = '';

  constructor(budget: PlaceBudget) {
    this.#budget = budget;
  }

  openTag({ name, attributes }: SaxesTagPlain): void {
    const kind = kindOf(name, this.#kinds.at(-1));
    this.#kinds.push(kind);
    if (this.#kinds.length > MAX_TREE_DEPTH + MAX_PROPERTY_ELEMENT_DEPTH) {
      throw new PlaceFileError(
        `Its instances are nested more than ${MAX_TREE_DEPTH} deep, which is not read.`,
      );
    }
    this.#text = '';
    if (kind === 'roblox') {
      const version = attributes['version'] ?? '';
      if (name !== 'roblox' || version !== '4') {
        throw new PlaceFileError(
          `It starts with the element ${quoted(name)} of version ${quoted(version)}; "roblox" of version "4" is expected.`,
        );
      }
    } else if (kind === 'item') {
      this.#openItem(attributes['class'] ?? '', attributes['referent']);
    } else if (kind === 'property' || kind === 'shared') {
      const key = attributes[kind === 'property' ? 'name' : 'md5'] ?? '';
      this.#open = { type: name, name: key, path: [], fields: new Map() };
    } else if (kind === 'field' && this.#open !== undefined) {
      this.#open.path.push(name);
      if (
        this.#open.path.length > MAX_PROPERTY_ELEMENT_DEPTH ||
        this.#open.fields.size >= MAX_PROPERTY_ELEMENTS
      ) {
        throw new PlaceFileError(
          `A property has more than ${MAX_PROPERTY_ELEMENTS} elements, or has them nested more than ${MAX_PROPERTY_ELEMENT_DEPTH} deep.`,
        );
      }
    }
  }

  #openItem(className: string, referent: string | undefined): void {
    if (className === '') throw new PlaceFileError('One of its items has no class.');
    this.#budget.addInstances(1);
    const node = createNode(className);
    if (referent !== undefined && referent !== 'null') {
      if (this.#referents.has(referent)) {
        throw new PlaceFileError(`Two of its items have the referent ${quoted(referent)}.`);
      }
      this.#referents.set(referent, node);
    }
    (this.#items.at(-1)?.children ?? this.roots).push(node);
    this.#items.push(node);
  }

  addText(text: string): void {
    if (this.#open !== undefined) this.#text += text;
  }

  closeTag(): void {
    const kind = this.#kinds.pop();
    if (kind === 'item') {
      this.#items.pop();
    } else if (kind === 'field' && this.#open !== undefined) {
      this.#open.fields.set(this.#open.path.join('.'), this.#text);
      this.#open.path.pop();
    } else if (this.#open !== undefined) {
      if (kind === 'shared') {
        this.#sharedStrings.set(this.#open.name, Buffer.from(this.#text, 'base64'));
      } else if (kind === 'property') {
        this.#closeProperty(this.#open);
      }
      this.#open = undefined;
    }
    this.#text = '';
  }

  #closeProperty({ type, name, fields }: OpenElement): void {
    const node = this.#items.at(-1);
    if (node === undefined || name === '') return;
    const text = this.#text;
    // Keypoints take far more memory than their text.
    this.#budget.addValues(1, type.endsWith('Sequence') ? text.length * KEYPOINT_FACTOR : 0);
    if (type === 'Ref') {
      if (text.trim() !== 'null') this.#references.push({ node, name, target: text.trim() });
    } else if (type === 'SharedString') {
      this.#sharedUses.push({ node, name, key: text.trim() });
    } else if (isKnownType(type)) {
      propertySetter(
        node.className,
        name,
        this.#budget,
      )(node, decodeElement({ type, text, fields }));
    } else {
      this.#budget.warn(`Properties of the type ${quoted(type)} are not read: they were left out.`);
    }
  }

  /** Sets what had to wait for the end of the file. */
  finish(): void {
    for (const { node, name, key } of this.#sharedUses) {
      const bytes = this.#sharedStrings.get(key);
      if (bytes !== undefined && bytes.length <= MAX_SHARED_STRING_BYTES) {
        propertySetter(node.className, name, this.#budget)(node, bytes);
      }
    }
    for (const { node, name, target } of this.#references) {
      const found = this.#referents.get(target);
      if (found !== undefined) setReference(node, scriptName(node.className, name), found);
    }
  }
}

/** Whether bytes start like an XML file. */
export function isXml(bytes: Uint8Array): boolean {
  return /^(?:\uFEFF|ï»¿)?\s*</.test(Buffer.from(bytes.subarray(0, 256)).toString('latin1'));
}

/**
 * Reads an XML place (`.rbxlx`) or model (`.rbxmx`). The parser knows no entities but those of XML itself, and a
 * document type is refused.
 *
 * @returns The instances at the top.
 * @see https://dom.rojo.space/xml
 */
export function readXml(bytes: Uint8Array, budget: PlaceBudget): TreeNode[] {
  const reading = new XmlReading(budget);
  const parser = new SaxesParser();
  let attributeCount = 0;
  parser.on('opentagstart', () => {
    attributeCount = 0;
  });
  parser.on('attribute', () => {
    if (++attributeCount > MAX_XML_ATTRIBUTES) {
      throw new PlaceFileError(`An element has more than ${MAX_XML_ATTRIBUTES} attributes.`);
    }
  });
  parser.on('opentag', (tag) => reading.openTag(tag));
  parser.on('closetag', () => reading.closeTag());
  parser.on('text', (text) => reading.addText(text));
  parser.on('cdata', (text) => reading.addText(text));
  parser.on('doctype', () => {
    throw new PlaceFileError('It has a document type, which no place file needs.');
  });
  parser.on('error', (error) => {
    throw new PlaceFileError(`It is no well-formed XML: ${quoted(error.message)}.`);
  });

  const decoder = new TextDecoder();
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    parser.write(decoder.decode(bytes.subarray(start, start + SLICE_BYTES), { stream: true }));
  }
  parser.write(decoder.decode()).close();
  reading.finish();
  return reading.roots;
}
