import type { OperationContext } from '../../src/util/operation-context.ts';
import { virtualClock, type VirtualClock } from './virtual-clock.ts';

/** Patience in virtual time: every draw gives `draw`, and nothing is cancelled unless `abort` is called. */
export function virtualContext(draw = 0.5): OperationContext & {
  readonly clock: VirtualClock;
  readonly abort: (reason: Error) => void;
} {
  const controller = new AbortController();
  return {
    clock: virtualClock(),
    random: () => draw,
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
  };
}
