import { describe, expect, it } from '@jest/globals';
import { WHY, results } from './run.ts';

/** A Luau function that lists the grapheme clusters of a text as texts. */
const CLUSTERS = `
  local function clusters(text, ...)
    local list = {}
    for first, last in utf8.graphemes(text, ...) do table.insert(list, string.sub(text, first, last)) end
    return list
  end`;

describe('utf8.graphemes', () => {
  it('keeps together what is one character to a reader', async () => {
    const script = `${CLUSTERS}
      return clusters("aé€"), clusters("e\\u{301}x"), clusters("👨‍👩‍👧‍👦!"), clusters("🇩🇪🇫🇷"), clusters("👍🏽"),
        clusters("각"), clusters("\\r\\n\\n"), clusters("")`;
    expect(await results(script)).toEqual([
      ['a', 'é', '€'],
      ['e\u0301', 'x'],
      ['👨‍👩‍👧‍👦', '!'],
      ['🇩🇪', '🇫🇷'],
      ['👍🏽'],
      ['각'],
      ['\r\n', '\n'],
      [],
    ]);
  });

  it('takes a range of bytes, from either end', async () => {
    const script = `${CLUSTERS}
      local places = {}
      for first, last in utf8.graphemes("aé€b", 2, 6) do table.insert(places, first) table.insert(places, last) end
      return places, clusters("aé€b", -4), clusters("abc", 2, -2), clusters("abc", 3, 2)`;
    expect(await results(script)).toEqual([[2, 3, 4, 6], ['€', 'b'], ['b'], []]);
  });

  it('counts the clusters of a long text', async () => {
    const script = `
      local count, last = 0, 0
      for _, to in utf8.graphemes(string.rep("e\\u{301}", 200000)) do count += 1 last = to end
      return count, last`;
    expect(await results(script)).toEqual([200_000, 600_000]);
  });

  it('refuses what is no UTF-8 and what is no text', async () => {
    const script = `${WHY}
      return why(utf8.graphemes, "\\255"), why(utf8.graphemes, {}), why(utf8.nfcnormalize, "\\xC3")`;
    expect(await results(script)).toEqual([
      'invalid UTF-8 code',
      "invalid argument #1 to 'graphemes' (string expected, got table)",
      'invalid UTF-8 code',
    ]);
  });
});

describe('normal forms of Unicode', () => {
  it('join and part characters, and keep the rest of the bytes', async () => {
    const script = `
      local parted, joined = "e\\u{301}\\0a\\u{30A}✅", "é\\0å✅"
      return utf8.nfcnormalize(parted) == joined, utf8.nfdnormalize(joined) == parted,
        utf8.nfcnormalize("plain\\0\\0") == "plain\\0\\0", utf8.nfcnormalize("") == ""`;
    expect(await results(script)).toEqual([true, true, true, true]);
  });
});
