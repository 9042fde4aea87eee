/**
 * Writes a length of time as the inputs spell it: `0.35s`, `3.2s`, `12s`, `1m30s`, `2h5m`.
 *
 * @param ms milliseconds
 */
export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) {
    // What took time is not shown as none.
    const shown = Math.max(seconds > 0 ? 0.01 : 0, seconds);
    return `${Number(shown.toFixed(seconds < 1 ? 2 : 1))}s`;
  }
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    // Nobody counts the seconds of hours.
    [whole < 3600 ? whole % 60 : 0, 's'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join('');
}

/** Writes a time (milliseconds since 1970) for people anywhere, to the minute: `2026-08-17 10:25 UTC`. */
export function formatMoment(time: number): string {
  const wholeMinutes = Math.ceil(time / 60_000) * 60_000;
  return `${new Date(wholeMinutes).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
