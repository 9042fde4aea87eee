/** Where a task is created: a universe's place, and its version if one was asked for. Ids are decimal digits. */
export interface PlacePath {
  universeId: string;
  placeId: string;
  versionId?: string;
}

/** A task's path, whichever of the four forms it was written in. */
export interface TaskPath extends PlacePath {
  sessionId?: string;
  taskId: string;
}

const PLACE = String.raw`universes/(?<universeId>\d+)/places/(?<placeId>\d+)(?:/versions/(?<versionId>\d+))?`;

const TASK =
  '(?:luau-execution-session-tasks/(?<loneTaskId>[^/]+)' +
  '|luau-execution-sessions/(?<sessionId>[^/]+)/tasks/(?<taskId>[^/]+))';

const PLACE_PATTERN = new RegExp(`^${PLACE}$`);
const TASK_PATTERN = new RegExp(`^${PLACE}/${TASK}$`);

/** Reads `universes/U/places/P[/versions/V]`; undefined for anything else. */
export function parsePlacePath(text: string): PlacePath | undefined {
  const groups = PLACE_PATTERN.exec(text)?.groups;
  return groups && placeOf(groups);
}

/**
 * Reads a task's path in any of the four documented forms: with or without a version, and
 * `luau-execution-session-tasks/T` or `luau-execution-sessions/S/tasks/T`. Undefined for anything else.
 */
export function parseTaskPath(text: string): TaskPath | undefined {
  const groups = TASK_PATTERN.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const taskId = groups['loneTaskId'] ?? groups['taskId'] ?? '';
  const sessionId = groups['sessionId'];
  return { ...placeOf(groups), taskId, ...(sessionId !== undefined && { sessionId }) };
}

/** The fullest form, in which the service answers even to a create that named no version. */
export function formatTaskPath(path: Required<TaskPath>): string {
  const { universeId, placeId, versionId, sessionId, taskId } = path;
  return (
    `universes/${universeId}/places/${placeId}/versions/${versionId}` +
    `/luau-execution-sessions/${sessionId}/tasks/${taskId}`
  );
}

function placeOf(groups: Record<string, string | undefined>): PlacePath {
  const versionId = groups['versionId'];
  return {
    universeId: groups['universeId'] ?? '',
    placeId: groups['placeId'] ?? '',
    ...(versionId !== undefined && { versionId }),
  };
}
