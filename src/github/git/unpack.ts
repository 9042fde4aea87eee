import { promisify } from 'node:util';
import { inflate } from 'node:zlib';

/** A folder of half a million entries; a commit is far smaller. */
export const MAX_OBJECT_BYTES = 32 * 1024 * 1024;

/** How much may still be unpacked, put together and looked for: a hostile store would go on for ever. */
export interface Budget {
  bytes: number;
}

const inflateBytes = promisify(inflate) as (
  packed: Buffer,
  options: { readonly maxOutputLength: number },
) => Promise<Buffer>;

/** Decompresses the beginning of these bytes, whatever follows; undefined where it is broken or too long. */
export async function unpack(
  packed: Buffer,
  maxBytes: number,
  budget: Budget,
): Promise<Buffer | undefined> {
  if (!spend(budget, 0)) {
    return undefined;
  }
  const content = await inflateBytes(packed, { maxOutputLength: Math.max(1, maxBytes) }).catch(
    () => undefined,
  );
  // What turns out to be broken at its end has been unpacked all the same.
  return spend(budget, content?.length ?? maxBytes) ? content : undefined;
}

/** Takes this much of the budget; false where it is spent. */
export function spend(budget: Budget, bytes: number): boolean {
  budget.bytes -= bytes;
  return budget.bytes >= 0;
}
