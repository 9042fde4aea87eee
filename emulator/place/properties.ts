import { readAttributes } from './attributes.ts';
import type { RawValue } from './binary-values.ts';
import { decodeText } from './byte-reader.ts';
import type { TreeNode } from './instance-tree.ts';
import type { PlaceBudget } from './limits.ts';
import { stringValue } from './values.ts';

/** Names in files and the names that scripts use, for all classes. Source: rbx-dom's patches of the API dump. */
const NAMES: Readonly<Record<string, string>> = {
  archivable: 'Archivable',
  DefinesCapabilities: 'Sandboxed',
};

/** The same for single classes; a name that they share is an alias in each of them. */
const NAMES_BY_CLASS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  BodyAngularVelocity: { angularvelocity: 'AngularVelocity', maxTorque: 'MaxTorque' },
  BodyForce: { force: 'Force' },
  BodyGyro: { cframe: 'CFrame', maxTorque: 'MaxTorque' },
  BodyPosition: { maxForce: 'MaxForce', position: 'Position' },
  BodyThrust: { force: 'Force', location: 'Location' },
  BodyVelocity: { maxForce: 'MaxForce', velocity: 'Velocity' },
  Camera: { CoordinateFrame: 'CFrame', focus: 'Focus' },
  Fire: { size: 'Size', size_xml: 'Size', heat_xml: 'Heat' },
  Humanoid: { Health_XML: 'Health' },
  Model: { ScaleFactor: 'Scale', WorldPivotData: 'WorldPivot' },
  Players: { MaxPlayersInternal: 'MaxPlayers', PreferredPlayersInternal: 'PreferredPlayers' },
  Smoke: {
    opacity_xml: 'Opacity',
    riseVelocity_xml: 'RiseVelocity',
    size_xml: 'Size',
  },
  Sound: { xmlRead_MaxDistance_3: 'MaxDistance', xmlRead_MinDistance_3: 'EmitterSize' },
  WeldConstraint: { Part0Internal: 'Part0', Part1Internal: 'Part1' },
};

/** The same for parts, whose classes are many. */
const NAMES_OF_PARTS: Readonly<Record<string, string>> = {
  brickColor: 'BrickColor',
  Color3uint8: 'Color',
  formFactor: 'FormFactor',
  formFactorRaw: 'FormFactor',
  shape: 'Shape',
  size: 'Size',
};

/** Classes that only have a pivot in common with `Model`. */
const MODEL_CLASSES = new Set(['Actor', 'WorldModel', 'Workspace']);

/** Properties that are BrickColors by their name alone. XML files have plain integers for them. */
const BRICK_COLORS = /^(?:BrickColor|TeamColor|(?:Head|Torso|(?:Left|Right)(?:Arm|Leg))Color)$/i;

/** The name by which scripts know a property of a file. */
export function scriptName(className: string, name: string): string {
  const byClass = NAMES_BY_CLASS[MODEL_CLASSES.has(className) ? 'Model' : className];
  // `Object.hasOwn`: a file can name a property `constructor`.
  for (const names of [byClass ?? {}, NAMES, NAMES_OF_PARTS]) {
    const found = Object.hasOwn(names, name) ? names[name] : undefined;
    if (found !== undefined) return found;
  }
  return name;
}

function isScript(className: string): boolean {
  return className === 'Script' || className === 'LocalScript' || className === 'ModuleScript';
}

function setValue(node: TreeNode, name: string, raw: RawValue): void {
  if (raw === undefined) return;
  let value = raw instanceof Uint8Array ? stringValue(raw) : raw;
  if (
    typeof value === 'number' &&
    (BRICK_COLORS.test(name) || (node.className === 'BrickColorValue' && name === 'Value'))
  ) {
    value = ['BrickColor', value];
  }
  node.properties[scriptName(node.className, name)] = value;
}

/**
 * Gives an instance a property of a file. Name, code, attributes and tags have places of their own; code and names that
 * are not UTF-8 get U+FFFD for the wrong bytes.
 */
export function setProperty(
  node: TreeNode,
  name: string,
  raw: RawValue,
  budget: PlaceBudget,
): void {
  budget.addValues(1, raw instanceof Uint8Array || typeof raw === 'string' ? raw.length : 0);
  if (!(raw instanceof Uint8Array)) {
    setValue(node, name, raw);
  } else if (name === 'Name') {
    node.name = decodeText(raw);
  } else if (name === 'Source' && isScript(node.className)) {
    node.source = decodeText(raw);
  } else if (name === 'AttributesSerialize') {
    node.attributes = readAttributes(raw, budget);
  } else if (name === 'Tags') {
    node.tags = decodeText(raw)
      .split('\0')
      .filter((tag) => tag !== '');
    budget.addValues(node.tags.length);
  } else {
    setValue(node, name, raw);
  }
}
