import type { Environment } from './read-input.ts';

/** Where the key belongs, and texts for the script, which are sent as they are and never shown. */
const LEFT_ALONE: ReadonlySet<string> = new Set(['INPUT_API-KEY', 'INPUT_SOURCE', 'INPUT_ARGS']);

/** What is shorter is no key, and may be a part of any word. */
const SHORTEST_KEY = 12;

/**
 * The environment without the key in any other input. A key that was pasted into the wrong input
 * would stand in the message that says so, and with it in files and in a comment, where the runner
 * hides nothing.
 */
export function hideKey(env: Environment, key: string | undefined): Environment {
  return key === undefined || key.length < SHORTEST_KEY
    ? env
    : Object.fromEntries(
        Object.entries(env).map(([name, value]) => [
          name,
          LEFT_ALONE.has(name) || !name.startsWith('INPUT_')
            ? value
            : value?.replaceAll(key, '***').replaceAll(encodeURIComponent(key), '***'),
        ]),
      );
}
