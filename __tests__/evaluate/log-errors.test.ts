import { describe, expect, it } from '@jest/globals';
import {
  findRequireCause,
  findTaskErrorText,
  isRequireFailure,
} from '../../src/evaluate/log-errors.ts';
import type { LogMessage } from '../../src/open-cloud/types.ts';

const LOADING = 'Requested module experienced an error while loading';

describe('findRequireCause and isRequireFailure', () => {
  it.each([
    LOADING,
    `TaskScript:3: ${LOADING}`,
    `${LOADING}\nStack Begin\nScript 'TaskScript', Line 3\nStack End`,
    `${LOADING} MODULE: ReplicatedStorage.Shop`,
    `could not start: ${LOADING}.`,
    `RESULT: 3\nTaskScript:3: ${LOADING}`,
  ])('recognise %j', (message) => {
    expect(isRequireFailure(message)).toBe(true);
  });

  it.each([
    '',
    'Requested module was required recursively',
    'Requested module',
    `${LOADING} MODULE: ReplicatedStorage.Shop - RESULT: ReplicatedStorage.Shop:2: boom`,
  ])('do not recognise %j', (message) => {
    expect(isRequireFailure(message)).toBe(false);
  });

  const error = (text: string): LogMessage => ({ type: 'ERROR', text });

  it('find the error before the require failure', () => {
    const cause = error('ReplicatedStorage.Shop:2: boom');
    const log = [
      error('ServerScriptService.Main:9: older'),
      cause,
      { type: 'OUTPUT', text: 'loading' },
      { type: 'WARNING', text: 'ReplicatedStorage.Old:1: is old' },
      error(`${LOADING}\nStack Begin\nScript 'TaskScript', Line 3\nStack End`),
      error('ServerScriptService.Main:9: a handler failed later'),
    ];
    expect(findRequireCause(LOADING, log)).toBe(cause);
  });

  it('find the first error of a chain of modules', () => {
    const cause = error('ReplicatedStorage.C:1: boom');
    const log = [
      cause,
      error(`${LOADING}\nStack Begin\nScript 'ReplicatedStorage.B', Line 1\nStack End`),
      error(`${LOADING}\nStack Begin\nScript 'ReplicatedStorage.A', Line 1\nStack End`),
      error(`TaskScript:3: ${LOADING}`),
    ];
    expect(findRequireCause(`TaskScript:3: ${LOADING}`, log)).toBe(cause);
  });

  it('match messages with and without a location', () => {
    const cause = error('ReplicatedStorage.C:1: boom');
    const log = [cause, error(LOADING), error('ReplicatedStorage.D:1: later')];
    expect(findRequireCause(`TaskScript:3: ${LOADING}`, log)).toBe(cause);
  });

  it('stop at the message of the same require failure', () => {
    const cause = error('ReplicatedStorage.C:1: boom');
    const log: LogMessage[] = [
      cause,
      error(`TaskScript:3: ${LOADING}`),
      error('ReplicatedStorage.D:1: later'),
      error(`TaskScript:9: ${LOADING}`),
      error('Requested module'),
      { type: 'OUTPUT', text: `TaskScript:3: ${LOADING}` },
    ];
    expect(findRequireCause(`TaskScript:3: ${LOADING}`, log)).toBe(cause);
  });

  it('find the last error if the log lacks the require failure', () => {
    const log = [error('ReplicatedStorage.A:1: old'), error('ReplicatedStorage.B:1: boom')];
    expect(findRequireCause(LOADING, log)).toBe(log[1]);
  });

  it.each([
    ['an empty log', []],
    ['one without errors', [{ type: 'OUTPUT', text: 'ReplicatedStorage.A:1: no error' }]],
    ['one with only the require failure', [error(LOADING)]],
    ['one whose errors come later', [error(LOADING), error('ReplicatedStorage.A:1: later')]],
  ] as const)('find no cause in %s', (_, log) => {
    expect(findRequireCause(LOADING, log)).toBeUndefined();
  });
});

describe('findTaskErrorText', () => {
  const error = (text: string): LogMessage => ({ type: 'ERROR', text });

  it('finds the last error that contains the message of the task, with its trace', () => {
    const text = 'TaskScript:3: boom\nStack Begin\nStack End';
    const log = [error('TaskScript:3: boom\nolder'), error(text), error('TaskScript:9: other')];
    expect(findTaskErrorText('TaskScript:3: boom', log)).toBe(text);
    expect(findTaskErrorText(undefined, log)).toBe('TaskScript:9: other');
    expect(findTaskErrorText('TaskScript:4: boom', log)).toBeUndefined();
  });

  it('compares the start of a long message', () => {
    const text = `TaskScript:3: ${'long '.repeat(10_000)}`;
    expect(findTaskErrorText(`${text}, as Roblox cut it`, [error(text)])).toBe(text);
  });
});
