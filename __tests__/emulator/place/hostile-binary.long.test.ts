import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { zstdCompressSync } from 'node:zlib';
import { MAX_INSTANCES, MAX_TREE_DEPTH } from '../../../emulator/place/limits.ts';
import { PlaceFileError } from '../../../emulator/place/place-file-error.ts';
import { readPlace } from '../../../emulator/place/read-place.ts';
import { expandWithFzstd, expandZstd } from '../../../emulator/place/zstd.ts';
import {
  type Compression,
  END,
  chunk,
  f32s,
  header,
  instanceChunk,
  lz4Literals,
  parentChunk,
  propertyChunk,
  rawChunk,
  referents,
  strings,
  u32,
  u32s,
  writeBinary,
} from './binary-writer.ts';
import { errorOf } from './error-of.ts';

const GIBIBYTE = 1024 ** 3;
const FOLDERS = { name: 'Folder', referents: [1, 2] };

/** A file of these chunks. */
function fileOf(...chunks: Uint8Array[]): Buffer {
  return Buffer.concat([header(1, 2), ...chunks, END]);
}

describe('readPlace with a hostile binary file', () => {
  it.each<[string, () => Uint8Array, RegExp]>([
    ['nothing', () => Buffer.alloc(0), /neither a binary place/],
    ['another kind of file', () => Buffer.from('PK\u0003\u0004'), /neither a binary place/],
    ['a header alone', () => header(0, 0), /cut short/],
    [
      'another version',
      () => Buffer.concat([Buffer.from('<roblox!'), Buffer.alloc(40)]),
      /signature 000000000000/,
    ],
    ['a billion instances in its header', () => header(1, 1e9), /1000000000 instances/],
    [
      'a billion instances in a small chunk',
      () => fileOf(chunk('INST', Buffer.concat([u32(0), strings('A'), Buffer.alloc(1), u32(1e9)]))),
      /claims 1000000000 items/,
    ],
    [
      'more instances than are read in a chunk that is compressed well',
      () => {
        const count = MAX_INSTANCES + 1;
        const head = [u32(0), strings('A'), Buffer.alloc(1), u32(count)];
        return fileOf(chunk('INST', Buffer.concat([...head, Buffer.alloc(count * 4)]), 'zstd'));
      },
      /more than the 500000 instances/,
    ],
    [
      'a chunk without compression that is longer than the file',
      () => fileOf(rawChunk('SSTR', 0, GIBIBYTE, Buffer.alloc(8))),
      /cut short/,
    ],
    [
      'an LZ4 chunk that claims a gibibyte',
      () => fileOf(rawChunk('SSTR', 8, GIBIBYTE, Buffer.alloc(8))),
      /expand to more than is read/,
    ],
    [
      'an LZ4 chunk that claims more than LZ4 can do',
      () => fileOf(rawChunk('SSTR', 8, 100_000, Buffer.alloc(8))),
      /LZ4 cannot do/,
    ],
    [
      'a zstd chunk that expands to more than it claims',
      () => {
        const bomb = zstdCompressSync(Buffer.alloc(50_000_000));
        return fileOf(rawChunk('SSTR', bomb.length, 1000, bomb));
      },
      /no valid zstd frame/,
    ],
    [
      'a zstd chunk that expands to less than it claims',
      () => {
        const small = zstdCompressSync(Buffer.alloc(10));
        return fileOf(rawChunk('SSTR', small.length, 1000, small));
      },
      /1000 bytes, and has 10/,
    ],
    [
      'many chunks that expand to much together',
      () => {
        const zeros = zstdCompressSync(Buffer.alloc(200 * 1024 * 1024));
        const big = rawChunk('SSTR', zeros.length, 200 * 1024 * 1024, zeros);
        return fileOf(big, big, big);
      },
      /expand to more than is read/,
    ],
    [
      'an LZ4 match that starts before the data',
      () => fileOf(rawChunk('SSTR', 5, 20, Buffer.from([0x10, 0x61, 9, 0, 0]))),
      /no valid LZ4/,
    ],
    [
      'LZ4 data of another length',
      () => {
        const block = lz4Literals(Buffer.from('abc'));
        return fileOf(rawChunk('SSTR', block.length, 4, block));
      },
      /no valid LZ4/,
    ],
    [
      'two instances with one referent',
      () => fileOf(instanceChunk(0, { name: 'Folder', referents: [1, 1] })),
      /referent 1/,
    ],
    [
      'two classes with one number',
      () => fileOf(instanceChunk(0, FOLDERS), instanceChunk(0, { name: 'Part', referents: [] })),
      /have the number 0/,
    ],
    [
      'a property of a class that is not there',
      () => fileOf(propertyChunk(5, { name: 'X', type: 2, values: Buffer.alloc(1) })),
      /class 5/,
    ],
    [
      'too few values',
      () =>
        fileOf(
          instanceChunk(0, FOLDERS),
          propertyChunk(0, { name: 'X', type: 4, values: f32s(1) }),
        ),
      /cut short/,
    ],
    [
      'a sequence that claims a billion keypoints',
      () =>
        fileOf(
          instanceChunk(0, FOLDERS),
          propertyChunk(0, { name: 'X', type: 0x15, values: u32(1e9) }),
        ),
      /claims 1000000000 items/,
    ],
    [
      'a rotation that is none',
      () => {
        const values = Buffer.concat([Buffer.from([1, 1]), Buffer.alloc(24)]);
        return fileOf(
          instanceChunk(0, FOLDERS),
          propertyChunk(0, { name: 'X', type: 0x10, values }),
        );
      },
      /rotation id 1/,
    ],
    [
      'a shared string that is not there',
      () =>
        fileOf(
          instanceChunk(0, FOLDERS),
          propertyChunk(0, { name: 'X', type: 0x1c, values: u32s(0, 9) }),
        ),
      /shared string 0/,
    ],
    [
      'fewer URIs than contents',
      () =>
        fileOf(
          instanceChunk(0, FOLDERS),
          propertyChunk(0, {
            name: 'X',
            type: 0x22,
            values: Buffer.concat([u32s(1, 1), u32(0, 0, 0)]),
          }),
        ),
      /fewer URIs/,
    ],
    ['no parents', () => fileOf(instanceChunk(0, FOLDERS)), /no list of their parents/],
    [
      'an instance without a parent',
      () => fileOf(instanceChunk(0, FOLDERS), parentChunk([[1, -1]])),
      /1 of its 2 instances/,
    ],
    [
      'an instance with two parents',
      () =>
        fileOf(
          instanceChunk(0, FOLDERS),
          parentChunk([
            [1, -1],
            [1, 2],
          ]),
        ),
      /instance 1 has two parents/,
    ],
    [
      'a parent that is not there',
      () =>
        fileOf(
          instanceChunk(0, FOLDERS),
          parentChunk([
            [1, 8],
            [2, -1],
          ]),
        ),
      /1 and 8/,
    ],
    [
      'two lists of parents',
      () => {
        const parents = parentChunk([
          [1, -1],
          [2, -1],
        ]);
        return fileOf(instanceChunk(0, FOLDERS), parents, parents);
      },
      /one list of parents/,
    ],
    [
      'instances that are below themselves',
      () =>
        fileOf(
          instanceChunk(0, FOLDERS),
          parentChunk([
            [1, 2],
            [2, 1],
          ]),
        ),
      /2 of its instances are below themselves/,
    ],
    [
      'attributes that claim a billion',
      () =>
        writeBinary({
          classes: [
            {
              name: 'Folder',
              referents: [1],
              properties: [{ name: 'AttributesSerialize', type: 1, values: strings(u32(1e9)) }],
            },
          ],
        }),
      /claims 1000000000 items/,
    ],
    [
      'instances nested too deep',
      () => {
        const all = Array.from({ length: MAX_TREE_DEPTH + 1 }, (_, index) => index);
        return writeBinary({
          classes: [{ name: 'Folder', referents: all }],
          parents: all.map((index) => [index, index - 1] as const),
        });
      },
      /nested more than 1000 deep/,
    ],
    [
      'more tags than fit into memory, from a few bytes',
      () => {
        const tags = strings(Buffer.alloc(7_000_000));
        return fileOf(
          instanceChunk(0, { name: 'Folder', referents: [1] }),
          propertyChunk(0, { name: 'Tags', type: 1, values: tags }, 'zstd'),
        );
      },
      /properties take more than/,
    ],
    [
      'more URIs than contents',
      () =>
        fileOf(
          instanceChunk(0, { name: 'Folder', referents: [1] }),
          propertyChunk(0, {
            name: 'X',
            type: 0x22,
            values: Buffer.concat([u32s(1), u32(2), strings('a', 'b'), u32(0, 0)]),
          }),
        ),
      /2 URIs for 1 contents/,
    ],
    [
      'more values than fit into memory, from a few bytes',
      () => {
        const count = 400_000;
        const head = [u32(0), strings('A'), Buffer.alloc(1), u32(count)];
        // Each referent is one more than the one before.
        const ones = Buffer.concat([Buffer.alloc(count * 3), Buffer.alloc(count, 2)]);
        const property = propertyChunk(
          0,
          { name: 'X', type: 2, values: Buffer.alloc(count) },
          'zstd',
        );
        return fileOf(
          chunk('INST', Buffer.concat([...head, ones]), 'zstd'),
          ...Array.from({ length: 40 }, () => property),
        );
      },
      /properties take more than/,
    ],
  ])('refuses %s', (_, write, expected) => {
    const error = errorOf(() => readPlace(write()));
    expect(error).toBeInstanceOf(PlaceFileError);
    expect((error as PlaceFileError).message).toMatch(expected);
  });

  it('refuses a zstd frame that is cut short, also without the zstd of Node', () => {
    const frame = zstdCompressSync(Buffer.alloc(5000, 'ab'));
    const cut = frame.subarray(0, -5);
    expect(() => expandZstd(cut, 5000, expandWithFzstd)).toThrow(PlaceFileError);
  });

  it('refuses a zstd frame of many small blocks that expand to more than it claims, before it expands them', () => {
    // A block that repeats one byte 128 KiB times; this frame has as many as fit into 4 MB, and expands to 128 GiB.
    const block = Buffer.from([0x02, 0x00, 0x10, 0x61]);
    const head = Buffer.from('28b52ffd0058', 'hex');
    const frame = Buffer.concat([head, ...Array.from({ length: 1_000_000 }, () => block)]);
    const error = errorOf(() => expandZstd(frame, 5_000, expandWithFzstd));
    expect(error).toBeInstanceOf(PlaceFileError);
    expect(String((error as PlaceFileError).cause)).toContain('more than 66 blocks');
  });

  it.each<Compression>(['none', 'lz4', 'zstd'])(
    'refuses a file with compression %s that is cut short at any byte',
    (compression) => {
      const properties = [{ name: 'Name', type: 0x01, values: strings('Floor') }];
      const classes = [{ name: 'Part', referents: [1], properties }];
      const file = writeBinary({ compression, classes });
      // The last chunk says where the file ends; its content is not needed.
      for (let length = 0; length < file.length - END.length; length += 1) {
        expect(errorOf(() => readPlace(file.subarray(0, length)))).toBeInstanceOf(PlaceFileError);
      }
    },
  );

  it('only ever throws a PlaceFileError, whatever bytes of a file are changed or cut off', () => {
    const attributes = Buffer.concat([
      u32(1),
      strings('A'),
      Buffer.from([0x14]),
      Buffer.alloc(12),
      Buffer.from([2]),
    ]);
    const files = (['none', 'lz4', 'zstd'] as Compression[]).map((compression) =>
      writeBinary({
        compression,
        sharedStrings: [Buffer.from('shared')],
        classes: [
          {
            name: 'Part',
            referents: [1, 2],
            properties: [
              { name: 'Name', type: 0x01, values: strings('a', 'b') },
              { name: 'AttributesSerialize', type: 0x01, values: strings(attributes, '') },
              { name: 'Size', type: 0x0e, values: f32s(1, 2, 3, 4, 5, 6) },
              { name: 'Shared', type: 0x1c, values: u32s(0, 0) },
              { name: 'Other', type: 0x13, values: referents(2, 1) },
              {
                name: 'Link',
                type: 0x22,
                values: Buffer.concat([u32s(1, 0), u32(1), strings('u'), u32(0, 0)]),
              },
              {
                name: 'Seq',
                type: 0x15,
                values: Buffer.concat([u32(1), Buffer.alloc(12), u32(0)]),
              },
            ],
          },
        ],
        parents: [
          [2, 1],
          [1, -1],
        ],
      }),
    );
    const property = fc.property(
      fc.constantFrom(...files),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      fc.option(fc.nat()),
      (file, changes, cut) => {
        const bytes = Buffer.from(file);
        for (const [position, value] of changes) bytes[position % bytes.length] = value;
        const error = errorOf(() =>
          readPlace(cut === null ? bytes : bytes.subarray(0, cut % bytes.length)),
        );
        if (error !== undefined && !(error instanceof PlaceFileError)) throw error;
      },
    );
    expect(() => fc.assert(property, { numRuns: 3_000 })).not.toThrow();
  });
});
