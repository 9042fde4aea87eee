import { randomBytes, randomUUID } from 'node:crypto';
import { LogWindow } from './logs.ts';
import { MAX_RESULT_BYTES } from './engine/messages.ts';
import type { UnavailableCounts } from './engine/messages.ts';
import { runScript } from './engine/run-script.ts';
import type { RunOutcome, RunningScript } from './engine/run-script.ts';
import type { TaskFault } from './faults.ts';
import type { PayloadStore } from './payloads.ts';
import { warningOf } from './place-source.ts';
import type { UniverseStores } from './stores/universe-stores.ts';
import { formatTaskPath } from './task-path.ts';
import type { PlacePath, TaskPath } from './task-path.ts';
import type { TaskRequest } from './task-request.ts';
import type { PlaceVersions } from './uploads.ts';

/** The states that a task of the emulator can be in. */
export type TaskState = 'QUEUED' | 'PROCESSING' | 'COMPLETE' | 'FAILED';

/** The error of a failed task, as the API shows it. */
export interface TaskError {
  code: 'SCRIPT_ERROR' | 'DEADLINE_EXCEEDED' | 'OUTPUT_SIZE_LIMIT_EXCEEDED' | 'INTERNAL_ERROR';
  message: string;
}

/** A task in the store. */
export interface Task {
  /** Session and task have the same id, as in every live record. */
  readonly id: string;
  readonly place: Readonly<Required<PlacePath>>;
  readonly request: TaskRequest;
  readonly created: Date;
  /** When the state last changed. */
  updated: Date;
  state: TaskState;
  output?: { results?: unknown[] };
  error?: TaskError;
  /** Where the script's binary output can be fetched: a secret. */
  binaryOutputUri?: string;
  readonly log: LogWindow;
  /** Ends the message of each refusal of the emulator, so that a client can tell it from text that a script prints. */
  readonly mark: string;
  /** How often the script used each member that Roblox has and the emulator has not. */
  unavailable: UnavailableCounts;
}

/** What a task is created from. */
export interface NewTask {
  place: Required<PlacePath>;
  request: TaskRequest;
  /** The bytes that the request's `binaryInput` names. */
  input: Uint8Array | undefined;
  /** Some tasks of the service stay PROCESSING for ever, with no error and no logs. */
  fault: TaskFault | undefined;
}

/** How long tasks wait before they run. */
export interface TaskTiming {
  /** How long a task stays QUEUED, in milliseconds; at 0 it is PROCESSING from the start. */
  queueDelayMs: number;
  /** How long a task is PROCESSING before the first line of its script runs, in milliseconds. */
  bootDelayMs: number;
}

/** "Information about a task is retained for 24 hours after task completion." */
const RETENTION_MS = 24 * 60 * 60 * 1000;

/** Whether the task has ended. */
export function isOver({ state }: Task): boolean {
  return state === 'COMPLETE' || state === 'FAILED';
}

/** A task's path in its fullest form. */
export function pathOf({ id, place }: Task): string {
  return formatTaskPath({ ...place, sessionId: id, taskId: id });
}

/** All tasks: creates them, moves them through their states, and runs their scripts. */
export class TaskStore {
  readonly #timing: TaskTiming;
  readonly #payloads: PayloadStore;
  readonly #places: PlaceVersions;
  readonly #stores: UniverseStores;
  readonly #tasks = new Map<string, Task>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<RunningScript>();

  /**
   * @param payloads takes the binary outputs
   * @param places has the instances that tasks run on
   * @param stores has what scripts store
   */
  constructor(
    timing: TaskTiming,
    payloads: PayloadStore,
    places: PlaceVersions,
    stores: UniverseStores,
  ) {
    this.#stores = stores;
    this.#timing = timing;
    this.#payloads = payloads;
    this.#places = places;
  }

