import { describe, expect, it } from '@jest/globals';
import { requestFailed } from '../../src/evaluate/evaluate-task.ts';
import { errorFromResponse } from '../../src/open-cloud/errors.ts';

const refused = (status: number, target?: 'presigned') =>
  errorFromResponse(
    { method: 'GET', path: '/task', ...(target && { target }) },
    { status, headers: {}, text: '' },
  );

describe('requestFailed', () => {
  it.each([401, 403])('blames the key for an answer with %d', (status) => {
    expect(requestFailed(refused(status), 'No log.').title).toBe('Roblox refused the API key');
  });

  it.each([400, 404, 429, 500])('blames the request for an answer with %d', (status) => {
    expect(requestFailed(refused(status), 'No log.').title).toBe(
      'Roblox Open Cloud request failed',
    );
  });

  it('does not blame the key for a request to a presigned URI, which has none', () => {
    expect(requestFailed(refused(403, 'presigned'), 'No log.').title).toBe(
      'Roblox Open Cloud request failed',
    );
  });

  it('says what failed, what Roblox answered, and what to do', () => {
    const error = refused(500);
    expect(requestFailed(error, 'The log could not be read.')).toStrictEqual({
      outcome: 'infrastructure',
      title: 'Roblox Open Cloud request failed',
      message: `The log could not be read. ${error.message}.`,
      advice: error.advice,
      warnings: [],
    });
  });
});
