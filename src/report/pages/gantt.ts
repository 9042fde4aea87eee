import { formatDuration, HOUR_MS } from '../../util/duration.ts';
import { failsStep, type EvaluatedRun } from '../../evaluate/types.ts';
import { createUniqueNamer } from '../../util/unique-names.ts';
import { scriptName } from '../format.ts';
import { computeTiming } from '../timing.ts';
import { fenced } from './markdown.ts';

/** More rows would make the chart taller than two screens. */
const MAX_ROWS = 40;

/** A longer name loses its start, because the end distinguishes it from others. */
const MAX_NAME_CHARACTERS = 36;

/** The names are in the left margin, for which Mermaid's default is 75 pixels. */
const PIXELS_PER_CHARACTER = 7;
const MIN_MARGIN_PIXELS = 75;

/** More ticks of the axis would overlap. */
const MAX_TICKS = 10;
const TICK_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600] as const;

/** A grey with the same contrast, 4.4, to white and to the background of GitHub's dark theme. */
const TEXT_COLOR = '#767c85';

/**
 * Colours for both themes of GitHub. Mermaid's own are for one theme: its labels beside a bar have
 * the colour of those in a bar. So the bars are tinted outlines, and all text is on the page itself.
 */
const COLORS = {
  textColor: TEXT_COLOR,
  titleColor: TEXT_COLOR,
  taskTextColor: TEXT_COLOR,
  taskTextDarkColor: TEXT_COLOR,
  taskTextOutsideColor: TEXT_COLOR,
  gridColor: '#767c8566',
  sectionBkgColor: '#767c8533',
  sectionBkgColor2: '#767c8533',
  altSectionBkgColor: '#767c8500',
  activeTaskBkgColor: '#2da44e14',
  activeTaskBorderColor: '#2da44e',
  critBkgColor: '#e5534b14',
  critBorderColor: '#e5534b',
  doneTaskBkgColor: '#767c8514',
  doneTaskBorderColor: '#767c85',
} as const;

/** The chart shows no shorter waits, because every creation takes some time. */
const MIN_WAIT_MS = 1_000;

/** The advice appears if sharing would save at least this time, and this share of the total. */
const MIN_SAVING_MS = 60_000;
const MIN_SAVING_SHARE = 1 / 3;

/**
 * Renders a Gantt chart of when each script waited, ran and ended. GitHub draws Mermaid code blocks.
 *
 * @returns no blocks for less than two tasks
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
  // Mermaid would merge rows with the same name.
  const uniqueName = createUniqueNamer();
  const names = shown.map(({ plan }) => uniqueName(safeName(scriptName(plan.script))));
  const longest = Math.max(...names.map(({ length }) => length));
  const marginPixels = Math.max(MIN_MARGIN_PIXELS, (longest + 2) * PIXELS_PER_CHARACTER);
  const minTickSeconds = latestMs / 1000 / MAX_TICKS;
  const tickSeconds =
    TICK_SECONDS.find((seconds) => seconds >= minTickSeconds) ?? TICK_SECONDS.at(-1);
  const lines = [
    `%%{init: ${JSON.stringify({ theme: 'base', themeVariables: COLORS, gantt: { leftPadding: marginPixels } })}}%%`,
    'gantt',
    // Without a time zone, so that the axis starts at 0 in every zone.
    '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    `  axisFormat ${latestMs < HOUR_MS ? '%M:%S' : '%H:%M:%S'}`,
    `  tickInterval ${tickSeconds}second`,
    // Otherwise Mermaid draws the current date too.
    '  todayMarker off',
    ...shown.flatMap((evaluated, index) => drawRun(evaluated, names[index] ?? '')),
  ];
  const title =
    shown.length === drawn.length
      ? '**When they ran**'
      : `**When they ran**: the first ${shown.length} of ${drawn.length}`;
  return [title, fenced(lines.join('\n'), 'mermaid')];
}

/** The end by Roblox's clock if it is known, because the action notices the end only at the next poll. */
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
      : [
          `  waited ${formatDuration(createdMs)} :done, ${formatTime(0)}, ${formatTime(createdMs)}`,
        ]),
    // Mermaid does not draw a bar without length.
    `  ${verdict.outcome} in ${formatDuration(endedMs - createdMs)} :${mark}, ${formatTime(createdMs)}, ${formatTime(Math.max(endedMs, createdMs + 1))}`,
  ];
}

/** Formats a time as a time of an arbitrary day. */
function formatTime(ms: number): string {
  return new Date(Date.UTC(2000, 0, 1) + ms).toISOString().replace('T', ' ').replace('Z', '');
}

/** Mermaid cannot quote names, so characters with a meaning are replaced. */
function safeName(name: string): string {
  const plain = Array.from(name.replace(/[^\p{L}\p{N}_./ -]/gu, '_') || '_');
  return plain.length > MAX_NAME_CHARACTERS
    ? `…${plain.slice(-MAX_NAME_CHARACTERS).join('')}`
    : plain.join('');
}

/**
 * Advises to share a task if quotas delayed the scripts for long. It compares with an upper limit:
 * the sum of all times, with queue and boot of each script.
 */
export function adviseSharing(runs: readonly EvaluatedRun[]): readonly string[] {
  const spans = runs.flatMap(({ span }) => span ?? []);
  const totalMs = Math.max(0, ...spans.map(({ endedMs }) => endedMs));
  const waitedMs = Math.max(0, ...spans.map(({ createdMs = 0 }) => createdMs));
  const times = runs.map(({ run }) => computeTiming(run)?.totalMs);
  const sequentialMs = times.reduce<number>((sum, ms = 0) => sum + ms, 0);
  const { timeoutMs = 0 } = runs[0]?.plan ?? {};
  const savedMs = totalMs - sequentialMs;
  const isWorthwhile = savedMs >= MIN_SAVING_MS && savedMs >= totalMs * MIN_SAVING_SHARE;
  return isWorthwhile && times.every((ms) => ms !== undefined) && sequentialMs <= timeoutMs
    ? [
        `Roblox's quotas spread these scripts over ${formatDuration(waitedMs)}. In one task, one after another, all of them would have taken ${formatDuration(sequentialMs)} at most: see \`share-task\`.`,
      ]
    : [];
}
