import type { UnavailableCounts } from './messages.ts';

/** How many names the warning lists. */
const MAX_NAMES = 20;

/**
 * One sentence about all that a script reached for and the emulator has not; undefined if there is nothing.
 *
 * @param isExact false for a script that was ended from outside: then a count is the last that it told
 */
export function summarizeUnavailable(
  counts: UnavailableCounts,
  isExact: boolean,
): string | undefined {
  const names = Object.keys(counts).toSorted();
  if (names.length === 0) return undefined;
  const listed = names.slice(0, MAX_NAMES).map((name) => {
    const count = counts[name] ?? 0;
    if (count === 1) return name;
    return `${name} (${count} times${isExact ? '' : ' or more'})`;
  });
  const more = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '';
  return (
    `The script reached for what is not available in the emulator: ${listed.join(', ')}${more}. ` +
    'Its outcome on Roblox may differ.'
  );
}