  /** Creates a task. It answers at once; the task runs on by itself. */
  create({ place, request, input, fault }: NewTask): Task {
    this.#forgetOld();
    const { queueDelayMs, bootDelayMs } = {
      ...this.#timing,
      ...(typeof fault === 'object' && fault),
    };
    const created = new Date();
    const task: Task = {
      id: randomUUID(),
      place,
      request,
      created,
      updated: created,
      state: queueDelayMs > 0 ? 'QUEUED' : 'PROCESSING',
      log: new LogWindow(),
      mark: randomBytes(8).toString('hex'),
      unavailable: {},
    };
    this.#tasks.set(task.id, task);
    if (fault === 'stuck') return task;

    this.#after(queueDelayMs, () => {
      if (task.state === 'QUEUED') change(task, 'PROCESSING');
      this.#after(bootDelayMs, () => void this.#run(task, input, fault === 'endless'));
    });
    return task;
  }

  /** The task at a path, in whichever form it is written; undefined if any part of it is wrong. */
  find({ universeId, placeId, versionId, sessionId, taskId }: TaskPath): Task | undefined {
    const task = this.#tasks.get(taskId);
    if (task === undefined) return undefined;
    const { id, place } = task;
    const matches =
      universeId === place.universeId &&
      placeId === place.placeId &&
      (versionId === undefined || versionId === place.versionId) &&
      (sessionId === undefined || sessionId === id);
    return matches ? task : undefined;
  }

  /** The tasks of a place that have not ended, of whichever version, oldest first. */
  unfinished({ universeId, placeId }: PlacePath): Task[] {
    return [...this.#tasks.values()].filter(
      (task) =>
        !isOver(task) && task.place.universeId === universeId && task.place.placeId === placeId,
    );
  }

  /** Ends all tasks, and resolves when their threads are gone. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all([...this.#running].map((script) => script.stop()));
  }

  #after(delayMs: number, act: () => void): void {
    if (delayMs <= 0) {
      act();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delayMs);
    this.#timers.add(timer);
  }

  async #run(task: Task, binaryInput: Uint8Array | undefined, isEndless: boolean): Promise<void> {
    const { id, place, request } = task;
    const opened = this.#places.open(place);
    if ('problem' in opened) {
      const message = `The emulator cannot open the place. ${opened.problem}`;
      settle(task, { kind: 'crashed', message });
      return;
    }
    const warning = warningOf(opened);
    const createTime = new Date().toISOString();
    if (warning) task.log.append({ message: warning, createTime, messageType: 'WARNING' });

    const script = runScript({
      script: request.script,
      timeoutMs: request.timeoutMs,
      binaryInput,
      enableBinaryOutput: request.enableBinaryOutput,
      place: {
        universeId: Number(place.universeId),
        placeId: Number(place.placeId),
        placeVersion: Number(place.versionId),
        jobId: id,
      },
      tree: opened.instances,
      aliases: opened.aliases ?? {},
      mark: task.mark,
      onLog: (message) => task.log.append(message),
      onRequest: async (service, payload) =>
        this.#stores.answer(place.universeId, service, payload),
    });
    this.#running.add(script);
    const outcome = await script.outcome;
    task.unavailable = await script.unavailable;
    this.#running.delete(script);
    if (isEndless) return;
    if (outcome.kind === 'returned' && outcome.binaryOutput !== undefined) {
      task.binaryOutputUri = this.#payloads.offerOutput(outcome.binaryOutput);
    }
    settle(task, outcome);
  }

  #forgetOld(): void {
    const oldest = Date.now() - RETENTION_MS;
    for (const task of this.#tasks.values()) {
      if (isOver(task) && task.updated.getTime() < oldest) this.#tasks.delete(task.id);
    }
  }
}

function change(task: Task, state: TaskState): void {
  task.state = state;
  task.updated = new Date();
}

function settle(task: Task, outcome: RunOutcome): void {
  if (outcome.kind === 'returned') {
    // Records show both `{}` and an empty array for a script that returns nothing; four clients need the array.
    task.output = { results: outcome.results ?? [] };
    change(task, 'COMPLETE');
    return;
  }
  task.error = errorOf(outcome);
  change(task, 'FAILED');
}

function errorOf(outcome: Exclude<RunOutcome, { kind: 'returned' }>): TaskError {
  switch (outcome.kind) {
    case 'raised':
      return { code: 'SCRIPT_ERROR', message: outcome.message };
    case 'timed-out':
      return {
        code: 'DEADLINE_EXCEEDED',
        message: 'Script execution timed out. The script took longer than the configured timeout.',
      };
    case 'too-large':
      return {
        code: 'OUTPUT_SIZE_LIMIT_EXCEEDED',
        message:
          `Return results too large. Please reduce return result length to ${MAX_RESULT_BYTES}. ` +
          `Current size: ${outcome.bytes}`,
      };
    case 'crashed':
      return { code: 'INTERNAL_ERROR', message: outcome.message };
    case 'stopped':
      return { code: 'INTERNAL_ERROR', message: 'The emulator was closed.' };
  }
}
