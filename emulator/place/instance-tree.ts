/** The numbers that JSON has no form for. Luau's `tonumber` reads each of them back. */
export type SpecialNumber = 'nan' | 'inf' | '-inf' | '-0';

/** A number, or the name of one that JSON would lose. */
export type PlainNumber = number | SpecialNumber;

/**
 * The value of a property or an attribute. It survives JSON and structured clone. A value is itself if JSON has a form
 * for it, and `[type, content]` otherwise. Numbers inside of contents are `PlainNumber`s. A property without a value
 * (nil) is left out.
 */
export type PropertyValue =
  | boolean
  | number
  | string
  | ['Number', SpecialNumber]
  /** An integer that no double represents, in decimal. */
  | ['Int64', string]
  /** A string that is not UTF-8, in base64. */
  | ['Bytes', string]
  /** Bits: X 1, Y 2, Z 4. */
  | ['Axes', number]
  /** The number of the color. */
  | ['BrickColor', number]
  /** Position, then the rotation matrix row by row: as for `CFrame.new` with twelve numbers. */
  | ['CFrame', PlainNumber[]]
  /** Red, green, blue, from 0 to 1. */
  | ['Color3', PlainNumber[]]
  /** Keypoints of time, red, green, blue. */
  | ['ColorSequence', PlainNumber[][]]
  /** The URI; empty for `Content.none`. */
  | ['Content', string]
  /** The number or the name of an item. The type of the property names the enum. */
  | ['Enum', number | string]
  /** Enum and number, for attributes, which have no type. */
  | ['EnumItem', [string, number]]
  /** Bits: Right 1, Top 2, Back 4, Left 8, Bottom 16, Front 32. */
  | ['Faces', number]
  /** Family, weight (100 to 900), style (0 Normal, 1 Italic). */
  | ['Font', [string, number, number]]
  | ['NumberRange', PlainNumber[]]
  /** Keypoints of time, value, envelope. */
  | ['NumberSequence', PlainNumber[][]]
  /** Density, friction, elasticity, friction weight, elasticity weight, and if the file has it, acoustic absorption. */
  | ['PhysicalProperties', PlainNumber[]]
  /** Origin and direction. */
  | ['Ray', PlainNumber[]]
  /** Min.X, Min.Y, Max.X, Max.Y. */
  | ['Rect', PlainNumber[]]
  /** The id of an instance. */
  | ['Ref', number]
  /** The bits as an unsigned integer of 64 bits, in decimal. */
  | ['SecurityCapabilities', string]
  /** Time, easing style, easing direction, repeat count, whether it reverses (0 or 1), delay. Styles are numbers. */
  | ['TweenInfo', PlainNumber[]]
  /** Scale, offset. */
  | ['UDim', PlainNumber[]]
  /** X scale, X offset, Y scale, Y offset. */
  | ['UDim2', PlainNumber[]]
  /** As hexadecimal digits, in the order of the file's format. Scripts cannot read it. */
  | ['UniqueId', string]
  | ['Vector2', PlainNumber[]]
  | ['Vector3', PlainNumber[]]
  | ['Vector3int16', PlainNumber[]];

/** Where the code of a script comes from. */
export interface SourceFile {
  /** The path with slashes, relative to the folder of the project file that was read. */
  path: string;
  /** Whether the file is an `init` script, which stands for its folder. */
  isInit: boolean;
}

/** One instance of a place. */
export interface PlaceInstance {
  /** Its position in the list. */
  id: number;
  /** The id of the parent, which comes earlier in the list; -1 for an instance at the top. */
  parent: number;
  className: string;
  name: string;
  /** The code of a script. */
  source?: string;
  /** By the names that scripts use, such as `Size`; a name that scripts do not know is as the file has it. */
  properties: Record<string, PropertyValue>;
  attributes: Record<string, PropertyValue>;
  tags: string[];
  /** The file of a script; only instances of projects have one. */
  file?: SourceFile;
}

/** What a place file or a project holds. */
export interface PlaceTree {
  /** Parents come before their children, and children are in the order of the file. */
  instances: PlaceInstance[];
  /** Sentences about what was left out. */
  warnings: string[];
}

/** An instance while its tree is put together. */
export interface TreeNode extends Omit<PlaceInstance, 'id' | 'parent'> {
  children: TreeNode[];
  /** Properties that refer to instances, if there are any. */
  references?: Map<string, TreeNode>;
}

/** A node without children and properties. */
export function createNode(className: string, name: string = className): TreeNode {
  return {
    className,
    name,
    properties: {},
    attributes: {},
    tags: [],
    children: [],
  };
}

/** Makes a property of a node refer to another one. */
export function setReference(node: TreeNode, name: string, target: TreeNode): void {
  node.references ??= new Map();
  node.references.set(name, target);
}

/** Sets a field of a record, whatever its name: a file can name a property `__proto__`. */
export function setField<Value>(record: Record<string, Value>, name: string, value: Value): void {
  if (name === '__proto__') {
    Object.defineProperty(record, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    record[name] = value;
  }
}
