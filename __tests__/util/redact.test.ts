import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRedactor } from '../../src/util/redact.ts';
import { wholeSpellingsOf } from '../secrets/spellings.ts';

const KEY = 'Zq7+K3y/of=the"tests\\end';

/** JSON that writes every character by its number. */
function escapeAll(text: string): string {
  return Array.from(
    { length: text.length },
    (_, at) => String.raw`\u` + text.charCodeAt(at).toString(16).padStart(4, '0'),
  ).join('');
}

describe('createRedactor', () => {
  const awkward = [KEY, 'k9/+<&>="\'%25&amp;%2b\\"/u002f', '\\"\\\\\\/%%%2525&&&amp;amp;'];
  it.each(
    awkward.flatMap((key) => wholeSpellingsOf(key).map(([name, echo]) => ({ key, name, echo }))),
  )('redacts the key $key in this form: $name', ({ key, echo }) => {
    expect(createRedactor(key)(`<${echo}> and (${echo})`)).toBe('<***> and (***)');
  });

  /** What may stand inside the key, and is not seen once the text was cleaned. */
  const invisible = {
    'a colour': '\u001b[1;31m',
    'a colour in one character': '\u009b0m',
    'a cursor movement': '\u001b[2K',
    'a link': '\u001b]8;;https://example.com\u0007',
    'a link with a long end': '\u001b]8;;https://example.com\u001b\\',
    'a link of 600 characters': `\u001b]8;;${'x'.repeat(600)}\u0007`,
    'half a sequence': '\u001b(B',
    NUL: '\0',
    DEL: '\u007f',
    backspace: '\b',
    'form feed': '\f',
    'a zero-width space': '\u200b',
    'a soft hyphen': '\u00ad',
    'a word joiner': '\u2060',
    'a byte-order mark': '\ufeff',
    'a bidi override': '\u202e',
    'a bidi isolate': '\u2066',
    'a combining mark': '\u0301',
    'a tag': '\u{e0041}',
    'many of them': '\0\u200b\u001b[0m\u202e\u001b[31m',
  };
  const plainKey = 'Zq7+K3y/of=the"tests-end';
  describe.each(Object.entries(invisible))('with %s inside', (_, between) => {
    const split = Array.from(plainKey).join(between);
    it.each([
      ['in a text', split],
      ['in JSON', JSON.stringify(split).slice(1, -1)],
      ['in JSON in JSON', JSON.stringify(JSON.stringify(split)).slice(3, -3)],
      [
        'in JSON that escapes the key',
        Array.from(plainKey, escapeAll).join(JSON.stringify(between).slice(1, -1)),
      ],
      ['once', `${plainKey.slice(0, 5)}${between}${plainKey.slice(5)}`],
      ['in base64', Buffer.from(plainKey).toString('base64').replace(/.{5}/g, `$&${between}`)],
      ['in a URI', encodeURIComponent(plainKey).replace(/3y/, `3${between}y`)],
    ])('redacts a key %s', (form, text) => {
      const redacted = createRedactor(plainKey)(`<${text}>`);
      // The last character of base64 holds bits of what follows the key.
      expect(redacted).toMatch(form === 'in base64' ? /^<\*\*\*.?=*>$/u : /^<\*\*\*>$/);
    });
  });

  it('redacts a key of which some characters are escaped, once or more often', () => {
    const redact = createRedactor(plainKey);
    for (const [from, to] of [
      ['+', String.raw`\u002b`],
      ['Z', String.raw`\u005A`],
      ['K', String.raw`\\u004b`],
      ['/', String.raw`\/`],
      ['/', String.raw`\\\/`],
      ['+', '%2B'],
      ['+', '%252b'],
      ['+', '%25252B'],
      ['Z', '%5a'],
    ] as const) {
      expect(redact(`<${plainKey.replace(from, to)}>`)).toBe('<***>');
    }
  });

  it('keeps an answer readable, whatever stands around a split key', () => {
    const redact = createRedactor(plainKey);
    const split = Array.from(plainKey).join('\u001b[0m');
    for (const around of ['\n', '\\', '"', '\u001b', '\u001b[', '\u001b]8;;', '\\u002b', '%25']) {
      const answer = { first: `${around}${split}${around}`, second: 'kept' };
      const { first, second } = JSON.parse(redact(JSON.stringify(answer))) as typeof answer;
      expect(first).toContain('***');
      expect(first).not.toContain(plainKey.at(-1));
      expect(second).toBe('kept');
    }
  });

  it('does not join the parts of a key from two lines or two strings', () => {
    const redact = createRedactor(plainKey);
    for (const between of ['\n', '\t', '","', String.raw`\n`, String.raw`\u000a`]) {
      const text = `${plainKey.slice(0, 9)}${between}${plainKey.slice(9)}`;
      expect(redact(text)).toBe(text);
    }
  });

  it.each([
    ['beginnings of the key', plainKey.slice(0, -1)],
    ['first characters', 'Z'],
    ['backslashes', '\\'],
    ['percent signs', '%25'],
    ['links without an end', 'Z\u001b]'],
    ['escaped links without an end', String.raw`Z\u001b]`],
    ['invisible characters', 'Z\0'],
    ['one invisible character', '\u200b'],
    ['sequences without an end', 'Z\u001b[1;'],
  ])('reads a text of many %s in linear time', (_, part) => {
    const redact = createRedactor(plainKey);
    const measure = (characters: number): number => {
      const text = part.repeat(characters / part.length);
      const before = process.cpuUsage();
      redact(`Z${text}`);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    measure(200_000);
    const once = Math.min(...[1, 2, 3].map(() => measure(200_000)));
    // Ten times the text takes a hundred times as long if the cost is quadratic.
    expect(measure(2_000_000)).toBeLessThan(40 * once + 40_000);
  });

  it('leaves a text that only resembles the key', () => {
    const redact = createRedactor(KEY);
    for (const text of [
      '',
      KEY.slice(1),
      KEY.slice(0, -1),
      KEY.toUpperCase(),
      `${KEY[0]}\n${KEY.slice(1)}`,
    ]) {
      expect(redact(text)).toBe(text);
    }
  });

  it('leaves a text alone if the key is so short that it may be part of any word', () => {
    expect(createRedactor('a-short-key')('a-short-key')).toBe('a-short-key');
    expect(createRedactor('')('text')).toBe('text');
  });

  it('treats the key as characters, not as a pattern', () => {
    const redact = createRedactor('.*$&(a|b)[^c]+-/{1}');
    expect(redact('xxxxxxxxxxxxxxxxxxxxxx')).toBe('xxxxxxxxxxxxxxxxxxxxxx');
    expect(redact('<.*$&(a|b)[^c]+-/{1}>')).toBe('<***>');
  });

  it('finds a key that follows the beginning of another one', () => {
    const redact = createRedactor('aaaaaaaaaaab');
    expect(redact('aaaaaaaaaaaaaaab aaaaaaaaaaac')).toBe('aaaa*** aaaaaaaaaaac');
    expect(redact('aaaaaaaaaaabaaaaaaaaaaab')).toBe('******');
  });

  it('redacts a key of 48,000 characters', () => {
    const key = Array.from({ length: 48_000 }, (_, index) => `${index}/`)
      .join('')
      .slice(0, 48_000);
    const redact = createRedactor(key);
    const echo = encodeURIComponent(key);
    expect(redact(`${key} ${echo} ${echo.slice(0, -1)}`)).toBe(`*** *** ${echo.slice(0, -1)}`);
  });

  it('keeps JSON valid, and leaves no form of any key that a header can contain', () => {
    // Letters at both ends: half an escape would stay if a key began with a backslash.
    const key = fc
      .string({
        unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
        minLength: 10,
        maxLength: 40,
      })
      .map((signs) => `k${signs}y`);
    fc.assert(
      fc.property(key, fc.string({ maxLength: 20 }), (secret, around) => {
        fc.pre(!around.includes('\\') && !/\p{Cc}/u.test(around));
        const echoes = [secret, encodeURIComponent(secret)];
        const sent = { message: `${around}${echoes.join(' ')} ${around}` };
        const { message } = JSON.parse(createRedactor(secret)(JSON.stringify(sent))) as typeof sent;
        expect(echoes.filter((echo) => message.includes(echo))).toEqual([]);
      }),
    );
  });
});
