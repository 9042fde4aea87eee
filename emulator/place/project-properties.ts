import type { ClassTypes } from './class-types.ts';
import { type PropertyValue, type TreeNode, setField, setReference } from './instance-tree.ts';
import { type JsonObject, fieldOf, isObject } from './jsonc.ts';
import type { PlaceBudget } from './limits.ts';
import { PlaceFileError, quoted } from './place-file-error.ts';
import { attributeValue, propertyValue } from './project-values.ts';

/** An attribute of this prefix names a property, and its value the `$id` of the instance that the property refers to. */
const REFERENCE_PREFIX = 'Rojo_Target_';
/** An attribute that gives an instance its id. */
const ID_ATTRIBUTE = 'Rojo_Id';

/** Reads properties, attributes and ids of projects, and connects the references among them at the end. */
export class ProjectProperties {
  readonly #types: ClassTypes;
  readonly #budget: PlaceBudget;
  readonly #byId = new Map<string, TreeNode>();
  readonly #references: { node: TreeNode; property: string; id: string }[] = [];

  constructor(types: ClassTypes, budget: PlaceBudget) {
    this.#types = types;
    this.#budget = budget;
  }

  /** Sets the properties, then the attributes, which replace those before if there are any. */
  apply(node: TreeNode, properties: JsonObject, attributes: JsonObject, subject: string): void {
    try {
      for (const [name, value] of Object.entries(properties)) {
        this.#setProperty(node, name, value, subject);
      }
      this.setAttributes(node, attributes, subject);
    } catch (error) {
      if (!(error instanceof PlaceFileError)) throw error;
      throw new PlaceFileError(`${subject} cannot be read. ${error.message}`, { cause: error });
    }
  }

  setAttributes(node: TreeNode, attributes: JsonObject, subject: string): void {
    const entries = Object.entries(attributes);
    if (entries.length === 0) return;
    node.attributes = {};
    for (const [name, value] of entries) {
      const converted = attributeValue(value);
      if (converted === undefined) {
        this.#budget.warn(
          `${subject}: the attribute ${quoted(name)} has no type and was left out.`,
        );
      } else {
        this.#budget.addValues(1);
        setField(node.attributes, name, converted);
      }
    }
  }

  setId(node: TreeNode, id: string | undefined, subject: string): void {
    if (id === undefined) return;
    if (this.#byId.has(id)) {
      throw new PlaceFileError(`${subject} gives the id ${quoted(id)} to a second instance.`);
    }
    this.#byId.set(id, node);
  }

  /** Makes references of the attributes that stand for them, in a tree that is complete. */
  connect(nodes: Iterable<TreeNode>): void {
    for (const node of nodes) {
      for (const [name, value] of Object.entries(node.attributes)) {
        if (typeof value !== 'string') continue;
        if (name === ID_ATTRIBUTE) {
          if (!this.#byId.has(value)) this.#byId.set(value, node);
        } else if (name.startsWith(REFERENCE_PREFIX)) {
          const property = name.slice(REFERENCE_PREFIX.length);
          this.#references.push({ node, property, id: value });
        } else continue;
        delete node.attributes[name];
      }
    }
    for (const { node, property, id } of this.#references) {
      const target = this.#byId.get(id);
      if (target !== undefined) setReference(node, property, target);
      else this.#budget.warn(`No instance has the id ${quoted(id)} that ${property} refers to.`);
    }
  }

  #setProperty(node: TreeNode, name: string, value: unknown, subject: string): void {
    if (name === 'Name' || name === 'Parent') {
      this.#budget.warn(`${subject} sets ${name}, which a project cannot: it was left out.`);
    } else if (name === 'Attributes') {
      const explicit = isObject(value) ? (fieldOf(value, 'Attributes') ?? value) : undefined;
      if (isObject(explicit)) this.setAttributes(node, explicit, subject);
    } else if (name === 'Tags') {
      const tags = isObject(value) ? fieldOf(value, 'Tags') : value;
      node.tags = Array.isArray(tags) ? tags.map(String) : [];
      this.#budget.addValues(node.tags.length);
    } else if (name === 'Source' && node.className.endsWith('Script')) {
      const source: PropertyValue | undefined = propertyValue(value, undefined);
      if (typeof source === 'string') node.source = source;
    } else {
      const type = this.#types.propertyType(node.className, name);
      const converted = propertyValue(value, type);
      if (converted === undefined && type === undefined) {
        this.#budget.warn(
          `${subject} sets ${node.className}.${name}, whose type is not known: it was left out.`,
        );
      } else if (converted !== undefined) {
        this.#budget.addValues(1);
        setField(node.properties, name, converted);
      }
    }
  }
}
