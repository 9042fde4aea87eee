export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;

const DURATION = /^(?:(?<h>\d+(?:\.\d+)?)h)?(?:(?<m>\d+(?:\.\d+)?)m)?(?:(?<s>\d+(?:\.\d+)?)s)?$/;

/**
 * Parses a duration: `90`, `90s`, `2m`, `1m30s`, `1.5m`, `1h`.
 *
 * @returns milliseconds; undefined for anything else
 */
export function parseDuration(text: string): number | undefined {
  const parts = DURATION.exec(/^\d+(?:\.\d+)?$/.test(text) ? `${text}s` : text)?.groups;
  if (parts === undefined || text === '') {
    return undefined;
  }
  const { h = '0', m = '0', s = '0' } = parts;
  return Math.round(Number(h) * HOUR_MS + Number(m) * MINUTE_MS + Number(s) * SECOND_MS);
}

/**
 * Formats a duration as the inputs write it: `0.35s`, `3.2s`, `12s`, `1m30s`, `2h5m`.
 *
 * @param ms milliseconds
 */
export function formatDuration(ms: number): string {
  const seconds = ms / SECOND_MS;
  if (seconds < 9.95) {
    // A positive duration is never shown as zero.
    const shown = Math.max(seconds > 0 ? 0.01 : 0, seconds);
    return `${Number(shown.toFixed(seconds < 1 ? 2 : 1))}s`;
  }
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    // Hours are shown without seconds.
    [whole < 3600 ? whole % 60 : 0, 's'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join('');
}

/** Formats a time (milliseconds since 1970) in UTC, rounded up to a minute: `2026-08-17 10:25 UTC`. */
export function formatMoment(time: number): string {
  const wholeMinutes = Math.ceil(time / MINUTE_MS) * MINUTE_MS;
  return `${new Date(wholeMinutes).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
