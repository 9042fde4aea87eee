/** The API key of steps in tests. */
export const KEY = 'a-key-of-the-test';

/** The inputs, besides a script, of a step on this cloud. */
export function minimalInputs(
  { url }: { readonly url: string },
  apiKey = KEY,
): Record<string, string> {
  return { 'api-key': apiKey, 'universe-id': '12', 'place-id': '34', 'base-url': url };
}
