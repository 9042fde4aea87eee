import { describe, expect, it } from '@jest/globals';
import type { LogMessage } from '../../src/open-cloud/types.ts';
import { joinStacks } from '../../src/tasks/join-stacks.ts';

const error = (text: string): LogMessage => ({ type: 'ERROR', text, time: 7 });
const info = (text: string): LogMessage => ({ type: 'INFO', text });

const STACK = [
  'Stack Begin',
  "Script 'ServerScriptService.Main', Line 91 - function f",
  "Script 'TaskScript', Line 3",
  'Stack End',
];

describe('joinStacks', () => {
  it('joins an error with the lines of its stack, and keeps what is around it', () => {
    const log = [info('before'), error('boom'), ...STACK.map(info), info('after')];
    expect(joinStacks(log)).toEqual([
      info('before'),
      error(['boom', ...STACK].join('\n')),
      info('after'),
    ]);
  });

  it('a message that is no line of a stack ends it', () => {
    const log = [error('boom'), ...STACK.slice(0, 2).map(info), info('other'), info('Stack End')];
    expect(joinStacks(log)).toEqual([
      error(['boom', ...STACK.slice(0, 2)].join('\n')),
      info('other'),
      info('Stack End'),
    ]);
  });

  it.each<readonly [string, readonly LogMessage[]]>([
    ['without an error before it', [info('print'), ...STACK.map(info)]],
    ['at the start of a log', STACK.map(info)],
    ['without its first line', [error('boom'), ...STACK.slice(1).map(info)]],
    ['in the message of the error itself', [error(['boom', ...STACK].join('\n')), info('a')]],
  ])('leaves a stack %s as it is', (_, log) => {
    expect(joinStacks(log)).toEqual(log);
  });

  it('each of two errors gets its own stack', () => {
    const log = [error('one'), ...STACK.map(info), error('two'), ...STACK.map(info)];
    expect(joinStacks(log)).toEqual(
      ['one', 'two'].map((text) => error([text, ...STACK].join('\n'))),
    );
  });
});
