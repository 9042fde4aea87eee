import {
  HOUR_MS,
  MINUTE_MS,
  ROOM_FREE_AFTER_MS,
  MAX_UNFINISHED_TASKS,
  type Quotas,
} from './service.ts';

/** A task: how long it takes, and when the job that creates it is there. */
interface Planned {
  readonly lengthMs: number;
  readonly startsAt: number;
}

/**
 * The shortest time in which anybody could have created these tasks in this order and seen them end:
 * requests take no time, and an end is known at once.
 */
export function lowerBound(tasks: readonly Planned[], quotas: Quotas, phaseMs: number): number {
  const created = earliestCreations(tasks, quotas, phaseMs);
  return Math.max(...tasks.map(({ lengthMs }, index) => (created[index] ?? 0) + lengthMs));
}

/**
 * When each of these tasks could be created at the earliest, in this order: at the first moment at
 * which the minute's quota, the hour's, and the room in the place allow it. Since creating one earlier
 * never makes a later one wait for longer, no schedule in this order is ahead of this anywhere.
 */
export function earliestCreations(
  tasks: readonly Planned[],
  quotas: Quotas,
  phaseMs: number,
): readonly number[] {
  const inMinute = new Map<number, number>();
  const inHour = new Map<number, number>();
  /** When the room of each unfinished task is free. */
  let capacity: number[] = [];
  let at = 0;
  const created: number[] = [];
  for (const { lengthMs, startsAt } of tasks) {
    at = Math.max(at, startsAt);
    for (;;) {
      const minute = Math.floor((at + phaseMs) / MINUTE_MS);
      const hour = Math.floor((at + phaseMs) / HOUR_MS);
      capacity = capacity.filter((freeAt) => freeAt > at);
      if ((inHour.get(hour) ?? 0) >= quotas.createsAnHour) {
        at = (hour + 1) * HOUR_MS - phaseMs;
      } else if ((inMinute.get(minute) ?? 0) >= quotas.createsAMinute) {
        at = (minute + 1) * MINUTE_MS - phaseMs;
      } else if (capacity.length >= MAX_UNFINISHED_TASKS) {
        at = Math.min(...capacity);
      } else {
        inMinute.set(minute, (inMinute.get(minute) ?? 0) + 1);
        inHour.set(hour, (inHour.get(hour) ?? 0) + 1);
        break;
      }
    }
    capacity.push(at + lengthMs + ROOM_FREE_AFTER_MS);
    created.push(at);
  }
  return created;
}
