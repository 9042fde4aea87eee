const CUT_MARK = '…';

/** The first bytes of a text as UTF-8, whole characters only, with a mark where it was cut. */
export function truncate(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) {
    return text;
  }
  const bytes = Buffer.from(text);
  let end = Math.max(0, maxBytes - Buffer.byteLength(CUT_MARK));
  while (end > 0 && isContinuation(bytes[end])) {
    end -= 1;
  }
  return `${bytes.subarray(0, end).toString()}${CUT_MARK}`;
}

/**
 * The last bytes of a text as UTF-8: from the beginning of a line where that keeps at least half
 * of what may be kept, or else from a whole character.
 */
export function truncateStart(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) {
    return text;
  }
  let start = bytes.length - Math.max(0, maxBytes);
  while (start < bytes.length && isContinuation(bytes[start])) {
    start += 1;
  }
  const lineStart = bytes.indexOf('\n', start - 1) + 1;
  const keptFromLine = bytes.length - lineStart;
  const isWorthIt = lineStart > 0 && keptFromLine >= maxBytes / 2;
  return bytes.subarray(isWorthIt ? lineStart : start).toString();
}

/** Bytes of the form 10xxxxxx continue a character. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >> 6 === 0b10;
}

/**
 * Shares a number of bytes out among parts that need some: none gets more than it needs, and what
 * the small ones leave goes to the large ones in equal shares.
 */
export function splitBudget(bytes: number, needs: readonly number[]): readonly number[] {
  const shares = needs.map(() => 0);
  let left = bytes;
  const smallestFirst = [...needs.entries()].toSorted(([, a], [, b]) => a - b);
  for (const [rank, [index, need]] of smallestFirst.entries()) {
    const share = Math.min(need, Math.floor(left / (needs.length - rank)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}

/** Writes a number of bytes as people read it: `812 bytes`, `1.5 KiB`, `3.9 MiB`. */
export function formatBytes(bytes: number): string {
  const kib = bytes / 1024;
  return bytes < 1024
    ? `${bytes} bytes`
    : kib < 1024
      ? `${trim(kib)} KiB`
      : `${trim(kib / 1024)} MiB`;
}

function trim(value: number): string {
  return value < 10 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
}
