import { MINUTE_MS, READ_LATENCY_MS } from '../simulate/service.ts';
import { mean } from './table.ts';

/** The usual lengths of tasks: mostly a warm place's seconds, sometimes minutes. */
export const MIXTURE = [
  { share: 0.55, minMs: 1_500, maxMs: 8_000 },
  { share: 0.3, minMs: 10_000, maxMs: 45_000 },
  { share: 0.15, minMs: 45_000, maxMs: 300_000 },
] as const;

const STEP_MS = 100;
const PHASES = 30;

/** Returns lengths that represent the mixture evenly. */
export function sampleLengths(count: number): readonly number[] {
  return MIXTURE.flatMap(({ share, minMs, maxMs }) => {
    const own = Math.round(share * count);
    return Array.from({ length: own }, (_, index) => {
      const quantile = (index + 0.5) / own;
      return minMs + (maxMs - minMs) * quantile;
    });
  });
}

/**
 * Returns the smallest mean lateness of anybody who knows the mixture and has this quota. In a window
 * the expected lateness is the sum of density × interval / 2, so each interval should be in inverse
 * proportion to the root of the density; none is shorter than a read takes. The read that finds the
 * end and the log come on top.
 *
 * @param isAdvertised whether windows are known; otherwise any minute has the same limit
 */
export function optimalLatenessMs(readsAMinute: number, isAdvertised: boolean): number {
  const phases = isAdvertised
    ? Array.from({ length: PHASES }, (_, index) => ((index + 0.5) / PHASES) * MINUTE_MS)
    : [0];
  return mean(phases.map((phaseMs) => waitMs(readsAMinute, phaseMs))) + 1.5 * READ_LATENCY_MS;
}

/** The expected time from a task's end to the next read, if a window is this old at its creation. */
function waitMs(readsAMinute: number, phaseMs: number): number {
  let sum = 0;
  const endMs = Math.max(...MIXTURE.map(({ maxMs }) => maxMs));
  for (let fromMs = -phaseMs; fromMs < endMs; fromMs += MINUTE_MS) {
    const steps: number[] = [];
    for (let at = Math.max(0, fromMs); at < fromMs + MINUTE_MS; at += STEP_MS) {
      steps.push(probabilityAt(at + STEP_MS / 2));
    }
    sum += windowWaitMs(steps, readsAMinute);
  }
  return sum;
}

function probabilityAt(ms: number): number {
  return MIXTURE.reduce(
    (sum, { share, minMs, maxMs }) =>
      ms >= minMs && ms < maxMs ? sum + (share * STEP_MS) / (maxMs - minMs) : sum,
    0,
  );
}

/** Spends the reads of one window on steps of these probabilities. */
function windowWaitMs(steps: readonly number[], reads: number): number {
  const maxPerStep = STEP_MS / READ_LATENCY_MS;
  let open = steps.filter((probability) => probability > 0);
  let left = reads;
  let sum = 0;
  for (;;) {
    const roots = open.reduce((total, probability) => total + Math.sqrt(probability), 0);
    const isFull = (probability: number): boolean =>
      (left * Math.sqrt(probability)) / roots > maxPerStep;
    const full = open.filter(isFull);
    if (full.length === 0) {
      const evenMs = roots === 0 ? 0 : (STEP_MS * roots ** 2) / (2 * left);
      return sum + evenMs;
    }
    sum += full.reduce((total, probability) => total + (probability * READ_LATENCY_MS) / 2, 0);
    left -= full.length * maxPerStep;
    open = open.filter((probability) => !isFull(probability));
  }
}
