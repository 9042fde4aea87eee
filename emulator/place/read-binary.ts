import {
  MIN_KEYPOINT_BYTES,
  type RawValue,
  REFERENT_TYPE,
  SHARED_STRING_TYPE,
  decodeValues,
  isSequenceType,
} from './binary-values.ts';
import { ByteReader, decodeText } from './byte-reader.ts';
import { type TreeNode, createNode, setReference } from './instance-tree.ts';
import { MAX_LZ4_RATIO, expandLz4 } from './lz4.ts';
import { MAX_INSTANCES, MAX_SHARED_STRING_BYTES, type PlaceBudget } from './limits.ts';
import { PlaceFileError, quoted } from './place-file-error.ts';
import { propertySetter, scriptName } from './properties.ts';
import { expandZstd, isZstd } from './zstd.ts';

const MAGIC = '<roblox!';
const SIGNATURE = '89ff0d0a1a0a';

/** Whether bytes start like a binary place or model. */
export function isBinary(bytes: Uint8Array): boolean {
  return decodeText(bytes.subarray(0, MAGIC.length)) === MAGIC;
}

/** The state of a file that is being read. */
interface Reading {
  budget: PlaceBudget;
  /** The instances of each class, by the file's number of the class. */
  classes: Map<number, TreeNode[]>;
  instances: Map<number, TreeNode>;
  sharedStrings: Uint8Array[];
  /** References that wait until all instances are known. */
  references: { node: TreeNode; name: string; target: number }[];
  /** Undefined until the chunk PRNT was read. */
  roots: TreeNode[] | undefined;
}

/** The data of a chunk, expanded. */
function expandChunk(compressed: Uint8Array, length: number, budget: PlaceBudget): Uint8Array {
  budget.addExpanded(length);
  if (isZstd(compressed)) return expandZstd(compressed, length);
  if (length > compressed.length * MAX_LZ4_RATIO) {
    throw new PlaceFileError(
      `A chunk claims to expand from ${compressed.length} to ${length} bytes, which LZ4 cannot do.`,
    );
  }
  return expandLz4(compressed, length);
}

function readSharedStrings(chunk: ByteReader, reading: Reading): void {
  const version = chunk.u32();
  if (version !== 0) {
    throw new PlaceFileError(`Its shared strings have the version ${version}; only 0 is known.`);
  }
  // Each has a hash of 16 bytes and a length.
  const total = chunk.count(20);
  reading.budget.addValues(total);
  for (let count = total; count > 0; count--) {
    chunk.bytes(16);
    reading.sharedStrings.push(chunk.string());
  }
}

function readInstances(chunk: ByteReader, { budget, classes, instances }: Reading): void {
  const classId = chunk.u32();
  const className = chunk.text();
  // Whether it is a service: the class says as much.
  chunk.u8();
  const count = chunk.count(4);
  budget.addInstances(count);
  if (classes.has(classId)) {
    throw new PlaceFileError(`Two of its classes have the number ${classId}.`);
  }
  const nodes = Array.from(chunk.referents(count), (referent) => {
    if (instances.has(referent)) {
      throw new PlaceFileError(`Two of its instances have the referent ${referent}.`);
    }
    const node = createNode(className);
    instances.set(referent, node);
    return node;
  });
  classes.set(classId, nodes);
}

/** Shared strings that scripts may see; see `MAX_SHARED_STRING_BYTES`. */
function decodeSharedStrings(
  chunk: ByteReader,
  count: number,
  sharedStrings: readonly Uint8Array[],
): RawValue[] {
  return Array.from(chunk.interleavedU32s(count), (index) => {
    const bytes = sharedStrings[index];
    if (bytes === undefined) {
      throw new PlaceFileError(
        `A property refers to the shared string ${index}, and there are ${sharedStrings.length}.`,
      );
    }
    return bytes.length > MAX_SHARED_STRING_BYTES ? undefined : bytes;
  });
}

function readProperty(chunk: ByteReader, reading: Reading): void {
  const classId = chunk.u32();
  const name = chunk.text();
  const nodes = reading.classes.get(classId);
  if (nodes === undefined) {
    throw new PlaceFileError(
      `The property ${quoted(name)} belongs to class ${classId}, which the file does not have.`,
    );
  }
  const type = chunk.u8();
  const keypoints = isSequenceType(type) ? Math.floor(chunk.remaining / MIN_KEYPOINT_BYTES) : 0;
  reading.budget.addValues(nodes.length + keypoints);
  if (type === REFERENT_TYPE) {
    chunk.referents(nodes.length).forEach((target, index) => {
      const node = nodes[index];
      if (node !== undefined && target !== -1) reading.references.push({ node, name, target });
    });
    return;
  }
  const values =
    type === SHARED_STRING_TYPE
      ? decodeSharedStrings(chunk, nodes.length, reading.sharedStrings)
      : decodeValues(chunk, type, nodes.length);
  if (values === undefined) {
    const hexadecimal = type.toString(16).padStart(2, '0');
    reading.budget.warn(
      `Properties of the type 0x${hexadecimal} are not read: they were left out.`,
    );
    return;
  }
  const className = nodes[0]?.className ?? '';
  const set = propertySetter(className, name, reading.budget);
  nodes.forEach((node, index) => set(node, values[index]));
}

