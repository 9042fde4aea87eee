import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withoutEchoOf } from '../../src/open-cloud/echo.ts';

const KEY = 'Zq7+K3y/of=the"tests\\end';

/** Every character by its number, as JSON may have it. */
function escaped(text: string, spell: (digits: string) => string): string {
  return Array.from(
    text,
    (sign) => `\\u${spell(sign.charCodeAt(0).toString(16).padStart(4, '0'))}`,
  ).join('');
}

const small = (digits: string): string => digits.toLowerCase();
const capital = (digits: string): string => digits.toUpperCase();

describe('a text that came back', () => {
  const inJson = JSON.stringify(KEY).slice(1, -1);
  const inUrl = encodeURIComponent(KEY);
  it.each([
    ['as it is', KEY],
    ['in JSON', inJson],
    ['in JSON with its slashes escaped', inJson.replaceAll('/', '\\/')],
    ['in JSON with its signs by their numbers', inJson.replaceAll('+', '\\u002B')],
    ['in JSON all by numbers, in small letters', escaped(KEY, small)],
    ['in JSON all by numbers, in capital letters', escaped(KEY, capital)],
    ['in a URL', inUrl],
    ['in a URL, as .NET writes it', inUrl.replace(/%../g, small)],
  ])('holds nothing of the key %s', (_, echo) => {
    expect(withoutEchoOf(KEY)(`{"a":"${echo}","b":"${echo}"}`)).toBe('{"a":"***","b":"***"}');
  });

  it('stays as it is where it only looks alike', () => {
    const clean = withoutEchoOf(KEY);
    for (const text of [
      '',
      KEY.slice(1),
      KEY.slice(0, -1),
      KEY.toUpperCase(),
      `${KEY[0]}\n${KEY.slice(1)}`,
    ]) {
      expect(clean(text)).toBe(text);
    }
  });

  it('stays as it is for a key so short that it may be a part of any word', () => {
    expect(withoutEchoOf('a-short-key')('a-short-key')).toBe('a-short-key');
    expect(withoutEchoOf('')('text')).toBe('text');
  });

  it('takes the key by its characters, and not as a pattern', () => {
    const clean = withoutEchoOf('.*$&(a|b)[^c]+-/{1}');
    expect(clean('xxxxxxxxxxxxxxxxxxxxxx')).toBe('xxxxxxxxxxxxxxxxxxxxxx');
    expect(clean('<.*$&(a|b)[^c]+-/{1}>')).toBe('<***>');
  });

  it('is JSON still, without any key that a header can hold', () => {
    const key = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 12,
      maxLength: 40,
    });
    fc.assert(
      fc.property(key, fc.string({ maxLength: 20 }), (secret, around) => {
        fc.pre(!around.includes('\\') && !/\p{Cc}/u.test(around));
        const sent = { message: `${around}${secret} ${encodeURIComponent(secret)} ${around}` };
        const { message } = JSON.parse(withoutEchoOf(secret)(JSON.stringify(sent))) as typeof sent;
        expect(message).not.toContain(secret);
        expect(message).not.toContain(encodeURIComponent(secret));
      }),
    );
  });
});
