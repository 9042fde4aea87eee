import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import {
  Cancelled,
  listenForCancellation,
  listenForUncaughtErrors,
} from '../src/process-events.ts';
import { InternalError } from '../src/tasks/internal-error.ts';

describe('listenForCancellation', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGBREAK'])('aborts on %s and ignores a second signal', (name) => {
    const source = new EventEmitter();
    const { signal } = listenForCancellation(source);
    expect(signal.aborted).toBe(false);
    source.emit(name);
    const { reason } = signal as { reason: unknown };
    expect(reason).toBeInstanceOf(Cancelled);
    source.emit('SIGTERM');
    expect(signal.reason).toBe(reason);
  });

  it('removes its listeners when it is disposed', () => {
    const source = new EventEmitter();
    const { signal, dispose } = listenForCancellation(source);
    dispose();
    source.emit('SIGINT');
    expect(signal.aborted).toBe(false);
    expect(source.eventNames()).toEqual([]);
  });
});

/** Listens on a process of its own. */
function listen(): {
  readonly source: EventEmitter;
  readonly signal: AbortSignal;
  readonly late: InternalError[];
  readonly endStep: () => void;
} {
  const source = new EventEmitter();
  const late: InternalError[] = [];
  let isOver = false;
  const signal = listenForUncaughtErrors(
    source,
    () => isOver,
    (error) => late.push(error),
  );
  return {
    source,
    signal,
    late,
    endStep: () => {
      isOver = true;
    },
  };
}

describe('listenForUncaughtErrors', () => {
  it('aborts with the stack of the error that nothing caught', () => {
    const { source, signal, late } = listen();
    const cause = new Error('boom');
    source.emit('uncaughtException', cause);
    expect(signal.reason).toBeInstanceOf(InternalError);
    expect(signal.reason).toMatchObject({ message: 'boom', cause, stack: cause.stack });
    expect(late).toEqual([]);
  });

  it('accepts a thrown value that is no Error', () => {
    const { source, signal } = listen();
    source.emit('uncaughtException', 'boom');
    expect(signal.reason).toMatchObject({ message: 'boom' });
  });

  it('reports an error that comes after the end of the step as late', () => {
    const { source, signal, late, endStep } = listen();
    endStep();
    source.emit('uncaughtException', new Error('late'));
    expect(signal.aborted).toBe(false);
    expect(late).toMatchObject([{ message: 'late' }]);
  });

  it('aborts if the event loop is empty while the step still waits', () => {
    const { source, signal } = listen();
    source.emit('beforeExit', 0);
    expect(signal.reason).toBeInstanceOf(InternalError);
  });

  it('ignores an empty event loop after the end of the step', () => {
    const { source, signal, late, endStep } = listen();
    endStep();
    source.emit('beforeExit', 0);
    expect(signal.aborted).toBe(false);
    expect(late).toEqual([]);
  });
});
