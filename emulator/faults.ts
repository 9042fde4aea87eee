/** Fault injection: failures of networks and services, on demand. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answers.ts';
import { send, sendHalf } from './wire.ts';

/** The requests that can get a fault. */
export type FaultKind =
  'create' | 'read' | 'logs' | 'upload' | 'binary-input' | 'payload-put' | 'payload-get';

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

/** The faults of a kind of requests: a created task can also stay PROCESSING for ever. */
export type FaultOf<Kind extends FaultKind> = Fault | (Kind extends 'create' ? 'stuck' : never);

/** The faults that the next requests get. */
export class FaultQueue {
  readonly #queues = new Map<FaultKind, FaultOf<'create'>[]>();

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
