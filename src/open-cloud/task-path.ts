/** The parts of a task's path. */
export interface TaskPath {
  readonly universeId: string;
  readonly placeId: string;
  /** Absent if the path names no version. The service's answers always name it. */
  readonly placeVersion?: string;
  /** Equal to the task's id in every record, but not guaranteed. */
  readonly sessionId?: string;
  readonly taskId: string;
}

// Ids of universes, places and versions are 64-bit numbers of at most 20 digits. Session and task ids
// are UUIDs so far. Other words of these characters are accepted: they cannot leave their path
// segment.
const TASK_PATH = new RegExp(
  '^universes/(?<universeId>\\d{1,20})/places/(?<placeId>\\d{1,20})' +
    '(?:/versions/(?<placeVersion>\\d{1,20}))?' +
    '/(?:luau-execution-session-tasks/(?<taskId>[\\w-]{1,128})' +
    '|luau-execution-sessions/(?<sessionId>[\\w-]{1,128})/tasks/(?<taskInSession>[\\w-]{1,128}))$',
);

/**
 * Reads one of the four documented forms of a task's path: with or without a version, with or
 * without a session.
 *
 * @returns what the path says; undefined for anything else, a path with `..`, with a query or with
 * an origin above all. What the service answers becomes a URL only through here.
 */
export function parseTaskPath(text: string): TaskPath | undefined {
  const found = TASK_PATH.exec(text)?.groups;
  const taskId = found?.['taskId'] ?? found?.['taskInSession'];
  if (found?.['universeId'] === undefined || found['placeId'] === undefined || !taskId) {
    return undefined;
  }
  return {
    universeId: found['universeId'],
    placeId: found['placeId'],
    ...(found['placeVersion'] !== undefined && { placeVersion: found['placeVersion'] }),
    ...(found['sessionId'] !== undefined && { sessionId: found['sessionId'] }),
    taskId,
  };
}

/** The path as the service spells it, without a leading slash: the inverse of {@link parseTaskPath}. */
export function formatTaskPath(path: TaskPath): string {
  const place = formatPlacePath(path);
  return path.sessionId === undefined
    ? `${place}/luau-execution-session-tasks/${path.taskId}`
    : `${place}/luau-execution-sessions/${path.sessionId}/tasks/${path.taskId}`;
}

/** The path of a place, or of one version of it: what a task's path starts with. */
export function formatPlacePath(place: {
  readonly universeId: string;
  readonly placeId: string;
  readonly placeVersion?: string;
}): string {
  const version = place.placeVersion === undefined ? '' : `/versions/${place.placeVersion}`;
  return `universes/${place.universeId}/places/${place.placeId}${version}`;
}
