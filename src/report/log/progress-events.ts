import type { BinaryInputEvent } from '../../tasks/binary-input.ts';
import type { UploadEvent } from '../../tasks/upload-place.ts';
import type { RunEvent, RunPlan } from '../../tasks/run-result.ts';
import type { SharingEvent } from '../../tasks/shared/run-shared.ts';
import type { Progress } from '../../tasks/run-all.ts';
import type { RequestRecord } from '../../open-cloud/http/send-request.ts';
import { LIMIT_REACHED } from '../../open-cloud/rate-limit.ts';
import { isEnd } from '../../open-cloud/parsers.ts';
import { formatTaskPath } from '../../open-cloud/task-path.ts';
import { formatDuration, formatMoment } from '../../util/format-duration.ts';
import type { PlaceUpload } from '../../evaluate/types.ts';
import { formatBytes } from '../../util/truncate.ts';
import { nameOf } from '../run-facts.ts';

// What happens while a step runs, in words for its log. Each sentence begins with a word of the
// action's own: see `escapeCommandsInLine`.

/** What a step is about to do. */
export interface Work {
  /** At least one. */
  readonly plans: readonly RunPlan[];
  /** Whether they share one task. */
  readonly isShared?: boolean;
  /** The place file that goes first. */
  readonly upload?: PlaceUpload;
}

/** Something that happened, to one of the runs or to the step. */
export type ProgressEvent =
  | (RunEvent & Timed)
  | SharingEvent
  | UploadEvent
  | BinaryInputEvent
  | { readonly kind: 'uploaded'; readonly upload: PlaceUpload }
  | ({ readonly kind: 'progress' } & Progress & Timed);

/** When what is waited for will be there, where that is too far away to be told in minutes alone. */
interface Timed {
  /** Milliseconds since 1970. */
  readonly at?: number;
}

/** A failure that is followed by another try. */
type Retry = Extract<ProgressEvent, { readonly error: unknown; readonly waitMs: number }>;

/** Of more scripts than these, the rest is only counted. */
const MAX_LISTED = 50;

/** A shorter wait would read as none. */
const SOON_MS = 50;

/** Faster than this is a test's clock. */
const MIN_TIMED_MS = 1;

/** Says what is about to be run, where, and within which limits: a sentence a line. */
export function formatPlan({ plans, isShared, upload }: Work): readonly string[] {
  const [first, second] = plans;
  if (first === undefined) {
    return [];
  }
  const { place, timeoutMs, bootTimeoutMs } = first;
  const rest = plans.length - MAX_LISTED;
  return [
    ...plans.slice(0, MAX_LISTED).map(describeScript),
    ...(rest > 0 ? [`Script: and ${rest} more`] : []),
    `Place: ${place.placeId} of universe ${place.universeId}, ${describeVersion(first, upload)}`,
    ...(upload === undefined
      ? []
      : [`Place file: ${upload.file}, ${formatBytes(upload.sizeBytes)}`]),
    first.task === undefined
      ? `Limits: ${formatDuration(timeoutMs)} for ${second === undefined ? 'the script' : isShared === true ? 'all scripts together, in one task' : 'each script'}, and ${formatDuration(bootTimeoutMs)} more for queue and boot`
      : `Limits: ${formatDuration(timeoutMs + bootTimeoutMs)} from now on`,
  ];
}

function describeScript({ script, sent }: RunPlan): string {
  const { text, isOfTask } = script;
  return isOfTask === true
    ? 'Script: what the task was created with'
    : `Script: ${nameOf(script)}, ${formatBytes(Buffer.byteLength(sent ?? text))}${sent === undefined ? '' : ' with its arguments'}`;
}

function describeVersion({ place, task }: RunPlan, upload: PlaceUpload | undefined): string {
  if (upload !== undefined) {
    return `on the version that ${upload.file} becomes, ${upload.versionType.toLowerCase()}`;
  }
  if (place.placeVersion !== undefined) {
    return `version ${place.placeVersion}`;
  }
  return task === undefined ? 'as last saved' : 'in whichever version the task has';
}

