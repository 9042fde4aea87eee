/**
 * Creates a function that makes names unique: it appends ` (2)`, ` (3)` and so on to a name that it
 * has returned before.
 */
export function createUniqueNamer(): (name: string) => string {
  /** The number to try next for each returned name. */
  const nextNumbers = new Map<string, number>();
  return (name) => {
    let number = nextNumbers.get(name) ?? 2;
    let unique = name;
    for (; nextNumbers.has(unique); number += 1) {
      unique = `${name} (${number})`;
    }
    nextNumbers.set(unique, 2);
    nextNumbers.set(name, number);
    return unique;
  };
}
