import { invalidArgument, NO_SUCH_ROUTE, notFound, ok, unimplemented } from './answers.ts';
import type { Answer } from './answers.ts';
import { readLogPage } from './logs.ts';
import type { LogView } from './logs.ts';
import { parsePlacePath, parseTaskPath } from './task-path.ts';
import { parseTaskRequest } from './task-request.ts';
import { isOver, pathOf } from './tasks.ts';
import type { Task, TaskStore } from './tasks.ts';

/** A request whose key has been accepted. */
export interface ApiRequest {
  method: string;
  pathname: string;
  query: URLSearchParams;
  body: string;
}

/** What the routes answer from. */
export interface Cloud {
  tasks: TaskStore;
  /** The latest version of every place. */
  placeVersion: number;
}

interface Route {
  method: string;
  /** Matched against the path; the groups are handed to `answer`. */
  pattern: RegExp;
  answer: (cloud: Cloud, request: ApiRequest, groups: string[]) => Answer;
}

/** "At most 10000 are returned … higher values are set to 10000." */
const MAX_PAGE_SIZE = 10_000;

/** The owner of the key, the same for all tasks. */
const USER_ID = '1';

const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    pattern: /^\/cloud\/v2\/(.+)\/luau-execution-session-tasks$/,
    answer: createTask,
  },
  {
    method: 'POST',
    pattern: /^\/cloud\/v2\/universes\/\d+\/luau-execution-session-task-binary-inputs$/,
    answer: () => unimplemented('Binary inputs are not available in the emulator.'),
  },
  { method: 'GET', pattern: /^\/cloud\/v2\/(.+)\/logs$/, answer: listLogs },
  { method: 'GET', pattern: /^\/cloud\/v2\/(.+)$/, answer: getTask },
];

/** Answers a request of the API. */
export function answerRequest(cloud: Cloud, request: ApiRequest): Answer {
  for (const { method, pattern, answer } of ROUTES) {
    const match = method === request.method ? pattern.exec(request.pathname) : null;
    if (match) return answer(cloud, request, match.slice(1));
  }
  return NO_SUCH_ROUTE;
}

function createTask(cloud: Cloud, { body }: ApiRequest, [parent = '']: string[]): Answer {
  const place = parsePlacePath(parent);
  if (place === undefined) return NO_SUCH_ROUTE;

  const versionId = place.versionId ?? String(cloud.placeVersion);
  if (Number(versionId) < 1 || Number(versionId) > cloud.placeVersion) {
    return notFound(
      `Place ${place.placeId} has no version ${versionId}; its latest is ${cloud.placeVersion}.`,
    );
  }

  let fields: unknown;
  try {
    fields = JSON.parse(body);
  } catch {
    return invalidArgument('The request body is not JSON.');
  }
  const parsed = parseTaskRequest(fields);
  if ('refused' in parsed) return parsed.refused;
  return ok(taskResource(cloud.tasks.create({ ...place, versionId }, parsed.request), 'BASIC'));
}

function getTask({ tasks }: Cloud, { query }: ApiRequest, [path = '']: string[]): Answer {
  const found = findTask(tasks, path);
  if ('refused' in found) return found.refused;
  const view = viewOf(query, ['BASIC', 'FULL']);
  return view === undefined
    ? invalidArgument(`The view "${query.get('view')}" is neither BASIC nor FULL.`)
    : ok(taskResource(found.task, view));
}

function listLogs({ tasks }: Cloud, { query }: ApiRequest, [path = '']: string[]): Answer {
  const found = findTask(tasks, path);
  if ('refused' in found) return found.refused;
  const view: LogView | undefined = viewOf(query, ['FLAT', 'STRUCTURED']);
  if (view === undefined) {
    return invalidArgument(`The view "${query.get('view')}" is neither FLAT nor STRUCTURED.`);
  }
  const size = query.get('maxPageSize') || '0';
  if (!/^\d+$/.test(size)) {
    return invalidArgument(`The maxPageSize "${size}" is not a whole number from 1 to 10000.`);
  }

  // Nothing is shown of a task that is not over: logs cannot be streamed.
  if (!isOver(found.task)) return ok({ luauExecutionSessionTaskLogs: [], nextPageToken: '' });

  const page = readLogPage(found.task.log.messages, pathOf(found.task), {
    view,
    maxPageSize: Math.min(Number(size) || MAX_PAGE_SIZE, MAX_PAGE_SIZE),
    pageToken: query.get('pageToken') ?? '',
  });
  return page === undefined
    ? invalidArgument('The pageToken is not one that this log gave out for this view.')
    : ok(page);
}

function findTask(tasks: TaskStore, text: string): { task: Task } | { refused: Answer } {
  const path = parseTaskPath(text);
  if (path === undefined) return { refused: NO_SUCH_ROUTE };
  const task = tasks.find(path);
  return task ? { task } : { refused: notFound(`The task "${text}" does not exist.`) };
}

/** The view that a query asks for, by default the first one; undefined for one that does not exist. */
function viewOf<View extends string>(
  query: URLSearchParams,
  views: readonly [View, ...View[]],
): View | undefined {
  const asked = query.get('view') || 'VIEW_UNSPECIFIED';
  return asked === 'VIEW_UNSPECIFIED' ? views[0] : views.find((view) => view === asked);
}

/** The JSON of a task. The BASIC view leaves the script out. */
function taskResource(task: Task, view: 'BASIC' | 'FULL'): Record<string, unknown> {
  const { request, output, error } = task;
  return {
    path: pathOf(task),
    createTime: task.created.toISOString(),
    updateTime: task.updated.toISOString(),
    user: USER_ID,
    state: task.state,
    ...(view === 'FULL' && { script: request.script }),
    timeout: `${request.timeoutMs / 1000}s`,
    ...(output && { output }),
    ...(error && { error }),
  };
}
