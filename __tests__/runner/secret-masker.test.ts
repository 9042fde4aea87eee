import { describe, expect, it } from '@jest/globals';
import { SecretMasker } from '../../runner/secret-masker.ts';

function maskerOf(...secrets: string[]): (text: string) => string {
  const masker = new SecretMasker();
  secrets.forEach((secret) => masker.add(secret));
  return (text) => masker.mask(text);
}

describe('SecretMasker', () => {
  it('masks every occurrence of a secret', () => {
    expect(maskerOf('hush')('hush, then hushhush')).toBe('***, then ***');
  });

  it('masks nested and overlapping secrets whole', () => {
    expect(maskerOf('bc', 'abcd', 'def')('xabcdefx')).toBe('x***x');
  });

  it('masks each line of a secret, of any length', () => {
    expect(maskerOf('one\r\n  e \n')('one and e')).toBe('*** and ***');
  });

  it.each([
    ['base64', Buffer.from('a"<b>').toString('base64')],
    ['base64 inside longer text', Buffer.from('a"<b>').subarray(1).toString('base64')],
    ['JSON', 'a\\"<b>'],
    ['a URI', 'a%22%3Cb%3E'],
    ['XML', 'a&quot;&lt;b&gt;'],
  ])('masks a secret that is encoded as %s', (_, encoded) => {
    expect(maskerOf('a"<b>')(`(${encoded})`)).toBe('(***)');
  });

  it('masks nothing for an empty secret', () => {
    expect(maskerOf('')('text')).toBe('text');
  });
});
