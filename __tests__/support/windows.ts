import { it } from '@jest/globals';

/** What Windows does not have, so that a test of it could not pass there. */
export const MISSING_ON_WINDOWS = {
  signals: 'Windows ends a process at once, without a signal that the process could handle',
  permissions: 'an administrator, as on the runners of GitHub, reads every folder',
  pipes: 'Windows has no named pipes and no devices in the file system',
} as const;

/** Whether the tests run on Windows. */
export const IS_WINDOWS = process.platform === 'win32';

/**
 * Returns `it` for a test that needs something which Windows lacks. There the title of a skipped
 * test would not say why, so the reason is added to it.
 */
export function itNeeds(feature: keyof typeof MISSING_ON_WINDOWS): typeof it {
  if (!IS_WINDOWS) {
    return it;
  }
  const skipped = (title: string, run?: Parameters<typeof it>[1]): void =>
    it.skip(`${title} (${MISSING_ON_WINDOWS[feature]})`, run ?? (() => {}));
  return Object.assign(skipped, it, { each: it.skip.each }) as typeof it;
}
