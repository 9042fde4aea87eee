import { FALLBACK_VARIABLES, type Environment } from './parsers.ts';

/** Where the key belongs, and texts for the script, which are sent as they are and never shown. */
const LEFT_ALONE: ReadonlySet<string | undefined> = new Set([
  'INPUT_API-KEY',
  FALLBACK_VARIABLES['api-key'],
  'INPUT_SOURCE',
  'INPUT_ARGS',
]);

/** Variables that stand in for inputs. */
const FALLBACKS: ReadonlySet<string> = new Set(Object.values(FALLBACK_VARIABLES));

/** What is shorter is no key, and may be a part of any word. */
const MIN_KEY_CHARACTERS = 12;

/**
 * The environment without the key in any other input. A key that was pasted into the wrong input
 * would stand in the message that says so, and with it in files and in a comment, where the runner
 * hides nothing.
 */
export function redactInputs(env: Environment, key: string | undefined): Environment {
  return key === undefined || key.length < MIN_KEY_CHARACTERS
    ? env
    : Object.fromEntries(
        Object.entries(env).map(([name, value]) => [
          name,
          LEFT_ALONE.has(name) || !(name.startsWith('INPUT_') || FALLBACKS.has(name))
            ? value
            : value?.replaceAll(key, '***').replaceAll(encodeURIComponent(key), '***'),
        ]),
      );
}
