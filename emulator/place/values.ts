import { isUtf8 } from 'node:buffer';
import { decodeText } from './byte-reader.ts';
import type { PlainNumber, PropertyValue } from './instance-tree.ts';
import { PlaceFileError } from './place-file-error.ts';

/** A number in a form that JSON keeps. */
export function plainNumber(value: number): PlainNumber {
  if (Number.isNaN(value)) return 'nan';
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : value > 0 ? 'inf' : '-inf';
}

/** Numbers in a form that JSON keeps. */
export function plainNumbers(values: Iterable<number>): PlainNumber[] {
  return Array.from(values, plainNumber);
}

/** The value of a property that is a number. */
export function numberValue(value: number): PropertyValue {
  const plain = plainNumber(value);
  return typeof plain === 'string' ? ['Number', plain] : plain;
}

/** The value of a property that is an integer of 64 bits. */
export function int64Value(value: bigint): PropertyValue {
  const number = Number(value);
  return BigInt(number) === value ? number : ['Int64', String(value)];
}

/** The value of a property that is a string. */
export function stringValue(bytes: Uint8Array): PropertyValue {
  return isUtf8(bytes)
    ? decodeText(bytes)
    : ['Bytes', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')];
}

/** Red, green and blue of one byte each, as Roblox stores them: in single precision. */
export function colorOfBytes(red: number, green: number, blue: number): PropertyValue {
  return ['Color3', [red, green, blue].map((channel) => Math.fround(channel / 255))];
}

/** The unit vector of a `NormalId`: Right, Top, Back, Left, Bottom, Front. */
function normal(id: number): number[] {
  const vector = [0, 0, 0];
  vector[id % 3] = id < 3 ? 1 : -1;
  return vector;
}

/**
 * The matrix of one of the 24 rotations by right angles, row by row. Its id is one more than six times the `NormalId`
 * of its right vector plus that of its up vector.
 */
export function rotationOfId(id: number): number[] {
  const right = Math.floor((id - 1) / 6);
  const up = (id - 1) % 6;
  if (id < 1 || right > 5 || right % 3 === up % 3) {
    throw new PlaceFileError(`A CFrame has the rotation id ${id}, which stands for no rotation.`);
  }
  const [xx = 0, xy = 0, xz = 0] = normal(right);
  const [yx = 0, yy = 0, yz = 0] = normal(up);
  // The sum with zero makes a zero of each negative zero.
  const back = [xy * yz - xz * yy + 0, xz * yx - xx * yz + 0, xx * yy - xy * yx + 0];
  const [zx = 0, zy = 0, zz = 0] = back;
  return [xx, yx, zx, xy, yy, zy, xz, yz, zz];
}
