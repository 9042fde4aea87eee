/** A suite of nested test results. */
export interface Suite {
  /** The names from the outermost suite to this one. */
  readonly path: readonly string[];
  readonly parent?: Suite;
  /** Whether a test in it failed, at any depth. */
  hasFailure: boolean;
}

/** Deeper suites are read but not named: results can be nested thousands deep. */
const MAX_NAMES = 50;

/** Every test repeats the names of its suites, so long ones would cost the product of both numbers. */
const MAX_NAME_CHARACTERS = 200;
const MAX_PATH_CHARACTERS = 500;

/** The suite around all results, without a name. */
export function rootSuite(): Suite {
  return { path: [], hasFailure: false };
}

/** A suite in another one. */
export function childSuite(parent: Suite, name: string): Suite {
  const left = MAX_PATH_CHARACTERS - parent.path.reduce((sum, { length }) => sum + length, 0);
  const path =
    parent.path.length < MAX_NAMES && left > 0
      ? [...parent.path, shorten(name, Math.min(MAX_NAME_CHARACTERS, left))]
      : parent.path;
  return { path, parent, hasFailure: false };
}

function shorten(name: string, maxCharacters: number): string {
  return name.length <= maxCharacters ? name : `${name.slice(0, maxCharacters)}…`;
}

/** Marks a suite and the suites around it as having a failure. */
export function markFailed(suite: Suite): void {
  // The ancestors of a marked suite are marked too.
  for (let at: Suite | undefined = suite; at && !at.hasFailure; at = at.parent) {
    at.hasFailure = true;
  }
}
