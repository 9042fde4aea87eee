import { describe, expect, it } from '@jest/globals';
import { breakOff, Fault, faultOf } from '../../src/tasks/internal-error.ts';
import type { Run, Sighting } from '../../src/tasks/run-task.ts';

const PATH = { universeId: '1', placeId: '2', taskId: 't' };
const SIGHTING: Sighting = {
  task: { path: PATH, state: 'PROCESSING' },
  seenMs: 2_000,
  queuedMs: 500,
};
const KNOWN = { mayRun: true, sighting: SIGHTING };

/** A signal that was aborted for this reason, or not at all. */
function signalOf(...reason: readonly unknown[]): AbortSignal {
  return reason.length === 0 ? new AbortController().signal : AbortSignal.abort(reason[0]);
}

describe('a fault of the action', () => {
  it('says what was thrown, and where', () => {
    const thrown = new TypeError('boom');
    const fault = new Fault(thrown);
    expect(fault).toMatchObject({ name: 'Fault', message: 'boom', cause: thrown });
    expect(fault.stack).toBe(thrown.stack);
  });

  it('says what was thrown also where that is no error, or has no place', () => {
    expect(new Fault('boom')).toMatchObject({ message: 'boom', cause: 'boom' });
    expect(new Fault(undefined).message).toBe('undefined');
    expect(new Fault('boom').stack).toContain('Fault');
    const placeless = new Error('boom');
    delete placeless.stack;
    expect(new Fault(placeless).stack).toContain('boom');
  });
});

describe('a run in which something was thrown', () => {
  it('is cancelled where the workflow is', () => {
    const run = breakOff(new Error('aborted'), signalOf(new Error('cancelled')), KNOWN);
    expect(run).toStrictEqual({ end: 'cancelled', ...KNOWN });
    expect(faultOf(run)).toBeUndefined();
  });

  it('ends by the fault that ended the whole step, and not by what that led to here', () => {
    const cause = new Error('boom');
    const run = breakOff(new Error('aborted'), signalOf(new Fault(cause)), KNOWN);
    expect(run).toStrictEqual({ end: 'fault', error: cause, ...KNOWN });
    expect(faultOf(run)).toBe(run);
  });

  it('ends by that where nothing ended the step', () => {
    const run = breakOff('boom', signalOf(), { mayRun: false });
    expect(run).toStrictEqual({ end: 'fault', error: 'boom', mayRun: false });
  });
});

describe('the fault that broke a run off', () => {
  const ended: Run = { end: 'ended', ...SIGHTING, log: { messages: [] } };

  it('is known also where its task had ended by then', () => {
    const brokenOff = breakOff('boom', signalOf(), KNOWN);
    expect(faultOf({ ...ended, brokenOff })).toBe(brokenOff);
  });

  it('is none where it was cancelled, or came to its own end', () => {
    expect(faultOf(ended)).toBeUndefined();
    expect(faultOf({ ...ended, brokenOff: { end: 'cancelled', ...KNOWN } })).toBeUndefined();
    expect(faultOf({ end: 'pending', ...SIGHTING })).toBeUndefined();
  });
});
