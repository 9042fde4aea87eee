import { invalidArgument, NO_SUCH_ROUTE, notFound, ok, resourceExhausted } from './answers.ts';
import type { Answer } from './answers.ts';
import type { FaultKind, TaskFault } from './faults.ts';
import { readLogPage } from './logs.ts';
import type { LogView } from './logs.ts';
import type { PayloadStore } from './payloads.ts';
import type { QuotaBucket } from './quotas.ts';
import { parsePlacePath, parseTaskPath } from './task-path.ts';
import { parseTaskRequest } from './task-request.ts';
import { isOver, pathOf } from './tasks.ts';
import type { Task, TaskStore } from './tasks.ts';
import { answerUpload } from './uploads.ts';
import type { PlaceVersions } from './uploads.ts';
import type { BodyDigest } from './wire.ts';

/** A request whose key has been accepted. */
export interface ApiRequest {
  query: URLSearchParams;
  /** Empty for an upload. */
  body: string;
  /** The body of an upload. */
  file: BodyDigest | undefined;
  /** The fault of a created task. */
  taskFault: TaskFault | undefined;
}

/** The state that the routes answer from. */
export interface Cloud {
  tasks: TaskStore;
  places: PlaceVersions;
  payloads: PayloadStore;
  /** How many tasks of a place may be unfinished at a time; undefined for any number. */
  unfinishedPerPlace: number | undefined;
}

/** A call of the API, found by its address. */
export interface FoundRoute {
  kind: Exclude<FaultKind, 'payload-put' | 'payload-get' | 'memory-store'>;
  bucket: QuotaBucket;
  answer: (cloud: Cloud, request: ApiRequest) => Answer;
}

interface Route {
  method: string;
  /** Matched against the path; the groups are handed to `answer`. */
  pattern: RegExp;
  kind: FoundRoute['kind'];
  /** If it differs from the kind. */
  bucket?: QuotaBucket;
  answer: (cloud: Cloud, request: ApiRequest, groups: string[]) => Answer;
}

/** "At most 10000 are returned … higher values are set to 10000." */
const MAX_PAGE_SIZE = 10_000;

/** The owner of the key, the same for all tasks. */
const USER_ID = '1';

const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    pattern: /^\/cloud\/v2\/(.+\/versions\/[^/]+)\/luau-execution-session-tasks$/,
    kind: 'create',
    bucket: 'create-of-version',
    answer: createTask,
  },
  {
    method: 'POST',
    pattern: /^\/cloud\/v2\/(.+)\/luau-execution-session-tasks$/,
    kind: 'create',
    answer: createTask,
  },
  {
    method: 'POST',
    pattern: /^\/cloud\/v2\/universes\/(\d+)\/luau-execution-session-task-binary-inputs$/,
    kind: 'binary-input',
    answer: createBinaryInput,
  },
  {
    method: 'POST',
    pattern: /^\/universes\/v1\/(\d+)\/places\/(\d+)\/versions$/,
    kind: 'upload',
    answer: uploadPlace,
  },
  { method: 'GET', pattern: /^\/cloud\/v2\/(.+)\/logs$/, kind: 'logs', answer: listLogs },
  { method: 'GET', pattern: /^\/cloud\/v2\/(.+)$/, kind: 'read', answer: getTask },
];

/** Finds the API call of a request; undefined if there is none. */
export function findRoute(method: string, pathname: string): FoundRoute | undefined {
  for (const { pattern, kind, bucket, answer, ...route } of ROUTES) {
    const match = route.method === method ? pattern.exec(pathname) : null;
    if (match === null) continue;
    return {
      kind,
      bucket: bucket ?? kind,
      answer: (cloud, request) => answer(cloud, request, match.slice(1)),
    };
  }
  return undefined;
}

function createTask(cloud: Cloud, request: ApiRequest, [parent = '']: string[]): Answer {
  const { tasks, places, payloads, unfinishedPerPlace } = cloud;
  const place = parsePlacePath(parent);
  if (place === undefined) return NO_SUCH_ROUTE;

  const latest = places.latest(place);
  const versionId = place.versionId ?? String(latest);
  if (Number(versionId) < 1 || Number(versionId) > latest) {
    return notFound(`Place ${place.placeId} has no version ${versionId}; its latest is ${latest}.`);
  }

  const body = parseJson(request.body);
  if (body === undefined) return NOT_JSON;
  const parsed = parseTaskRequest(body);
  if ('refused' in parsed) return parsed.refused;

  const { binaryInput } = parsed.request;
  const input =
    binaryInput === undefined ? undefined : payloads.findInput(binaryInput, place.universeId);
  if (input !== undefined && 'refused' in input) return input.refused;

  const unfinished = unfinishedPerPlace === undefined ? [] : tasks.unfinished(place);
  if (unfinishedPerPlace !== undefined && unfinished.length >= unfinishedPerPlace) {
    return resourceExhausted(
      `Too many tasks already active. Task resource paths: ${unfinished.map(pathOf).join(', ')}`,
    );
  }

  const task = tasks.create({
    place: { ...place, versionId },
    request: parsed.request,
    input: input?.bytes,
    fault: request.taskFault,
  });
  // A creation is answered with its script (record), a BASIC read is not.
  return ok(taskResource(task, 'FULL'));
}

function createBinaryInput(
  { payloads }: Cloud,
  { body }: ApiRequest,
  [universeId = '']: string[],
): Answer {
  const fields = parseJson(body);
  return fields === undefined ? NOT_JSON : payloads.createInput(universeId, fields);
}

function uploadPlace(
  { places }: Cloud,
  { query, file }: ApiRequest,
  [universeId = '', placeId = '']: string[],
): Answer {
  if (file === undefined) throw new Error('The body of an upload was not read as a file.');
  const place = { universeId, placeId };
  return answerUpload(places, place, query.get('versionType'), file);
}

const NOT_JSON = invalidArgument('The request body is not JSON.');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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

  // A log is empty until its task has ended: the service does not stream logs.
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
  const { request, output, error, binaryOutputUri } = task;
  const { binaryInput, enableBinaryOutput } = request;
  return {
    path: pathOf(task),
    createTime: task.created.toISOString(),
    updateTime: task.updated.toISOString(),
    user: USER_ID,
    state: task.state,
    ...(view === 'FULL' && { script: request.script }),
    ...(request.hasTimeout && { timeout: `${request.timeoutMs / 1000}s` }),
    ...(binaryInput !== undefined && { binaryInput }),
    ...(enableBinaryOutput && { enableBinaryOutput }),
    ...(binaryOutputUri !== undefined && { binaryOutputUri }),
    ...(output && { output }),
    ...(error && { error }),
    // Not in the real API.
    ...(isOver(task) && { emulator: { unavailable: task.unavailable, mark: task.mark } }),
  };
}
