/**
 * Writes a length of time as people read it: `0.4 s`, `12 s`, `1m 30s`, `2h 5m`.
 *
 * @param ms milliseconds
 */
export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  return hours > 0 ? `${hours}h ${minutes}m` : rest > 0 ? `${minutes}m ${rest}s` : `${minutes}m`;
}
