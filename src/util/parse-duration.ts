const UNIT_MS = { h: 3_600_000, m: 60_000, s: 1_000 };

const LENGTH = /^(?:(?<h>\d+(?:\.\d+)?)h)?(?:(?<m>\d+(?:\.\d+)?)m)?(?:(?<s>\d+(?:\.\d+)?)s)?$/;

/**
 * Reads a length of time: `90`, `90s`, `2m`, `1m30s`, `1.5m`, `1h`.
 *
 * @returns milliseconds; undefined for anything else
 */
export function parseDuration(text: string): number | undefined {
  const parts = LENGTH.exec(/^\d+(?:\.\d+)?$/.test(text) ? `${text}s` : text)?.groups;
  if (parts === undefined || text === '') {
    return undefined;
  }
  const { h = '0', m = '0', s = '0' } = parts;
  return Math.round(Number(h) * UNIT_MS.h + Number(m) * UNIT_MS.m + Number(s) * UNIT_MS.s);
}
