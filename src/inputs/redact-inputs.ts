import { createRedactor } from '../util/redact.ts';
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

const TOKEN_VARIABLE = 'INPUT_GITHUB-TOKEN';

/**
 * Redacts the key and the token in all other inputs. Otherwise a secret that was pasted into the
 * wrong input would appear in the error message, and so in files and in a comment, which the runner
 * does not mask.
 */
export function redactInputs(
  env: Environment,
  {
    key = '',
    token = '',
  }: { readonly key?: string | undefined; readonly token?: string | undefined },
): Environment {
  const redactKey = createRedactor(key);
  const redactToken = createRedactor(token);
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const isRedacted =
        !UNREDACTED.has(name) && (name.startsWith('INPUT_') || FALLBACK_NAMES.has(name));
      if (value === undefined || !isRedacted) {
        return [name, value];
      }
      const redacted = redactKey(value);
      return [name, name === TOKEN_VARIABLE ? redacted : redactToken(redacted)];
    }),
  );
}
