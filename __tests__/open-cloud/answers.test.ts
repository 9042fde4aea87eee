import { describe, expect, it } from '@jest/globals';
import { luauExecution, type ApiResponse } from '../../src/open-cloud/client.ts';
import type { ServiceResponse, Transport } from '../../src/open-cloud/http/transport.ts';
import type { LogPage } from '../../src/open-cloud/types.ts';

const PATH = { universeId: '1', placeId: '2', taskId: 't' };
const REQUEST = {
  method: 'GET',
  path: '/cloud/v2/universes/1/places/2/luau-execution-session-tasks/t/logs',
};

/** Reads a log from a service that answers so. */
function readLog(answer: Partial<ServiceResponse>): Promise<ApiResponse<LogPage>> {
  const transport: Transport = {
    send: () => Promise.resolve({ status: 200, headers: {}, text: '{}', ...answer }),
    close: () => Promise.resolve(),
  };
  return luauExecution(transport, () => {}).listLogs(PATH, { view: 'FLAT' });
}

function readTask(text: string): Promise<unknown> {
  const transport: Transport = {
    send: () => Promise.resolve({ status: 200, headers: {}, text }),
    close: () => Promise.resolve(),
  };
  return luauExecution(transport, () => {}).getTask(PATH);
}

describe('an answer of the service', () => {
  it.each([200, 299])('is a success with the status %i', async (status) => {
    expect(await readLog({ status })).toStrictEqual({ value: { messages: [] } });
  });

  it.each([199, 300])('is a refusal with the status %i', async (status) => {
    await expect(readLog({ status })).rejects.toMatchObject({
      failure: 'refused',
      status,
      request: REQUEST,
    });
  });

  it('comes with the quota that its headers advertise', async () => {
    expect(await readLog({ headers: { 'x-ratelimit-limit': '4' } })).toStrictEqual({
      value: { messages: [] },
      quota: { limit: 4 },
    });
  });

  it('that is no JSON is an unreadable answer, with the cause', async () => {
    await expect(readLog({ text: '{"name' })).rejects.toMatchObject({
      failure: 'unreadable',
      status: 200,
      request: REQUEST,
      serverMessage: expect.stringMatching(/not JSON/),
      cause: expect.objectContaining({ name: 'SyntaxError' }),
    });
  });

  it.each([
    ['nested too deeply', '['.repeat(5_000), 'it is nested more than 3000 levels deep'],
    [
      'of too many values',
      `[${'1,'.repeat(600_001)}1]`,
      'it has more than 600000 values and names',
    ],
  ])('that is %s is not parsed, and the error names the limit', async (_, text, serverMessage) => {
    await expect(readLog({ text })).rejects.toMatchObject({
      failure: 'too-large',
      status: 200,
      request: REQUEST,
      serverMessage,
      advice: expect.stringMatching(/^Print less/),
    });
  });

  it('with results of more than 6 MiB is too large, and the advice says what to return', async () => {
    const output = { results: ['x'.repeat(8 * 1024 * 1024)] };
    const path = 'universes/1/places/2/luau-execution-session-tasks/t';
    const text = JSON.stringify({ path, state: 'COMPLETE', output });
    await expect(readTask(text)).rejects.toMatchObject({
      failure: 'too-large',
      serverMessage: 'its results have more than 6 MiB',
      advice: expect.stringMatching(/^Return less: at most 4 MiB/),
    });
  });

  it('that is other JSON is an unreadable answer, with what was expected', async () => {
    await expect(readLog({ status: 201, text: '[]' })).rejects.toMatchObject({
      failure: 'unreadable',
      status: 201,
      request: REQUEST,
      serverMessage: 'it is not a page of a log',
    });
  });
});
