import type { OperationContext } from '../util/operation-context.ts';
import type { TaskPath } from '../open-cloud/task-path.ts';

/** The documented limit of unfinished tasks in a place. */
const MAX_UNFINISHED_TASKS = 10;

/** By report, a place takes another task about 10 s after one of its ten has ended. */
const RELEASE_MS = 10_000;

/** The shortest wait after the service has found the place full: an attempt may cost quota. */
const MIN_BACKOFF_MS = 2_000;

/** The longest one. Each refusal in a row doubles the bound from which the wait is drawn. */
const MAX_BACKOFF_MS = 30_000;

/**
 * The place's capacity for unfinished tasks. It counts our own tasks only: those of other jobs show
 * as refusals.
 */
export class Capacity {
  readonly #context: Pick<OperationContext, 'clock' | 'random'>;
  readonly #unfinished = new Set<string>();
  /** When the place takes another task for each of ours that has ended, in ascending order. */
  #releases: readonly number[] = [];
  #refusalsInRow = 0;

  constructor(context: Pick<OperationContext, 'clock' | 'random'>) {
    this.#context = context;
  }

  /** Counts one of our own tasks, which was just created. */
  add({ taskId }: TaskPath): void {
    this.#unfinished.add(taskId);
    this.#refusalsInRow = 0;
  }

  /**
   * Removes one of our own tasks.
   *
   * @returns when the place takes another one for it; Infinity for a task that is not ours
   */
  remove({ taskId }: TaskPath): number {
    if (!this.#unfinished.delete(taskId)) {
      return Infinity;
    }
    const releasedAt = this.#context.clock.now() + RELEASE_MS;
    this.#releases = [...this.#releases, releasedAt];
    return releasedAt;
  }

  /**
   * Returns when one more of our own tasks fits beside those in flight: -Infinity for at once,
   * Infinity if a task must end first.
   */
  freeAt(inFlight: number): number {
    const pending = this.#pendingReleases();
    const excess = this.#unfinished.size + inFlight + pending.length - MAX_UNFINISHED_TASKS;
    return excess < 0 ? -Infinity : (pending[excess] ?? Infinity);
  }

  /** Returns when to try again after the service has refused a creation because the place is full. */
  retryAt(): number {
    const { clock, random } = this.#context;
    this.#refusalsInRow += 1;
    const maxMs = Math.min(MAX_BACKOFF_MS, MIN_BACKOFF_MS * 2 ** this.#refusalsInRow);
    const waitMs = MIN_BACKOFF_MS + (maxMs - MIN_BACKOFF_MS) * random();
    return Math.min(clock.now() + waitMs, ...this.#pendingReleases());
  }

  #pendingReleases(): readonly number[] {
    this.#releases = this.#releases.filter((at) => at > this.#context.clock.now());
    return this.#releases;
  }
}
