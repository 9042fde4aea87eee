import { describe, expect, it } from '@jest/globals';
import { redactInputs } from '../../src/inputs/redact-inputs.ts';

const KEY = 'Zq7+K3y/of=the tests';
const IN_URL = encodeURIComponent(KEY);

describe('redactInputs', () => {
  it('redacts the literal and the URI-encoded key in every input', () => {
    const env = {
      INPUT_SCRIPT: KEY,
      'INPUT_PLACE-ID': `${KEY}${KEY}`,
      'INPUT_BASE-URL': `https://user:${IN_URL}@apis.roblox.example/?key=${IN_URL}`,
      'INPUT_GITHUB-TOKEN': `a ${KEY} z`,
    };
    expect(redactInputs(env, { key: KEY })).toEqual({
      INPUT_SCRIPT: '***',
      'INPUT_PLACE-ID': '******',
      'INPUT_BASE-URL': 'https://user:***@apis.roblox.example/?key=***',
      'INPUT_GITHUB-TOKEN': 'a *** z',
    });
  });

  it('redacts the key in environment variables that set inputs', () => {
    const env = { ROBLOX_UNIVERSE_ID: KEY, ROBLOX_PLACE_ID: ` ${KEY}` };
    expect(redactInputs(env, { key: KEY })).toEqual({
      ROBLOX_UNIVERSE_ID: '***',
      ROBLOX_PLACE_ID: ' ***',
    });
  });

  it('keeps the key in `api-key`, and keeps `source` and `args` unchanged', () => {
    const env = {
      'INPUT_API-KEY': KEY,
      ROBLOX_API_KEY: KEY,
      INPUT_SOURCE: `return "${KEY}"`,
      INPUT_ARGS: `{"key":"${KEY}"}`,
    };
    expect(redactInputs(env, { key: KEY })).toEqual(env);
  });

  it('keeps variables that are no inputs, because paths must stay valid', () => {
    const env = { GITHUB_WORKSPACE: `/home/${KEY}`, HOME: KEY, INPUT_TASK: undefined };
    expect(redactInputs(env, { key: KEY })).toEqual(env);
  });

  it.each(['', 'a-short-key', undefined])(
    'changes nothing for the short key %j, which may be part of any word',
    (key) => {
      const env = { INPUT_SCRIPT: 'a-short-key.luau' };
      expect(redactInputs(env, { key })).toEqual(env);
    },
  );

  it('redacts the token in every input but its own', () => {
    const token = 'ghs_4fXq9Lp2Zr8Tn6Vb3Kd7';
    const env = {
      INPUT_SCRIPT: `tests/${token}.luau`,
      'INPUT_GITHUB-TOKEN': token,
      ROBLOX_PLACE_ID: token,
      GITHUB_TOKEN: token,
    };
    expect(redactInputs(env, { key: KEY, token })).toEqual({
      ...env,
      INPUT_SCRIPT: 'tests/***.luau',
      ROBLOX_PLACE_ID: '***',
    });
  });

  it('treats the key as characters, not as a pattern', () => {
    const key = '.*$&(a|b)[^c]+\\d';
    expect(redactInputs({ INPUT_EXPECT: `"${key}" "abc"` }, { key })).toEqual({
      INPUT_EXPECT: '"***" "abc"',
    });
  });
});
