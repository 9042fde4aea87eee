import type { BinaryInputEvent } from '../../tasks/binary-input.ts';
import type { UploadEvent } from '../../tasks/upload-place.ts';
import type { Refusal } from '../../tasks/claim.ts';
import type { RecoveryEvent, RunEvent, RunPlan } from '../../tasks/run-result.ts';
import type { SharingEvent } from '../../tasks/shared/run-shared.ts';
import type { Progress } from '../../tasks/run-all.ts';
import type { RequestRecord } from '../../open-cloud/http/send-request.ts';
import { LIMIT_REACHED } from '../../open-cloud/rate-limit.ts';
import { isEnd } from '../../open-cloud/parsers.ts';
import { formatTaskPath } from '../../open-cloud/task-path.ts';
import { formatDuration, formatMoment } from '../../util/duration.ts';
import type { Engine, PlaceUpload } from '../../evaluate/types.ts';
import { sentence } from '../../util/text.ts';
import { formatBytes } from '../../util/truncate.ts';
import { scriptName } from '../format.ts';

// Formats the events of a step for its log. Each sentence starts with a word of the action: see
// `escapeCommandsInLine`.

/** The work of a step. */
export interface Work {
  /** At least one. */
  readonly plans: readonly RunPlan[];
  /** Whether the scripts share one task. */
  readonly isShared?: boolean;
  readonly engine?: Engine;
  /** The place file that is uploaded first. */
  readonly upload?: PlaceUpload;
  /** Lines of `script` that exclude nothing. */
  readonly unusedExclusions?: readonly string[] | undefined;
}

/** An event of a run or of the step. */
export type ProgressEvent =
  | (RunEvent & Timed)
  | SharingEvent
  | UploadEvent
  | BinaryInputEvent
  | { readonly kind: 'uploaded'; readonly upload: PlaceUpload }
  | ({ readonly kind: 'progress' } & Progress & Timed);

/** The end of a wait that is too long to show only its duration. */
interface Timed {
  /** Milliseconds since 1970. */
  readonly at?: number;
}

/** A failure that will be retried. */
type Retry = Extract<ProgressEvent, { readonly error: unknown; readonly waitMs: number }>;

/** The plan counts further scripts without listing them. */
const MAX_LISTED_SCRIPTS = 50;

/** A shorter wait would be shown as zero. */
const MIN_SHOWN_WAIT_MS = 50;

/** Only a virtual clock measures less. */
const MIN_SPEED_TIME_MS = 1;

/** Formats what a step is going to run, where, and with which limits: one sentence a line. */
export function formatPlan({
  plans,
  isShared,
  engine,
  upload,
  unusedExclusions = [],
}: Work): readonly string[] {
  const [first, second] = plans;
  if (first === undefined) {
    return [];
  }
  const { place, timeoutMs, bootTimeoutMs } = first;
  const rest = plans.length - MAX_LISTED_SCRIPTS;
  return [
    ...plans.slice(0, MAX_LISTED_SCRIPTS).map(formatScript),
    ...(rest > 0 ? [`Script: and ${rest} more`] : []),
    ...unusedExclusions.map((line) => `Exclusion: !${line} excludes nothing`),
    ...(engine === 'emulator' ? ['Engine: the emulator, since there is no Roblox API key'] : []),
    `Place: ${place.placeId} of universe ${place.universeId}, ${formatVersion(first, upload)}`,
    ...(upload === undefined
      ? []
      : [`Place file: ${upload.file}, ${formatBytes(upload.sizeBytes)}`]),
    first.task === undefined
      ? `Limits: ${formatDuration(timeoutMs)} for ${second === undefined ? 'the script' : isShared === true ? 'all scripts together, in one task' : 'each script'}, and ${formatDuration(bootTimeoutMs)} more for queue and boot`
      : `Limits: ${formatDuration(timeoutMs + bootTimeoutMs)} from now on`,
  ];
}

function formatScript({ script, sent }: RunPlan): string {
  const { text, isOfTask } = script;
  return isOfTask === true
    ? 'Script: what the task was created with'
    : `Script: ${scriptName(script)}, ${formatBytes(Buffer.byteLength(sent ?? text))}${sent === undefined ? '' : ' with its arguments'}`;
}

function formatVersion({ place, task }: RunPlan, upload: PlaceUpload | undefined): string {
  if (upload !== undefined) {
    return `on the version that ${upload.file} becomes, ${upload.versionType.toLowerCase()}`;
  }
  if (place.placeVersion !== undefined) {
    return `version ${place.placeVersion}`;
  }
  return task === undefined ? 'as last saved' : 'in whichever version the task has';
}

