import { describe, expect, it } from '@jest/globals';
import { SecretMasker } from '../../runner/secret-masker.ts';

function masking(...secrets: string[]): (text: string) => string {
  const masker = new SecretMasker();
  secrets.forEach((secret) => masker.add(secret));
  return (text) => masker.mask(text);
}

describe('a secret', () => {
  it('is hidden wherever it stands', () => {
    expect(masking('hush')('hush, then hushhush')).toBe('***, then ***');
  });

  it('is hidden whole where a shorter one lies in it, or one overlaps with it', () => {
    expect(masking('bc', 'abcd', 'def')('xabcdefx')).toBe('x***x');
  });

  it('of several lines is hidden line by line, however short they are', () => {
    expect(masking('one\r\n  e \n')('one and e')).toBe('*** and ***');
  });

  it.each([
    ['base64', Buffer.from('a"<b>').toString('base64')],
    ['base64 inside longer text', Buffer.from('a"<b>').subarray(1).toString('base64')],
    ['JSON', 'a\\"<b>'],
    ['a URI', 'a%22%3Cb%3E'],
    ['XML', 'a&quot;&lt;b&gt;'],
  ])('is hidden in %s', (_, spelled) => {
    expect(masking('a"<b>')(`(${spelled})`)).toBe('(***)');
  });

  it('that is nothing but space hides nothing', () => {
    expect(masking('')('text')).toBe('text');
  });
});