function readParents(chunk: ByteReader, reading: Reading): void {
  const version = chunk.u8();
  if (version !== 0 || reading.roots !== undefined) {
    throw new PlaceFileError('It must have one list of parents, of version 0.');
  }
  const count = chunk.count(8);
  const children = chunk.referents(count);
  const parents = chunk.referents(count);
  const placed = new Set<TreeNode>();
  const roots: TreeNode[] = [];
  children.forEach((childReferent, index) => {
    const parentReferent = parents[index] ?? -1;
    const child = reading.instances.get(childReferent);
    const siblings =
      parentReferent === -1 ? roots : reading.instances.get(parentReferent)?.children;
    if (child === undefined || siblings === undefined) {
      throw new PlaceFileError(
        `Its list of parents names the referents ${childReferent} and ${parentReferent}, of which one is no instance.`,
      );
    }
    if (placed.has(child)) {
      throw new PlaceFileError(`The instance ${childReferent} has two parents.`);
    }
    placed.add(child);
    siblings.push(child);
  });
  if (placed.size !== reading.instances.size) {
    throw new PlaceFileError(
      `Its list of parents has ${placed.size} of its ${reading.instances.size} instances.`,
    );
  }
  reading.roots = roots;
}

/** Refuses instances that no root leads to: they are their own ancestors. */
function refuseCycles(roots: readonly TreeNode[] | undefined, count: number): void {
  if (roots === undefined && count > 0) {
    throw new PlaceFileError('It has instances, and no list of their parents.');
  }
  const pending = [...(roots ?? [])];
  let reached = 0;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    reached++;
    for (const child of node.children) pending.push(child);
  }
  if (reached !== count) {
    throw new PlaceFileError(`${count - reached} of its instances are below themselves.`);
  }
}

/**
 * Readers by the name of the chunk. The other chunks are passed over: META has nothing for scripts, and SIGN vouches
 * for compiled code.
 */
const CHUNK_READERS = new Map([
  ['SSTR', readSharedStrings],
  ['INST', readInstances],
  ['PROP', readProperty],
  ['PRNT', readParents],
]);

/** Reads the next chunk. Returns whether it is not the last one. */
function readChunk(file: ByteReader, reading: Reading): boolean {
  const name = decodeText(file.bytes(4)).replace(/\0+$/, '');
  const compressedLength = file.u32();
  const length = file.u32();
  file.bytes(4);
  const data = file.bytes(compressedLength === 0 ? length : compressedLength);
  const read = CHUNK_READERS.get(name);
  if (read !== undefined) {
    const expanded = compressedLength === 0 ? data : expandChunk(data, length, reading.budget);
    read(new ByteReader(expanded, `The chunk ${quoted(name)}`), reading);
  }
  return name !== 'END';
}

function readHeader(file: ByteReader): void {
  file.bytes(MAGIC.length);
  const signature = Buffer.from(file.bytes(6)).toString('hex');
  const version = file.u16();
  if (signature !== SIGNATURE || version !== 0) {
    throw new PlaceFileError(
      `It starts like a binary place, and has the signature ${signature} and version ${version} instead of ${SIGNATURE} and 0.`,
    );
  }
  const [classCount, instanceCount] = [file.i32(), file.i32()];
  if (classCount < 0 || instanceCount < 0 || instanceCount > MAX_INSTANCES) {
    throw new PlaceFileError(
      `It claims ${classCount} classes and ${instanceCount} instances; at most ${MAX_INSTANCES} instances are read.`,
    );
  }
  file.bytes(8);
}

/**
 * Reads a binary place (`.rbxl`) or model (`.rbxm`).
 *
 * @returns The instances at the top.
 * @see https://dom.rojo.space/binary
 */
export function readBinary(bytes: Uint8Array, budget: PlaceBudget): TreeNode[] {
  const file = new ByteReader(bytes, 'The file');
  readHeader(file);
  const reading: Reading = {
    budget,
    classes: new Map(),
    instances: new Map(),
    sharedStrings: [],
    references: [],
    roots: undefined,
  };
  while (readChunk(file, reading));
  const { roots, instances, references } = reading;
  refuseCycles(roots, instances.size);
  for (const { node, name, target } of references) {
    const found = instances.get(target);
    if (found !== undefined) setReference(node, scriptName(node.className, name), found);
  }
  return roots ?? [];
}
