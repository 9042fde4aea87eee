import { describe, expect, it } from '@jest/globals';
import {
  escapeCommandsInLine,
  openGroup,
  withStopCommands,
} from '../../src/github/workflow-commands.ts';
import { readCommands } from '../report/runner-grammar.ts';

describe('openGroup', () => {
  it('escapes line ends in the title', () => {
    expect(openGroup('100 %\r\n::error::x')).toBe('::group::100 %25%0D%0A::error::x\n');
  });
});

describe('withStopCommands', () => {
  it('returns a block without commands', () => {
    const block = withStopCommands(['::error::a', '##[error]b', '::other::'], 'token');
    expect(block).toBe('::stop-commands::token\n::error::a\n##[error]b\n::other::\n::token::\n');
    expect(readCommands(block).map(({ name }) => name)).toEqual([
      'stop-commands',
      'resume-commands',
    ]);
  });
});

describe('escapeCommandsInLine', () => {
  it.each([
    ['as one line', 'Now A\n::error::x', 'Now A ::error::x\n'],
    ['without the other kind of command', 'Now ##[error]x', 'Now ## [error]x\n'],
    [
      'without commands that contain invisible characters',
      'Now ##\u200b[a]#\u00ad#\u2060[b]',
      'Now ## \u200b[a]#\u00ad# \u2060[b]\n',
    ],
    ['otherwise unchanged', 'Now #1 [ok] %25', 'Now #1 [ok] %25\n'],
  ])('returns the sentence %s', (_, sentence, line) => {
    expect(escapeCommandsInLine(sentence)).toBe(line);
    expect(readCommands(line)).toEqual([]);
  });
});
