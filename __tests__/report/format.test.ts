import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../src/open-cloud/types.ts';
import { formatResult, toJson } from '../../src/report/format.ts';

describe('formatResult', () => {
  it('keeps short values on one line, and strings in quotes', () => {
    expect(formatResult('true')).toBe('"true"');
    expect(formatResult({ ok: true })).toBe('{"ok":true}');
  });

  it('indents longer values', () => {
    expect(formatResult({ a: 'x'.repeat(80) })).toBe(`{\n  "a": "${'x'.repeat(80)}"\n}`);
  });

  it('does not indent very long or deep values', () => {
    expect(formatResult([['x'.repeat(70_000)]])).not.toContain('\n');
    expect(formatResult(nest(1_000))).toBe(`${'['.repeat(1_000)}1${']'.repeat(1_000)}`);
  });
});

describe('toJson', () => {
  it('converts a value that is deeper than the stack', () => {
    const levels = 200_000;
    expect(toJson(nest(levels))).toBe(`${'['.repeat(levels)}1${']'.repeat(levels)}`);
    expect(toJson([{ 'a"': nest(levels), b: [null, true, 'c\n'] }, [], {}])).toBe(
      `[{"a\\"":${'['.repeat(levels)}1${']'.repeat(levels)},"b":[null,true,"c\\n"]},[],{}]`,
    );
  });
});

function nest(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level += 1) {
    value = [value];
  }
  return value;
}
