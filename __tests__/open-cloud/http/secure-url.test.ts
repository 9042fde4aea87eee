import { describe, expect, it } from '@jest/globals';
import { isSecureUrl } from '../../../src/open-cloud/http/secure-url.ts';

describe('what is sent to a URL', () => {
  it.each([
    'https://apis.roblox.com',
    'https://storage.example:8443/x?y',
    'http://localhost',
    'http://LOCALHOST:8080/x',
    'http://127.0.0.1:80/',
    'http://127.200.3.254',
    'http://127.1',
    'http://[::1]:9/x',
  ])('stays secret on its way to %s', (url) => {
    expect(isSecureUrl(new URL(url))).toBe(true);
  });

  it.each([
    'http://apis.roblox.com',
    'http://localhost.evil.example',
    'http://evil-localhost',
    'http://127.0.0.1.evil.example',
    'http://127.0.0.evil.example',
    'http://x127.0.0.1.example',
    'http://128.0.0.1',
    'http://[::2]',
    'http://[::1:1]',
    'ws://localhost',
    'ftp://127.0.0.1',
    'file:///localhost',
  ])('does not stay secret on its way to %s', (url) => {
    expect(isSecureUrl(new URL(url))).toBe(false);
  });
});
