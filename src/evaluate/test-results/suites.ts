/** A suite that a reader of nested results is in. */
export interface Suite {
  /** The names from the outermost suite to this one. */
  readonly path: readonly string[];
  readonly parent?: Suite;
  /** Whether a failure within it was seen. */
  holdsFailure: boolean;
}

/** Deeper suites are read and left out of the names: results may be nested thousands deep. */
const MAX_NAMES = 50;

/** The suite that holds everything, which has no name. */
export function outermostSuite(): Suite {
  return { path: [], holdsFailure: false };
}

/** A suite within another one. */
export function suiteIn(parent: Suite, name: string): Suite {
  const path = parent.path.length < MAX_NAMES ? [...parent.path, name] : parent.path;
  return { path, parent, holdsFailure: false };
}

/** Notes a failure in a suite and in those around it. */
export function noteFailure(suite: Suite): void {
  // Where one is noted already, it is noted in all around it.
  for (let at: Suite | undefined = suite; at && !at.holdsFailure; at = at.parent) {
    at.holdsFailure = true;
  }
}
