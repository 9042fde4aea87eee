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

  it('that is other JSON is an unreadable answer, with what was expected', async () => {
    await expect(readLog({ status: 201, text: '[]' })).rejects.toMatchObject({
      failure: 'unreadable',
      status: 201,
      request: REQUEST,
      serverMessage: 'it is not a page of a log',
    });
  });
});
