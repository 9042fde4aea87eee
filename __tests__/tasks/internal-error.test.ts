import { describe, expect, it } from '@jest/globals';
import { interrupt, InternalError, findInternalError } from '../../src/tasks/internal-error.ts';
import type { RunResult, TaskSnapshot } from '../../src/tasks/run-result.ts';

const PATH = { universeId: '1', placeId: '2', taskId: 't' };
const SIGHTING: TaskSnapshot = {
  task: { path: PATH, state: 'PROCESSING' },
  seenMs: 2_000,
  queuedMs: 500,
};
const KNOWN = { mayRun: true, snapshot: SIGHTING };

/** A signal that was aborted for this reason, or not at all. */
function signalOf(...reason: readonly unknown[]): AbortSignal {
  return reason.length === 0 ? new AbortController().signal : AbortSignal.abort(reason[0]);
}

describe('InternalError', () => {
  it('has the message, the stack and the cause of the thrown error', () => {
    const thrown = new TypeError('boom');
    const problem = new InternalError(thrown);
    expect(problem).toMatchObject({ name: 'InternalError', message: 'boom', cause: thrown });
    expect(problem.stack).toBe(thrown.stack);
  });

  it('has a message also for a thrown value that is no error or has no stack', () => {
    expect(new InternalError('boom')).toMatchObject({ message: 'boom', cause: 'boom' });
    expect(new InternalError(undefined).message).toBe('undefined');
    expect(new InternalError('boom').stack).toContain('InternalError');
    const placeless = new Error('boom');
    delete placeless.stack;
    expect(new InternalError(placeless).stack).toContain('boom');
  });
});

describe('interrupt', () => {
  it('returns a cancellation if the workflow is cancelled', () => {
    const run = interrupt(new Error('aborted'), signalOf(new Error('cancelled')), KNOWN);
    expect(run).toStrictEqual({ status: 'cancelled', ...KNOWN });
    expect(findInternalError(run)).toBeUndefined();
  });

  it('returns the internal error that aborted the signal, not the thrown one', () => {
    const cause = new Error('boom');
    const run = interrupt(new Error('aborted'), signalOf(new InternalError(cause)), KNOWN);
    expect(run).toStrictEqual({ status: 'internal-error', error: cause, ...KNOWN });
    expect(findInternalError(run)).toBe(run);
  });

  it('returns the thrown error if nothing aborted the signal', () => {
    const run = interrupt('boom', signalOf(), { mayRun: false });
    expect(run).toStrictEqual({ status: 'internal-error', error: 'boom', mayRun: false });
  });
});

describe('findInternalError', () => {
  const ended: RunResult = { status: 'ended', ...SIGHTING, log: { messages: [] } };

  it("finds the internal error also after the task's end", () => {
    const interruption = interrupt('boom', signalOf(), KNOWN);
    expect(findInternalError({ ...ended, interruption })).toBe(interruption);
  });

  it('finds none in a cancelled or finished run', () => {
    expect(findInternalError(ended)).toBeUndefined();
    expect(
      findInternalError({ ...ended, interruption: { status: 'cancelled', ...KNOWN } }),
    ).toBeUndefined();
    expect(findInternalError({ status: 'pending', ...SIGHTING })).toBeUndefined();
  });
});
