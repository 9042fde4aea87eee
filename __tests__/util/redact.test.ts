import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRedactor } from '../../src/util/redact.ts';
import { wholeSpellingsOf } from '../secrets/spellings.ts';

const KEY = 'Zq7+K3y/of=the"tests\\end';

describe('createRedactor', () => {
  const awkward = [KEY, 'k9/+<&>="\'%25&amp;%2b\\"/u002f', '\\"\\\\\\/%%%2525&&&amp;amp;'];
  it.each(
    awkward.flatMap((key) => wholeSpellingsOf(key).map(([name, echo]) => ({ key, name, echo }))),
  )('redacts the key $key in this form: $name', ({ key, echo }) => {
    expect(createRedactor(key)(`<${echo}> and (${echo})`)).toBe('<***> and (***)');
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
