import { describe, expect, it } from '@jest/globals';
import { readAttributes } from '../../../emulator/place/attributes.ts';
import { PlaceBudget } from '../../../emulator/place/limits.ts';
import { PlaceFileError } from '../../../emulator/place/place-file-error.ts';
import { f32, f64, strings, u32 } from './binary-writer.ts';

function attribute(name: string, type: number, value: Uint8Array): Buffer {
  return Buffer.concat([strings(name), Buffer.from([type]), value]);
}

function read(...attributes: Uint8Array[]): Record<string, unknown> {
  return readAttributes(Buffer.concat([u32(attributes.length), ...attributes]), new PlaceBudget());
}

describe('readAttributes', () => {
  it.each<[string, number, Uint8Array, unknown]>([
    ['a string', 0x02, strings('text'), 'text'],
    ['bytes', 0x02, strings(Buffer.from([0x80])), ['Bytes', 'gA==']],
    ['a boolean', 0x03, Buffer.from([2]), true],
    ['an integer', 0x04, u32(-5), -5],
    ['a float', 0x05, f32(0.5), 0.5],
    ['a double', 0x06, f64(0.1), 0.1],
    ['an infinite double', 0x06, f64(Infinity), ['Number', 'inf']],
    ['a UDim', 0x09, Buffer.concat([f32(123), u32(-456)]), ['UDim', [123, -456]]],
    ['a UDim2', 0x0a, Buffer.concat([f32(1), u32(2), f32(3), u32(4)]), ['UDim2', [1, 2, 3, 4]]],
    ['a BrickColor', 0x0e, u32(194), ['BrickColor', 194]],
    ['a Color3', 0x0f, f32(0, 0.5, 1), ['Color3', [0, 0.5, 1]]],
    ['a Vector2', 0x10, f32(10, 20), ['Vector2', [10, 20]]],
    ['a Vector3', 0x11, f32(10, 20, NaN), ['Vector3', [10, 20, 'nan']]],
    [
      'a CFrame with a rotation id',
      0x14,
      Buffer.concat([f32(1, 2, 3), Buffer.from([2])]),
      ['CFrame', [1, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1]],
    ],
    [
      'a CFrame with a matrix',
      0x14,
      Buffer.concat([f32(1, 2, 3), Buffer.from([0]), f32(0, 1, 0, 1, 0, 0, 0, 0, 1)]),
      ['CFrame', [1, 2, 3, 0, 1, 0, 1, 0, 0, 0, 0, 1]],
    ],
    [
      'an EnumItem',
      0x15,
      Buffer.concat([strings('Material'), u32(256)]),
      ['EnumItem', ['Material', 256]],
    ],
    [
      'a NumberSequence',
      0x17,
      Buffer.concat([u32(2), f32(0, 0, 1), f32(0.5, 1, 2)]),
      [
        'NumberSequence',
        [
          [0, 1, 0],
          [1, 2, 0.5],
        ],
      ],
    ],
    [
      'a ColorSequence',
      0x19,
      Buffer.concat([u32(1), f32(0, 1, 0.25, 0.5, 0.75)]),
      ['ColorSequence', [[1, 0.25, 0.5, 0.75]]],
    ],
    ['a NumberRange', 0x1b, f32(10, 20), ['NumberRange', [10, 20]]],
    ['a Rect', 0x1c, f32(10, 20, 30, 40), ['Rect', [10, 20, 30, 40]]],
    [
      'a Font',
      0x21,
      Buffer.concat([Buffer.from([0x90, 1, 1]), strings('family', '')]),
      ['Font', ['family', 400, 1]],
    ],
    [
      'a TweenInfo',
      0x22,
      Buffer.concat([f32(2, 0.5), u32(-1, 3, 1), Buffer.from([1])]),
      ['TweenInfo', [2, 3, 1, -1, 1, 0.5]],
    ],
  ])('reads %s', (_, type, value, expected) => {
    expect(
      read(attribute('first', type, value), attribute('last', 0x03, Buffer.from([0]))),
    ).toEqual({ first: expected, last: false });
  });

  it('reads no attributes of an empty property', () => {
    expect(readAttributes(new Uint8Array(), new PlaceBudget())).toEqual({});
  });

  it('keeps the attributes in front of one of an unknown type, and warns of the others', () => {
    const budget = new PlaceBudget();
    const blob = Buffer.concat([
      u32(3),
      attribute('known', 0x03, Buffer.from([1])),
      attribute('unknown', 0x77, Buffer.alloc(4)),
      attribute('lost', 0x03, Buffer.from([1])),
    ]);
    expect(readAttributes(blob, budget)).toEqual({ known: true });
    expect(budget.warnings).toEqual([
      'Attributes of the type 0x77 are not known: they and those after them were left out.',
    ]);
  });

  it('refuses attributes that are cut short', () => {
    const blob = Buffer.concat([u32(1), attribute('cut', 0x11, f32(1, 2))]);
    expect(() => readAttributes(blob, new PlaceBudget())).toThrow(PlaceFileError);
  });
});
