const CUT_MARK = '…';

/** Truncates a text to a number of UTF-8 bytes at a whole character, and marks the cut with `…`. */
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
 * Truncates the start of a text: keeps its last UTF-8 bytes, from the beginning of a line if that
 * keeps at least half of them, otherwise from a whole character.
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

/** Whether a byte continues a character: it has the form 10xxxxxx. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >> 6 === 0b10;
}

/**
 * Splits a budget of bytes among parts. No part gets more than it needs; large parts share what the
 * small ones leave equally.
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

/** Formats a number of bytes: `812 bytes`, `1.5 KiB`, `3.9 MiB`. */
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
