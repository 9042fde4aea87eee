import { FALLBACK_VARIABLES, type Environment } from './parsers.ts';

/** The inputs of the key itself, and the texts of the script, which are sent unchanged and never shown. */
const UNREDACTED: ReadonlySet<string | undefined> = new Set([
  'INPUT_API-KEY',
  FALLBACK_VARIABLES['api-key'],
  'INPUT_SOURCE',
  'INPUT_ARGS',
]);

/** The environment variables that set inputs. */
const FALLBACK_NAMES: ReadonlySet<string> = new Set(Object.values(FALLBACK_VARIABLES));

/** A shorter text is no key and may be part of any word. */
const MIN_KEY_CHARACTERS = 12;

/**
 * Redacts the key in all other inputs. Otherwise a key that was pasted into the wrong input would
 * appear in the error message, and so in files and in a comment, which the runner does not mask.
 */
export function redactInputs(env: Environment, key: string | undefined): Environment {
  return key === undefined || key.length < MIN_KEY_CHARACTERS
    ? env
    : Object.fromEntries(
        Object.entries(env).map(([name, value]) => [
          name,
          UNREDACTED.has(name) || !(name.startsWith('INPUT_') || FALLBACK_NAMES.has(name))
            ? value
            : value?.replaceAll(key, '***').replaceAll(encodeURIComponent(key), '***'),
        ]),
      );
}
