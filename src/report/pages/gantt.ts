import { formatDuration } from '../../util/format-duration.ts';
import { failsStep, type EvaluatedRun } from '../../evaluate/types.ts';
import { fenced } from './markdown.ts';
import { nameOf } from '../run-facts.ts';
import { computeTiming } from '../timing.ts';

/** Further rows would make the drawing taller than a screen or two. */
const MAX_ROWS = 40;

/** A longer name is cut at its beginning: its end tells it from others. */
const MAX_NAME_CHARACTERS = 36;

/** What a character of a name takes of the margin that holds the names; Mermaid leaves 75 pixels. */
const PIXELS_A_CHARACTER = 7;
const MIN_MARGIN_PIXELS = 75;

/** Ticks of the axis: more than about ten would run into each other. */
const MAX_TICKS = 10;
const TICK_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600] as const;

/** A wait of less is not drawn: each creation takes its time. */
const MIN_WAIT_MS = 1_000;

/** Quotas that cost less than this, or less than a third of all the time, are not worth a word. */
const MIN_SAVING_MS = 60_000;
const MIN_SAVING_SHARE = 1 / 3;

/**
 * Draws when each of several scripts waited, ran and ended, as a Gantt chart of Mermaid, which
 * GitHub shows as a picture.
 *
 * @returns nothing where there is nothing to compare
 */
export function renderGantt(runs: readonly EvaluatedRun[]): readonly string[] {
  const drawn = runs
    .filter(({ span }) => span !== undefined && span.createdMs !== undefined)
    .toSorted((one, other) => (one.span?.createdMs ?? 0) - (other.span?.createdMs ?? 0));
  if (drawn.length < 2) {
    return [];
  }
  const shown = drawn.slice(0, MAX_ROWS);
  const latestMs = Math.max(...shown.map(endOf));
  const names = tellApart(shown.map(({ plan }) => drawableName(nameOf(plan.script))));
  const longest = Math.max(...names.map(({ length }) => length));
  const marginPixels = Math.max(MIN_MARGIN_PIXELS, (longest + 2) * PIXELS_A_CHARACTER);
  const perTick = latestMs / 1000 / MAX_TICKS;
  const tickSeconds = TICK_SECONDS.find((seconds) => seconds >= perTick) ?? TICK_SECONDS.at(-1);
  const lines = [
    `%%{init: {"gantt": {"leftPadding": ${marginPixels}}}}%%`,
    'gantt',
    // Without a zone: written and shown in the reader's own, so that it begins at 0 for everybody.
    '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    `  axisFormat ${latestMs < HOUR_MS ? '%M:%S' : '%H:%M:%S'}`,
    `  tickInterval ${tickSeconds}second`,
    // Or else the present day is drawn as well, which these times are far from.
    '  todayMarker off',
    ...shown.flatMap((evaluated, index) => drawRun(evaluated, names[index] ?? '')),
  ];
  const left = drawn.length - shown.length;
  const title =
    left === 0
      ? '**When they ran**'
      : `**When they ran**: the first ${shown.length} of ${drawn.length}`;
  return [title, fenced(lines.join('\n'), 'mermaid')];
}

const HOUR_MS = 3_600_000;

/** When it ended: as Roblox timed it, where it did, since the action sees that only at its next look. */
function endOf({ run, span }: EvaluatedRun): number {
  const { createdMs = 0, endedMs = 0 } = span ?? {};
  const timing =
    run.status === 'ended' && run.shared !== undefined ? undefined : computeTiming(run);
  return timing?.timedBy === 'roblox' ? Math.min(endedMs, createdMs + timing.totalMs) : endedMs;
}

function drawRun(evaluated: EvaluatedRun, name: string): readonly string[] {
  const { verdict, span } = evaluated;
  const { createdMs = 0 } = span ?? {};
  const endedMs = endOf(evaluated);
  const mark = failsStep(verdict.outcome) ? 'crit' : 'active';
  return [
    `  section ${name}`,
    ...(createdMs < MIN_WAIT_MS
      ? []
      : [`  waited ${formatDuration(createdMs)} :done, ${moment(0)}, ${moment(createdMs)}`]),
    // What has no length is not drawn.
    `  ${verdict.outcome} in ${formatDuration(endedMs - createdMs)} :${mark}, ${moment(createdMs)}, ${moment(Math.max(endedMs, createdMs + 1))}`,
  ];
}

/** A time of a day that has no other meaning. */
function moment(ms: number): string {
  return new Date(Date.UTC(2000, 0, 1) + ms).toISOString().replace('T', ' ').replace('Z', '');
}

/** Mermaid has no way to quote a name: what could be of its own language is left out. */
function drawableName(name: string): string {
  const plain = Array.from(name.replace(/[^\p{L}\p{N}_./ -]/gu, '_') || '_');
  return plain.length > MAX_NAME_CHARACTERS
    ? `…${plain.slice(-MAX_NAME_CHARACTERS).join('')}`
    : plain.join('');
}

/** Rows with the same name would be drawn as one, and shift the names of those between them. */
function tellApart(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let times = 2; taken.has(own); times += 1) {
      own = `${name} (${times})`;
    }
    taken.add(own);
    return own;
  });
}

/**
 * Says what one task for all would have saved, where quotas held scripts back for long. It counts
 * what is certain: one after another, with a queue and a boot each, they would have taken so long at
 * most.
 */
export function adviseSharing(runs: readonly EvaluatedRun[]): readonly string[] {
  const spans = runs.flatMap(({ span }) => span ?? []);
  const wholeMs = Math.max(0, ...spans.map(({ endedMs }) => endedMs));
  const waitedMs = Math.max(0, ...spans.map(({ createdMs = 0 }) => createdMs));
  const times = runs.map(({ run }) => computeTiming(run)?.totalMs);
  const inTurnMs = times.reduce<number>((sum, ms = 0) => sum + ms, 0);
  const { timeoutMs = 0 } = runs[0]?.plan ?? {};
  const savedMs = wholeMs - inTurnMs;
  const isWorthIt = savedMs >= MIN_SAVING_MS && savedMs >= wholeMs * MIN_SAVING_SHARE;
  return isWorthIt && times.every((ms) => ms !== undefined) && inTurnMs <= timeoutMs
    ? [
        `Roblox's quotas spread these scripts over ${formatDuration(waitedMs)}. In one task, one after another, all of them would have taken ${formatDuration(inTurnMs)} at most: see \`share-task\`.`,
      ]
    : [];
}
