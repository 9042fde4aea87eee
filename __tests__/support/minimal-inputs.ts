/** The key of the tests' steps. */
export const KEY = 'a-key-of-the-test';

/** What a step needs besides a script, to run it in a place of this cloud. */
export function minimalInputs(
  { url }: { readonly url: string },
  apiKey = KEY,
): Record<string, string> {
  return { 'api-key': apiKey, 'universe-id': '12', 'place-id': '34', 'base-url': url };
}
