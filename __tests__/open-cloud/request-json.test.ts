import { describe, expect, it } from '@jest/globals';
import { requestJson, type ApiResponse } from '../../src/open-cloud/request-json.ts';
import type {
  ServiceResponse,
  ServiceRequest,
  Transport,
} from '../../src/open-cloud/http/transport.ts';

const sent: ServiceRequest = { method: 'POST', path: '/x', query: { a: 'b' }, deadlineMs: 1 };

/** Calls a service that answers so, which should give an object with a name. */
function callWith(answer: Partial<ServiceResponse>): Promise<ApiResponse<string>> {
  const transport: Pick<Transport, 'send'> = {
    send: () => Promise.resolve({ status: 200, headers: {}, text: '{"name":"it"}', ...answer }),
  };
  const read = (fields: unknown): string | undefined =>
    (fields as { readonly name?: string } | undefined)?.name;
  return requestJson(transport as Transport, sent, read, 'a thing with a name');
}

describe('an answer', () => {
  it.each([200, 299])('is a success with the status %i', async (status) => {
    expect(await callWith({ status })).toStrictEqual({ value: 'it' });
  });

  it.each([199, 300])('is a refusal with the status %i', async (status) => {
    await expect(callWith({ status })).rejects.toMatchObject({
      failure: 'refused',
      status,
      request: { method: 'POST', path: '/x' },
    });
  });

  it('comes with what it tells of the quota', async () => {
    expect(await callWith({ headers: { 'x-ratelimit-limit': '4' } })).toStrictEqual({
      value: 'it',
      quota: { limit: 4 },
    });
  });

  it('that is no JSON is reported as that, with where it came from and what is wrong', async () => {
    await expect(callWith({ text: '{"name' })).rejects.toMatchObject({
      failure: 'unreadable',
      status: 200,
      request: { method: 'POST', path: '/x' },
      serverMessage: expect.stringMatching(/not JSON/),
      cause: expect.objectContaining({ name: 'SyntaxError' }),
    });
  });

  it('that is other JSON is reported with what it should be', async () => {
    await expect(callWith({ status: 201, text: '{}' })).rejects.toMatchObject({
      failure: 'unreadable',
      status: 201,
      request: { method: 'POST', path: '/x' },
      serverMessage: 'it is not a thing with a name',
    });
  });
});
