import { MAX_OBJECT_BYTES, spend, type Budget } from './unpack.ts';

/** What a byte of a delta costs: it may order one byte to be copied, which takes longer than many at once. */
const ORDER_COSTS_BYTES = 16;

/**
 * Makes an object of the one that it differs from.
 *
 * @param deltas what a pack says of the differences, the one from `base` first
 * @returns undefined where one of them does not fit what it is for, or the budget is spent
 * @throws {RangeError} where one of them ends too soon
 */
export function applyDeltas(
  base: Buffer,
  deltas: readonly Buffer[],
  budget: Budget,
): Buffer | undefined {
  let made: Buffer | undefined = base;
  for (const delta of deltas) {
    made = made && applyDelta(made, delta, budget);
  }
  return made;
}

/**
 * A delta is two sizes, that of the base and that of the result, and orders: to copy a piece of
 * the base, or to insert the bytes that follow.
 */
function applyDelta(base: Buffer, delta: Buffer, budget: Budget): Buffer | undefined {
  const baseSize = readSize(delta, 0);
  const size = readSize(delta, baseSize.next);
  if (
    baseSize.value !== base.length ||
    size.value > MAX_OBJECT_BYTES ||
    !spend(budget, size.value + delta.length * ORDER_COSTS_BYTES)
  ) {
    return undefined;
  }
  const made = Buffer.alloc(size.value);
  let end = 0;
  let at = size.next;
  while (at < delta.length) {
    const order = delta.readUInt8(at);
    at += 1;
    let piece: Buffer;
    if ((order & 0x80) === 0) {
      piece = delta.subarray(at, at + order);
      at += order;
    } else {
      let from = 0;
      let length = 0;
      // Seven bits tell which bytes follow: four of where the piece begins, three of its length.
      for (let bit = 0; bit < 7; bit += 1) {
        if ((order & (1 << bit)) !== 0) {
          const byte = delta.readUInt8(at);
          at += 1;
          from += bit < 4 ? byte * 2 ** (bit * 8) : 0;
          length += bit < 4 ? 0 : byte * 2 ** ((bit - 4) * 8);
        }
      }
      piece = base.subarray(from, from + (length === 0 ? 0x10000 : length));
    }
    // Git keeps the order of nothing for later; and what does not fit would be lost unseen.
    if (piece.length === 0 || piece.copy(made, end) < piece.length) {
      return undefined;
    }
    end += piece.length;
  }
  return end === made.length ? made : undefined;
}

/** Seven bits a byte, the lowest first. */
function readSize(delta: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  let next = at;
  for (let unit = 1; ; unit *= 0x80) {
    const byte = delta.readUInt8(next);
    next += 1;
    value += (byte & 0x7f) * unit;
    if ((byte & 0x80) === 0) {
      return { value, next };
    }
  }
}