/** Says what happened to the step, or to its only run. */
export function formatEvent(event: Exclude<ProgressEvent, Retry>): string {
  switch (event.kind) {
    case 'created':
    case 'attached':
      return `Now ${event.task.state}.`;
    case 'state':
      return `Now ${event.task.state}, after ${formatDuration(event.elapsedMs)}.`;
    case 'still-running':
      return `Still ${event.state} after ${formatDuration(event.elapsedMs)}.`;
    case 'quota-exceeded':
      return `Next try in ${formatDuration(event.waitMs)}${describeTime(event.at)}, since Roblox holds the creation back: ${LIMIT_REACHED[event.throttle.kind]}.`;
    case 'upload-progress':
    case 'binary-input-progress':
      return `Sent ${formatBytes(event.sentBytes)} of ${formatBytes(event.totalBytes)} so far.`;
    case 'binary-input-uploaded':
      return `Binary input: ${formatBytes(event.sizeBytes)} uploaded${describeSpeed(event.sizeBytes, event.tookMs)}.`;
    case 'uploaded':
      return describeUpload(event.upload);
    case 'left-out':
      return `Left out of the shared task: ${event.file}, which ${event.problem}`;
    case 'progress':
      return describeProgress(event);
  }
}

/** Says what happened to one of several runs, if it is worth a line among so many. */
export function formatEventOf(
  event: Exclude<ProgressEvent, Retry>,
  name: string,
): string | undefined {
  switch (event.kind) {
    case 'created':
      return `Created: ${name}, as ${formatTaskPath(event.task.path)}`;
    case 'state':
      return isEnd(event.task.state)
        ? `Ended: ${name}, ${event.task.state} after ${formatDuration(event.elapsedMs)}.`
        : undefined;
    case 'still-running':
      return `Still ${event.state} after ${formatDuration(event.elapsedMs)}: ${name}.`;
    case 'quota-exceeded':
      return undefined; // The progress of all tells of it.
    default:
      return formatEvent(event);
  }
}

/** Whether something failed that is tried again. */
export function isRetryEvent(event: ProgressEvent): event is Retry {
  return 'error' in event && 'waitMs' in event;
}

/**
 * Says when something that failed is tried again, without a full stop.
 *
 * @param name the script that it is for, where there are several
 */
export function formatRetryEvent({ kind, waitMs }: Retry, name: string | undefined): string {
  const what = kind === 'poll-failed' ? 'Next look' : 'Next try';
  return `${what}${name === undefined ? '' : ` for ${name}`} ${describeWait(waitMs)}`;
}

function describeWait(ms: number): string {
  return ms < SOON_MS ? 'at once' : `in ${formatDuration(ms)}`;
}

function describeUpload({ file, sizeBytes, versionType, place, became }: PlaceUpload): string {
  const { version = '', tookMs = 0 } = became ?? {};
  return `Uploaded: ${file}, ${formatBytes(sizeBytes)}, is ${versionType.toLowerCase()} as version ${version} of place ${place.placeId}${describeSpeed(sizeBytes, tookMs)}.`;
}

function describeSpeed(bytes: number, tookMs: number): string {
  return tookMs < MIN_TIMED_MS
    ? ''
    : `, in ${formatDuration(tookMs)} (${formatBytes(Math.round((bytes / tookMs) * 1000))} a second)`;
}

function describeTime(at: number | undefined): string {
  return at === undefined ? '' : `, at ${formatMoment(at)}`;
}

function describeProgress({
  done,
  running,
  waiting,
  blockedBy,
  untilMs,
  at,
}: Progress & Timed): string {
  const numbers = `Progress: ${done} of ${done + running + waiting} scripts done, ${running} running, ${waiting} waiting`;
  if (waiting === 0) {
    return `${numbers}.`;
  }
  const why = blockedBy === undefined ? '' : `, since ${LIMIT_REACHED[blockedBy]}`;
  const until =
    untilMs === undefined
      ? blockedBy === 'capacity'
        ? '; the next one is created when a task has ended'
        : ''
      : `; the next one is created ${describeWait(untilMs)}${describeTime(at)}`;
  return `${numbers}${why}${until}.`;
}

/** Says what became of one request: what was asked, what came, how long it took, and the quota. */
export function formatRequest({
  request: { method, path },
  status,
  tookMs,
  quota,
  failure,
}: RequestRecord): string {
  const end = status === undefined ? 'no answer' : String(status);
  const fault = failure === undefined || failure === 'refused' ? '' : ` (${failure})`;
  const { limit, remaining, resetMs } = quota ?? {};
  const told = [
    remaining !== undefined && `${remaining} left`,
    limit !== undefined && `limit ${limit}`,
    resetMs !== undefined && `reset in ${resetMs / 1000} s`,
  ].filter((part) => part !== false);
  return `${method} ${path}: ${end}${fault} after ${Math.round(tookMs)} ms${told.length === 0 ? '' : `; quota: ${told.join(', ')}`}`;
}
