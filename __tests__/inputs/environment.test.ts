import { describe, expect, it } from '@jest/globals';
import { normaliseEnvironment } from '../../src/inputs/environment.ts';
import { readApiKey, readReportInputs } from '../../src/inputs/inputs.ts';

const MIXED = {
  'Input_Results-File': 'out/results.json',
  Roblox_Api_Key: 'the key',
  runner_temp: 'C:\\temp',
  Github_Workspace: 'C:\\work',
};

describe('normaliseEnvironment', () => {
  it('finds variables of any case on Windows', () => {
    const env = normaliseEnvironment(MIXED, 'win32');
    expect(readApiKey(env)).toBe('the key');
    expect(readReportInputs(env).resultsFile).toBe('out/results.json');
    expect(env).toMatchObject({ RUNNER_TEMP: 'C:\\temp', GITHUB_WORKSPACE: 'C:\\work' });
  });

  it.each(['linux', 'darwin'] as const)('keeps the case of variables on %s', (platform) => {
    expect(normaliseEnvironment(MIXED, platform)).toEqual(MIXED);
    expect(readApiKey(normaliseEnvironment(MIXED, platform))).toBeUndefined();
  });
});
