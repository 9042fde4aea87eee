/** Fault injection: failures of networks and services, on demand. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answers.ts';
import type { StoreFault } from './stores/memory-stores.ts';
import { send, sendHalf } from './wire.ts';

/** The requests that can get a fault: those of clients, and writes of scripts to a memory store. */
export type FaultKind =
  | 'create'
  | 'read'
  | 'logs'
  | 'upload'
  | 'binary-input'
  | 'payload-put'
  | 'payload-get'
  | 'memory-store';

/** A fault of a request that was read completely and has a valid key. */
export type Fault =
  /** It is answered with this and not acted on. A body that is no text is sent as JSON. */
  | { status: number; headers?: Readonly<Record<string, string>>; body?: unknown }
  /** It is acted on and answered, but later. */
  | { delayMs: number }
  /** The connection is reset, and the request not acted on. */
  | 'reset'
  /** The request is acted on, and the connection reset: the answer is lost. */
  | 'reset-after'
  /** The request is acted on, and half of the answer arrives. */
  | 'cut'
  /** It is never answered. */
  | 'hang';

/** A fault of a created task. */
export type TaskFault =
  /** It stays PROCESSING for ever, and its script never starts. */
  | 'stuck'
  /** Its script runs, and it stays PROCESSING for ever. */
  | 'endless'
  /** Its place boots this long, whatever the emulator's option says. */
  | { bootDelayMs: number };

/** A fault of a created task, of the answer to its creation, or of both. */
export type CreateFault = Fault | 'stuck' | { task: TaskFault; answer?: Fault };

/** The faults of a kind of requests. */
export type FaultOf<Kind extends FaultKind> = Kind extends 'memory-store'
  ? StoreFault
  : Kind extends 'create'
    ? CreateFault
    : Fault;

/** Parts a fault of a creation. Any other fault is one of the answer. */
export function partFault(fault: CreateFault | undefined): {
  readonly task?: TaskFault;
  readonly answer?: Fault;
} {
  if (fault === 'stuck') return { task: fault };
  if (typeof fault === 'object' && 'task' in fault) return fault;
  return fault === undefined ? {} : { answer: fault };
}

/** The faults that the next requests get. */
export class FaultQueue {
  readonly #queues = new Map<FaultKind, FaultOf<FaultKind>[]>();

  add<Kind extends FaultKind>(kind: Kind, faults: readonly FaultOf<Kind>[]): void {
    this.#queues.set(kind, [...(this.#queues.get(kind) ?? []), ...faults]);
  }

  /** The fault of the next request of a kind; undefined for none. */
  take<Kind extends FaultKind>(kind: Kind): FaultOf<Kind> | undefined {
    // `add` takes only faults that fit the kind.
    return this.#queues.get(kind)?.shift() as FaultOf<Kind> | undefined;
  }
}

/**
 * Answers a request under a fault.
 *
 * @param act acts on the request
 * @param closing ends delays, by a rejection
 */
export async function answerUnder(
  fault: Fault | undefined,
  response: ServerResponse,
  act: () => Answer,
  closing: AbortSignal,
): Promise<void> {
  switch (fault) {
    case undefined:
      send(response, act());
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'reset-after':
      act();
      response.socket?.resetAndDestroy();
      return;
    case 'cut':
      sendHalf(response, act());
      return;
    case 'hang':
      return;
    default:
      if ('delayMs' in fault) {
        await sleep(fault.delayMs, undefined, { signal: closing });
        send(response, act());
        return;
      }
      send(response, { body: '', ...fault });
  }
}
