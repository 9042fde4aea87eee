import type { OperationContext } from '../../src/util/operation-context.ts';
import { virtualClock, type VirtualClock } from './virtual-clock.ts';

/** A context in virtual time, in which every random number is `random`. `abort` aborts its signal. */
export function virtualContext(random = 0.5): OperationContext & {
  readonly clock: VirtualClock;
  readonly abort: (reason: Error) => void;
} {
  const controller = new AbortController();
  return {
    clock: virtualClock(),
    random: () => random,
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
  };
}
