import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRedactor } from '../../src/util/redact.ts';
import { wholeSpellingsOf } from '../secrets/spellings.ts';

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
    ['in a URL in a URL in a URL', encodeURIComponent(encodeURIComponent(inUrl))],
    ['in a URL, as .NET writes it', inUrl.replace(/%../g, small)],
  ])('holds nothing of the key %s', (_, echo) => {
    expect(createRedactor(KEY)(`{"a":"${echo}","b":"${echo}"}`)).toBe('{"a":"***","b":"***"}');
  });

  const awkward = [KEY, 'k9/+<&>="\'%25&amp;%2b\\"/u002f', '\\"\\\\\\/%%%2525&&&amp;amp;'];
  it.each(
    awkward.flatMap((key) => wholeSpellingsOf(key).map(([name, echo]) => ({ key, name, echo }))),
  )('holds nothing of the key $key: $name', ({ key, echo }) => {
    expect(createRedactor(key)(`<${echo}> and (${echo})`)).toBe('<***> and (***)');
  });

  it('stays as it is where it only looks alike', () => {
    const clean = createRedactor(KEY);
    for (const text of [
      '',
      KEY.slice(1),
      KEY.slice(0, -1),
      KEY.toUpperCase(),
      `${KEY.slice(0, -1)}&#x101;`,
      `${KEY.slice(0, -1)}%256`,
      `${KEY[0]}\n${KEY.slice(1)}`,
    ]) {
      expect(clean(text)).toBe(text);
    }
  });

  it('stays as it is for a key so short that it may be a part of any word', () => {
    expect(createRedactor('a-short-key')('a-short-key')).toBe('a-short-key');
    expect(createRedactor('')('text')).toBe('text');
  });

  it('takes the key by its characters, and not as a pattern', () => {
    const clean = createRedactor('.*$&(a|b)[^c]+-/{1}');
    expect(clean('xxxxxxxxxxxxxxxxxxxxxx')).toBe('xxxxxxxxxxxxxxxxxxxxxx');
    expect(clean('<.*$&(a|b)[^c]+-/{1}>')).toBe('<***>');
  });

  it('is searched whole, wherever a key begins that does not go on', () => {
    const clean = createRedactor('aaaaaaaaaaab');
    expect(clean('aaaaaaaaaaaaaaab aaaaaaaaaaac')).toBe('aaaa*** aaaaaaaaaaac');
    expect(clean('aaaaaaaaaaabaaaaaaaaaaab')).toBe('******');
  });

  it.each([12_000, 48_000])('may be searched for a key of %d signs', (length) => {
    const key = Array.from({ length }, (_, index) => `${index}/`)
      .join('')
      .slice(0, length);
    const clean = createRedactor(key);
    const echo = encodeURIComponent(key);
    expect(clean(`${key} ${echo} ${echo.slice(0, -1)}`)).toBe(`*** *** ${echo.slice(0, -1)}`);
  });

  it('is JSON still, without any key that a header can hold', () => {
    // Around it stand letters: half an escape would be left where a key began with a backslash.
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
        const echoes = wholeSpellingsOf(secret).map(([, echo]) => echo);
        const sent = { message: `${around}${echoes.join(' ')} ${around}` };
        const { message } = JSON.parse(createRedactor(secret)(JSON.stringify(sent))) as typeof sent;
        expect(echoes.filter((echo) => message.includes(echo))).toEqual([]);
      }),
    );
  });
});