/** Formats an event of the step, or of its only run. */
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
      return `Next try in ${formatDuration(event.waitMs)}${formatTime(event.at)}, since ${event.throttle.kind === 'assumed' ? '' : 'Roblox holds the creation back: '}${LIMIT_REACHED[event.throttle.kind]}.`;
    case 'upload-progress':
    case 'binary-input-progress':
      return `Sent ${formatBytes(event.sentBytes)} of ${formatBytes(event.totalBytes)} so far.`;
    case 'binary-input-uploaded':
      return `Binary input: ${formatBytes(event.sizeBytes)} uploaded${formatSpeed(event.sizeBytes, event.tookMs)}.`;
    case 'uploaded':
      return formatUpload(event.upload);
    case 'recovery':
      return formatRecoveryEvent(event);
    case 'left-out':
      return `Left out of the shared task: ${event.file}, which ${event.problem}`;
    case 'progress':
      return formatProgress(event);
  }
}

/** Formats an event of one of several runs; undefined if it is too small for the shared log. */
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
    case 'recovery':
      return `${formatRecoveryEvent(event)} (${name})`;
    case 'quota-exceeded':
      return undefined; // The progress event contains it.
    default:
      return formatEvent(event);
  }
}

/** Formats a decision of a run that recovers. */
function formatRecoveryEvent(event: RecoveryEvent): string {
  switch (event.step) {
    case 'create-again':
      return `Recovery: a second task follows ${formatWait(event.inMs)}, since the outcome of the creation is unknown: ${sentence(event.problem.what)}`;
    case 'create-beside':
      return `Recovery: a second task is created, since the first one is unfinished after \`boot-timeout\`, ${formatDuration(event.afterMs)}.`;
    case 'created-beside':
      return `Recovery: the second task is ${formatTaskPath(event.task.path)}`;
    case 'not-created':
      return `Recovery: no second task, since ${event.problem === undefined ? 'the quotas allow none at once.' : `its creation failed: ${sentence(event.problem.message)}`}`;
    case 'refused':
      return `Recovery: the ${event.task} task did not start the script, since ${REFUSALS[event.refusal]}.`;
    case 'ran':
      return `Recovery: the result is that of the ${event.task} task.`;
  }
}

const REFUSALS: Readonly<Record<Refusal, string>> = {
  taken: 'another task has the claim',
  late: 'it was ready only when the step no longer waited for it',
  failed: 'the memory store could not be used',
};

/** Whether an event is a failure that will be retried. */
export function isRetryEvent(event: ProgressEvent): event is Retry {
  return 'error' in event && 'waitMs' in event;
}

/**
 * Formats the time of the next attempt, without a full stop.
 *
 * @param name the script; undefined if there is only one
 */
export function formatRetryEvent({ kind, waitMs }: Retry, name: string | undefined): string {
  const what = kind === 'poll-failed' ? 'Next poll' : 'Next try';
  return `${what}${name === undefined ? '' : ` for ${name}`} ${formatWait(waitMs)}`;
}

function formatWait(ms: number): string {
  return ms < MIN_SHOWN_WAIT_MS ? 'at once' : `in ${formatDuration(ms)}`;
}

function formatUpload({ file, sizeBytes, versionType, place, became }: PlaceUpload): string {
  const { version = '', tookMs = 0 } = became ?? {};
  return `Uploaded: ${file}, ${formatBytes(sizeBytes)}, is ${versionType.toLowerCase()} as version ${version} of place ${place.placeId}${formatSpeed(sizeBytes, tookMs)}.`;
}

function formatSpeed(bytes: number, tookMs: number): string {
  return tookMs < MIN_SPEED_TIME_MS
    ? ''
    : `, in ${formatDuration(tookMs)} (${formatBytes(Math.round((bytes / tookMs) * 1000))} a second)`;
}

function formatTime(at: number | undefined): string {
  return at === undefined ? '' : `, at ${formatMoment(at)}`;
}

function formatProgress({
  done,
  running,
  waiting,
  blockedBy,
  untilMs,
  at,
}: Progress & Timed): string {
  const counts = `Progress: ${done} of ${done + running + waiting} scripts done, ${running} running, ${waiting} waiting`;
  if (waiting === 0) {
    return `${counts}.`;
  }
  const reason = blockedBy === undefined ? '' : `, since ${LIMIT_REACHED[blockedBy]}`;
  const next =
    untilMs === undefined
      ? blockedBy === 'capacity'
        ? '; the next one is created when a task has ended'
        : ''
      : `; the next one is created ${formatWait(untilMs)}${formatTime(at)}`;
  return `${counts}${reason}${next}.`;
}

/** Formats a request for the debug log: method, path, status, time and quota. */
export function formatRequest({
  request: { method, path },
  status,
  tookMs,
  quota,
  failure,
}: RequestRecord): string {
  const result = status === undefined ? 'no answer' : String(status);
  const reason = failure === undefined || failure === 'refused' ? '' : ` (${failure})`;
  const { limit, remaining, resetMs } = quota ?? {};
  const quotaParts = [
    remaining !== undefined && `${remaining} left`,
    limit !== undefined && `limit ${limit}`,
    resetMs !== undefined && `reset in ${resetMs / 1000} s`,
  ].filter((part) => part !== false);
  return `${method} ${path}: ${result}${reason} after ${Math.round(tookMs)} ms${quotaParts.length === 0 ? '' : `; quota: ${quotaParts.join(', ')}`}`;
}
