import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { listenForUncaughtErrors } from '../src/uncaught-errors.ts';
import { InternalError } from '../src/tasks/internal-error.ts';

/** Listens on a process of its own. */
function listen(): {
  readonly source: EventEmitter;
  readonly signal: AbortSignal;
  readonly late: InternalError[];
  readonly status: () => void;
} {
  const source = new EventEmitter();
  const late: InternalError[] = [];
  let isOver = false;
  const signal = listenForUncaughtErrors(
    source,
    () => isOver,
    (fault) => late.push(fault),
  );
  return {
    source,
    signal,
    late,
    status: () => {
      isOver = true;
    },
  };
}

describe('an uncaught error', () => {
  it('an uncaught error aborts the work in flight, and keeps the thrown value', () => {
    const { source, signal, late } = listen();
    const cause = new Error('boom');
    source.emit('uncaughtException', cause);
    expect(signal.reason).toBeInstanceOf(InternalError);
    // Where it was thrown is what a report needs.
    expect(signal.reason).toMatchObject({ message: 'boom', cause, stack: cause.stack });
    expect(late).toEqual([]);
  });

  it('an uncaught value need not be an error', () => {
    const { source, signal } = listen();
    source.emit('uncaughtException', 'boom');
    expect(signal.reason).toMatchObject({ message: 'boom' });
  });

  it('an uncaught error after the step is reported separately', () => {
    const { source, signal, late, status: end } = listen();
    end();
    source.emit('uncaughtException', new Error('late'));
    expect(signal.aborted).toBe(false);
    expect(late).toMatchObject([{ message: 'late' }]);
  });
});

describe('an empty event loop', () => {
  it('an empty event loop before the end of the step is an internal error', () => {
    const { source, signal } = listen();
    source.emit('beforeExit', 0);
    expect(signal.reason).toBeInstanceOf(InternalError);
  });

  it('an empty event loop after the end of the step is no error', () => {
    const { source, signal, late, status: end } = listen();
    end();
    source.emit('beforeExit', 0);
    expect(signal.aborted).toBe(false);
    expect(late).toEqual([]);
  });
});
