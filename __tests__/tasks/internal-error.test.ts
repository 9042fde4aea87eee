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

describe('a fault of the action', () => {
  it('says what was thrown, and where', () => {
    const thrown = new TypeError('boom');
    const fault = new InternalError(thrown);
    expect(fault).toMatchObject({ name: 'InternalError', message: 'boom', cause: thrown });
    expect(fault.stack).toBe(thrown.stack);
  });

  it('says what was thrown also where that is no error, or has no place', () => {
    expect(new InternalError('boom')).toMatchObject({ message: 'boom', cause: 'boom' });
    expect(new InternalError(undefined).message).toBe('undefined');
    expect(new InternalError('boom').stack).toContain('InternalError');
    const placeless = new Error('boom');
    delete placeless.stack;
    expect(new InternalError(placeless).stack).toContain('boom');
  });
});

describe('a run in which something was thrown', () => {
  it('is cancelled where the workflow is', () => {
    const run = interrupt(new Error('aborted'), signalOf(new Error('cancelled')), KNOWN);
    expect(run).toStrictEqual({ status: 'cancelled', ...KNOWN });
    expect(findInternalError(run)).toBeUndefined();
  });

  it('ends by the fault that ended the whole step, and not by what that led to here', () => {
    const cause = new Error('boom');
    const run = interrupt(new Error('aborted'), signalOf(new InternalError(cause)), KNOWN);
    expect(run).toStrictEqual({ status: 'internal-error', error: cause, ...KNOWN });
    expect(findInternalError(run)).toBe(run);
  });

  it('ends by that where nothing ended the step', () => {
    const run = interrupt('boom', signalOf(), { mayRun: false });
    expect(run).toStrictEqual({ status: 'internal-error', error: 'boom', mayRun: false });
  });
});

describe('the fault that broke a run off', () => {
  const ended: RunResult = { status: 'ended', ...SIGHTING, log: { messages: [] } };

  it('is known also where its task had ended by then', () => {
    const interruption = interrupt('boom', signalOf(), KNOWN);
    expect(findInternalError({ ...ended, interruption })).toBe(interruption);
  });

  it('is none where it was cancelled, or came to its own end', () => {
    expect(findInternalError(ended)).toBeUndefined();
    expect(
      findInternalError({ ...ended, interruption: { status: 'cancelled', ...KNOWN } }),
    ).toBeUndefined();
    expect(findInternalError({ status: 'pending', ...SIGHTING })).toBeUndefined();
  });
});
