import { HOUR_MS, MAX_UNFINISHED_TASKS, MINUTE_MS, RELEASE_MS, type Quotas } from './service.ts';

/** A task: how long it takes, and when the job that creates it starts. */
interface Planned {
  readonly lengthMs: number;
  readonly startsAt: number;
}

/**
 * Returns the shortest makespan of these tasks in this order, if requests took no time and an end was
 * known at once.
 */
export function lowerBound(tasks: readonly Planned[], quotas: Quotas, phaseMs: number): number {
  const created = earliestCreations(tasks, quotas, phaseMs);
  return Math.max(...tasks.map(({ lengthMs }, index) => (created[index] ?? 0) + lengthMs));
}

/**
 * Returns when each task could be created at the earliest, in this order: at the first moment that
 * the minute's quota, the hour's, and the place's capacity allow. An earlier creation never delays a
 * later one, so no schedule in this order is ahead of this one anywhere.
 */
export function earliestCreations(
  tasks: readonly Planned[],
  quotas: Quotas,
  phaseMs: number,
): readonly number[] {
  const perMinute = new Map<number, number>();
  const perHour = new Map<number, number>();
  const minuteOf = (at: number): number => Math.floor((at + phaseMs) / MINUTE_MS);
  const hourOf = (at: number): number => Math.floor((at + phaseMs) / HOUR_MS);
  if (quotas.isWindowUsedUp === true) {
    perMinute.set(minuteOf(0), quotas.createsAMinute);
  }
  /** When the place releases each unfinished task. */
  let releases: number[] = [];
  let at = 0;
  const created: number[] = [];
  for (const { lengthMs, startsAt } of tasks) {
    at = Math.max(at, startsAt);
    for (;;) {
      const minute = minuteOf(at);
      const hour = hourOf(at);
      releases = releases.filter((releasedAt) => releasedAt > at);
      if ((perHour.get(hour) ?? 0) >= quotas.createsAnHour) {
        at = (hour + 1) * HOUR_MS - phaseMs;
      } else if ((perMinute.get(minute) ?? 0) >= quotas.createsAMinute) {
        at = (minute + 1) * MINUTE_MS - phaseMs;
      } else if (releases.length >= MAX_UNFINISHED_TASKS) {
        at = Math.min(...releases);
      } else {
        perMinute.set(minute, (perMinute.get(minute) ?? 0) + 1);
        perHour.set(hour, (perHour.get(hour) ?? 0) + 1);
        break;
      }
    }
    releases.push(at + lengthMs + RELEASE_MS);
    created.push(at);
  }
  return created;
}
