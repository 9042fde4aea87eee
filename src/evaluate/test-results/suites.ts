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

/** The suite around all results, without a name. */
export function rootSuite(): Suite {
  return { path: [], hasFailure: false };
}

/** A suite in another one. */
export function childSuite(parent: Suite, name: string): Suite {
  const path = parent.path.length < MAX_NAMES ? [...parent.path, name] : parent.path;
  return { path, parent, hasFailure: false };
}

/** Marks a suite and the suites around it as having a failure. */
export function markFailed(suite: Suite): void {
  // The ancestors of a marked suite are marked too.
  for (let at: Suite | undefined = suite; at && !at.hasFailure; at = at.parent) {
    at.hasFailure = true;
  }
}
