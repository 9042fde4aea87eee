import { describe, expect, it } from '@jest/globals';
import { UniverseStores } from '../../../../emulator/stores/universe-stores.ts';
import { results } from '../run.ts';

const SERVICES = `
  local encoding, http = game:GetService("EncodingService"), game:GetService("HttpService")
  local function bytes(text) return buffer.fromstring(text) end
  local function hex(text) return (string.gsub(text, ".", function(c) return string.format("%02x", string.byte(c)) end)) end`;

describe('EncodingService', () => {
  it('encodes base64 and decodes it', async () => {
    const script = `${SERVICES}
      local found = {}
      for _, text in { "", "a", "ab", "abc", "\\0\\255\\128" } do
        local encoded = encoding:Base64Encode(bytes(text))
        table.insert(found, buffer.tostring(encoded))
        assert(buffer.tostring(encoding:Base64Decode(encoded)) == text)
      end
      return found, (pcall(encoding.Base64Decode, encoding, bytes("no base64!")))`;
    expect(await results(script)).toEqual([['', 'YQ==', 'YWI=', 'YWJj', 'AP+A'], false]);
  });

  it('computes the hashes of texts and buffers', async () => {
    const script = `${SERVICES}
      return hex(encoding:ComputeStringHash("abc", Enum.HashAlgorithm.Sha256)),
        hex(encoding:ComputeStringHash("", Enum.HashAlgorithm.Md5)),
        hex(buffer.tostring(encoding:ComputeBufferHash(bytes("abc"), Enum.HashAlgorithm.Sha1))),
        select(2, pcall(encoding.ComputeStringHash, encoding, "abc", Enum.HashAlgorithm.Blake3))`;
    expect(await results(script)).toEqual([
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'd41d8cd98f00b204e9800998ecf8427e',
      'a9993e364706816aba3e25717850c26c9cd0d89d',
      expect.stringContaining('Enum.HashAlgorithm.Blake3 is not available in the emulator'),
    ]);
  });

  it('compresses with zstd, and expands what was compressed', async () => {
    const script = `${SERVICES}
      local text = string.rep("shop", 10000)
      local small = encoding:CompressBuffer(bytes(text), Enum.CompressionAlgorithm.Zstd)
      return buffer.len(small) < 200, encoding:GetDecompressedBufferSize(small, Enum.CompressionAlgorithm.Zstd),
        buffer.tostring(encoding:DecompressBuffer(small, Enum.CompressionAlgorithm.Zstd)) == text,
        encoding:GetDecompressedBufferSize(bytes("x"), Enum.CompressionAlgorithm.Zstd) == nil,
        (pcall(encoding.DecompressBuffer, encoding, bytes("x"), Enum.CompressionAlgorithm.Zstd))`;
    expect(await results(script)).toEqual([true, 40_000, true, true, false]);
  });

  it('does not expand a frame that claims to be of any size', async () => {
    // A frame of one segment with a content size of 2^60 bytes.
    const script = `${SERVICES}
      local frame = bytes("\\x28\\xb5\\x2f\\xfd\\xe0\\0\\0\\0\\0\\0\\0\\0\\x10")
      return (pcall(encoding.DecompressBuffer, encoding, frame, Enum.CompressionAlgorithm.Zstd))`;
    expect(await results(script)).toEqual([false]);
  });
});

describe('buffers in JSON', () => {
  it('are written as base64, and read back as buffers', async () => {
    const script = `${SERVICES}
      local text = http:JSONEncode({ save = bytes("abc") })
      local save = http:JSONDecode(text).save
      local packed = http:JSONDecode('{"m":null,"t":"buffer","zbase64":"KLUv/SADGQAAYWJj"}')
      return text, typeof(save), buffer.tostring(save), buffer.tostring(packed),
        http:JSONDecode('{"t":"buffer","base64":"?"}').t, http:JSONDecode('{"t":"part"}').t`;
    expect(await results(script)).toEqual([
      '{"save":{"m":null,"t":"buffer","base64":"YWJj"}}',
      'buffer',
      'abc',
      'abc',
      'buffer',
      'part',
    ]);
  });

  it('are kept by data stores', async () => {
    const stores = new UniverseStores();
    const script = `
      local store = game:GetService("DataStoreService"):GetDataStore("Saves")
      store:SetAsync("a", { save = buffer.fromstring("abc") })
      return buffer.tostring(store:GetAsync("a").save)`;
    const onRequest = async (name: string, payload: unknown): Promise<unknown> =>
      stores.answer('11', name, payload);
    expect(await results(script, { onRequest })).toEqual(['abc']);
  });
});
