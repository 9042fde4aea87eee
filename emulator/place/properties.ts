import { readAttributes } from './attributes.ts';
import type { RawValue } from './binary-values.ts';
import { decodeText } from './byte-reader.ts';
import { type TreeNode, setField } from './instance-tree.ts';
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

/** Gives an instance a value of a file. */
export type SetProperty = (node: TreeNode, raw: RawValue) => void;

/** Sets a property that is nothing more than that. */
function valueSetter(className: string, name: string): SetProperty {
  const isBrickColor =
    BRICK_COLORS.test(name) || (className === 'BrickColorValue' && name === 'Value');
  const field = scriptName(className, name);
  return (node, raw) => {
    if (raw === undefined) return;
    const value = raw instanceof Uint8Array ? stringValue(raw) : raw;
    const isNumber = isBrickColor && typeof value === 'number';
    setField(node.properties, field, isNumber ? ['BrickColor', value] : value);
  };
}

/** Sets what has a place of its own and is a string in files. */
function bytesSetter(
  className: string,
  name: string,
  budget: PlaceBudget,
): ((node: TreeNode, bytes: Uint8Array) => void) | undefined {
  switch (name) {
    case 'Name':
      return (node, bytes) => {
        node.name = decodeText(bytes);
      };
    case 'Source':
      if (!isScript(className)) return undefined;
      return (node, bytes) => {
        node.source = decodeText(bytes);
      };
    case 'AttributesSerialize':
      return (node, bytes) => {
        node.attributes = readAttributes(bytes, budget);
      };
    case 'Tags':
      return (node, bytes) => {
        // Counted before they are split: a small file can have millions of them.
        budget.addValues(bytes.reduce((count, byte) => (byte === 0 ? count + 1 : count), 1));
        node.tags = decodeText(bytes)
          .split('\0')
          .filter((tag) => tag !== '');
      };
    default:
      return undefined;
  }
}

/**
 * Decides where the values of a property of a class go. Name, code, attributes and tags have places of their own; names
 * and code that are not UTF-8 get U+FFFD for the wrong bytes.
 */
export function propertySetter(className: string, name: string, budget: PlaceBudget): SetProperty {
  const setBytes = bytesSetter(className, name, budget);
  const setValue = valueSetter(className, name);
  return (node, raw) => {
    if (!(raw instanceof Uint8Array)) {
      setValue(node, raw);
      return;
    }
    budget.addValues(0, raw.length);
    (setBytes ?? setValue)(node, raw);
  };
}
