import { OpenCloudError, errorFromResponse, type RequestName } from './errors.ts';
import { readQuota, type Quota } from './rate-limit.ts';
import type { ServiceResponse, ServiceRequest, Transport } from './http/transport.ts';

/** An answer's content, and what its headers advertised of the quota. */
export interface ApiResponse<T> {
  readonly value: T;
  readonly quota?: Quota;
}

/**
 * Sends one request and reads the JSON of its answer.
 *
 * @param read gives undefined where the answer is not what it should be
 * @param expected what it should be, like `a task with a path and a state`
 * @throws {OpenCloudError} whatever goes wrong
 */
export async function requestJson<T>(
  transport: Transport,
  sent: ServiceRequest,
  read: (answer: unknown) => T | undefined,
  expected: string,
): Promise<ApiResponse<T>> {
  const answer = await transport.send(sent);
  const name: RequestName = { method: sent.method, path: sent.path };
  if (answer.status < 200 || answer.status > 299) {
    throw errorFromResponse(name, answer);
  }
  const value = read(parse(name, answer));
  if (value === undefined) {
    throw unreadable(name, answer, `it is not ${expected}`);
  }
  const quota = readQuota(answer.headers);
  return { value, ...(quota && { quota }) };
}

function parse(name: RequestName, answer: ServiceResponse): unknown {
  try {
    return JSON.parse(answer.text) as unknown;
  } catch (cause) {
    throw unreadable(name, answer, 'it is cut short, or is not JSON', cause);
  }
}

function unreadable(
  request: RequestName,
  { status }: ServiceResponse,
  serverMessage: string,
  cause?: unknown,
): OpenCloudError {
  return new OpenCloudError({ failure: 'unreadable', request, status, serverMessage, cause });
}
