import { describe, expect, it } from '@jest/globals';
import { code, fenced, prose, table } from '../../../src/report/pages/markdown.ts';

describe('code', () => {
  it.each([
    ['plain', '`plain`'],
    ['', '` `'],
    ['a\n  b', '`a b`'],
    ['`', '`` ` ``'],
    ['a``b', '```a``b```'],
    ['`a', '`` `a ``'],
  ])('formats %j as %s', (text, markdown) => {
    expect(code(text)).toBe(markdown);
  });
});

describe('fenced', () => {
  it('uses a fence longer than any in the text', () => {
    expect(fenced('x', 'text')).toBe('```text\nx\n```');
    expect(fenced('a\n`````\nb````', 'text')).toBe('``````text\na\n`````\nb````\n``````');
  });
});

describe('prose', () => {
  it.each([
    ['keeps sentences', 'It was read, and (mostly) done: 40 % of it – in "time".'],
    [
      'keeps code in sentences of the action',
      'Raise `boot-timeout` (now `1m`), or give `api-key: ${{ x }}`.',
    ],
  ])('%s', (_, text) => {
    expect(prose(text)).toBe(text);
  });

  it.each([
    ['mentions', 'by @octocat.', 'by `@octocat`.'],
    [
      'issues',
      'see #12, a/b#12, GH-12 and TICKET-12',
      'see `#12`, `a/b#12`, `GH-12` and `TICKET-12`',
    ],
    ['commits', 'at deadbeef now', 'at `deadbeef` now'],
    ['addresses', 'see https://x.example!', 'see `https://x.example`!'],
    ['names of files', 'in a.luau, or TaskScript:12: no', 'in `a.luau`, or `TaskScript:12`: no'],
    ['HTML', 'an <img src=x> here', 'an `<img src=x>` here'],
    ['emoji', 'so :tada: it is', 'so `:tada`: it is'],
    ['calls', 'near "f_x:g()" (or x.yz)', 'near "`f_x:g()`" (or `x.yz`)'],
    ['words in a row', 'with a_b c*d ok', 'with `a_b c*d` ok'],
    ['the start of a list', '1. one', '`1`. one'],
    ['backticks without a partner', 'a ` b``c` d', 'a ``` ` b``c` ``` d'],
  ])('turns into code: %s', (_, text, markdown) => {
    expect(prose(text)).toBe(markdown);
  });
});

describe('table', () => {
  it('replaces pipes, so that no cell ends within code', () => {
    expect(table(['a'], [['`x|y`']])).toBe('| a |\n| :-- |\n| `x\u2223y` |');
  });
});
