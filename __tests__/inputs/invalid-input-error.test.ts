import { expect, it } from '@jest/globals';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';

it.each([
  ['a number', 'Expected a number.'],
  ['a number. Is it quoted?', 'Expected a number. Is it quoted?'],
  ['a number. It is quoted.', 'Expected a number. It is quoted.'],
  ['a number like 1.5', 'Expected a number like 1.5.'],
])('an invalid input says what was got and expected, in whole sentences: %s', (expected, said) => {
  const error = new InvalidInputError('timeout', 'is "x"', expected);
  expect(error.message).toBe(`\`timeout\` is "x". ${said}`);
});

it('an invalid input has one full stop after a problem that is a sentence already', () => {
  const error = new InvalidInputError('sourcemap', 'cannot be used: it is empty.', 'a source map');
  expect(error.message).toBe('`sourcemap` cannot be used: it is empty. Expected a source map.');
});

it('an InvalidInputError has a name of its own, which a stack shows', () => {
  expect(String(new InvalidInputError('timeout', 'is "x"', 'a number'))).toMatch(
    /^InvalidInput: `timeout`/,
  );
});
