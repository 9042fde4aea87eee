import { describe, expect, it } from '@jest/globals';
import { errorFromResponse } from '../../src/open-cloud/errors.ts';
import { requestFailed } from '../../src/evaluate/verdicts.ts';
import { firstLine, sentence } from '../../src/util/text.ts';

const refused = (status: number, target?: 'presigned') =>
  errorFromResponse(
    { method: 'GET', path: '/task', ...(target && { target }) },
    { status, headers: {}, text: '' },
  );

describe('a request that failed for good', () => {
  it.each([401, 403])("is the key's fault where it was answered with %d", (status) => {
    expect(requestFailed(refused(status), 'No log.').title).toBe('Roblox refused the API key');
  });

  it.each([400, 404, 429, 500])("is nobody's where it was answered with %d", (status) => {
    expect(requestFailed(refused(status), 'No log.').title).toBe(
      'Roblox Open Cloud request failed',
    );
  });

  it('says nothing of the key where it was sent without one', () => {
    expect(requestFailed(refused(403, 'presigned'), 'No log.').title).toBe(
      'Roblox Open Cloud request failed',
    );
  });

  it('is told with what was wanted, what was answered, and what can be done', () => {
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

describe('a text', () => {
  it.each([
    ['It failed', 'It failed.'],
    ['v1.2 has failed', 'v1.2 has failed.'],
    ['It failed.', 'It failed.'],
    ['It failed!', 'It failed!'],
    ['Why?', 'Why?'],
    ['and so on…', 'and so on…'],
  ])('%j is the sentence %j', (text, ended) => {
    expect(sentence(text)).toBe(ended);
  });

  it.each([
    ['', ''],
    ['boom', 'boom'],
    ['boom\nStack Begin\nStack End', 'boom'],
    ['\nboom', ''],
  ])('%j has the first line %j', (text, line) => {
    expect(firstLine(text)).toBe(line);
  });
});
