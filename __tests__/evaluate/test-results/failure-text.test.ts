import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../src/open-cloud/types.ts';
import {
  testOfError,
  isEmptyError,
  readFailure,
} from '../../../src/evaluate/test-results/failure-text.ts';
import { sgr } from '../../corpus/corpus-case.ts';

describe('a field for errors', () => {
  it.each<Json | undefined>([undefined, null, false, 0, '', ' \n', [], {}])(
    'says with %j that there is none',
    (value) => {
      expect(isEmptyError(value)).toBe(true);
    },
  );

  it.each<Json>([true, 1, 'a', [''], { a: 1 }])('says with %j that there is one', (value) => {
    expect(isEmptyError(value)).toBe(false);
  });
});

describe('the text of a failure', () => {
  it('is a message, and then the calls that led there', () => {
    expect(
      readFailure(sgr('31', '\nno gold\nat all\n\nat Game.Shop:3\nTaskScript:4 function f\n')),
    ).toStrictEqual({
      message: 'no gold\nat all',
      trace: 'at Game.Shop:3\nTaskScript:4 function f',
      at: { chunk: 'Game.Shop', line: 3 },
    });
  });

  it.each([
    'Stack Begin',
    'Stack End',
    "Script 'Game.Shop', Line 3 - function buy",
    '[string "Game.Shop"]:3',
    '[C] in function error',
    'at Game.Shop:3',
    'Game.Shop:3 function buy',
    'TaskScript:3',
  ])('has a trace of %s', (line) => {
    expect(readFailure(`no\n   ${line}`)).toMatchObject({ message: 'no', trace: line });
  });

  it.each(['Shop:3', 'Game.Shop:3: no', 'more'])('has no trace of %s', (line) => {
    expect(readFailure(`no\n${line}`).message).toBe(`no\n${line}`);
  });

  it('is a message in its first line, whatever that looks like', () => {
    expect(readFailure('TaskScript:12')).toStrictEqual({
      message: 'TaskScript:12',
      at: { chunk: 'TaskScript', line: 12 },
    });
    expect(readFailure('')).toStrictEqual({});
  });

  it('may have calls that are given apart', () => {
    expect(readFailure('no\nat Game.Shop:3', ' at Game.Pets:4\n')).toMatchObject({
      message: 'no',
      trace: 'at Game.Shop:3\nat Game.Pets:4',
    });
    expect(readFailure('no', ' \n')).toStrictEqual({ message: 'no' });
    expect(readFailure('no', sgr('2', 'Game.Shop:3')).trace).toBe('Game.Shop:3');
  });

  it('is of the innermost place that is no framework of tests', () => {
    expect(readFailure('no\nat Packages._Index.expect:8\nat Game.Shop:3').at?.chunk).toBe(
      'Game.Shop',
    );
    expect(readFailure('no\nat Packages._Index.expect:8').at?.chunk).toBe('Packages._Index.expect');
  });

  it('is searched for a place in its beginning only', () => {
    const long = 'no gold '.repeat(2_500);
    expect(readFailure(`Game.Shop:3: ${long}`).at?.line).toBe(3);
    expect(readFailure(`${long}\nGame.Shop:3: no`).at).toBeUndefined();
  });
});

describe('an error without a test', () => {
  it('is named after its place, or numbered', () => {
    expect(testOfError('Game.Shop:3: no', 2)).toMatchObject({
      path: ['Game.Shop:3'],
      status: 'failed',
      message: 'Game.Shop:3: no',
    });
    expect(testOfError('no', 2)).toStrictEqual({
      path: ['error 2'],
      status: 'failed',
      message: 'no',
    });
  });
});
