import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { Cancelled, listenForCancellation } from '../src/cancellation.ts';

describe('cancellation by signals', () => {
  it.each(['SIGINT', 'SIGTERM'])(
    '%s cancels the step, and a second signal changes nothing',
    (name) => {
      const source = new EventEmitter();
      const { signal } = listenForCancellation(source);
      expect(signal.aborted).toBe(false);
      source.emit(name);
      const { reason } = signal as { reason: unknown };
      expect(reason).toBeInstanceOf(Cancelled);
      source.emit('SIGTERM');
      expect(signal.reason).toBe(reason);
    },
  );

  it('no signal handler is left after the step', () => {
    const source = new EventEmitter();
    const { signal, dispose } = listenForCancellation(source);
    dispose();
    source.emit('SIGINT');
    expect(signal.aborted).toBe(false);
    expect(source.eventNames()).toEqual([]);
  });
});
