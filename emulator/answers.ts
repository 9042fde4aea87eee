/** A response of the server, which is JSON almost always. */
export interface Answer {
  status: number;
  /** A text or bytes are sent as they are, anything else as JSON. */
  body: unknown;
  /** Beside the content type, which follows from the body unless it is named here. */
  headers?: Readonly<Record<string, string>>;
}

/** An answer of the API itself: `{code, message}` with one of gRPC's code names. */
function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { code, message } };
}

/** An answer of the gateway in front of the API, which spells errors in a way of its own. */
function gatewayRefusal(status: number, message: string): Answer {
  return { status, body: { errors: [{ code: 0, message }] } };
}

/** 200 with a resource. */
export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** 400: the request is invalid. */
export function invalidArgument(message: string): Answer {
  return refusal(400, 'INVALID_ARGUMENT', message);
}

/** 400: the request is valid, but something else must be done first. */
export function failedPrecondition(message: string): Answer {
  return refusal(400, 'FAILED_PRECONDITION', message);
}

/** 404: what the request names does not exist. */
export function notFound(message: string): Answer {
  return refusal(404, 'NOT_FOUND', message);
}

/** 429 of the API itself: a limit other than that on requests a minute. */
export function resourceExhausted(message: string): Answer {
  return refusal(429, 'RESOURCE_EXHAUSTED', message);
}

/** 401, for a key that is missing or wrong (live record). */
export const INVALID_KEY = gatewayRefusal(401, 'Invalid API Key');

/** 404 of an address that no API listens on. */
export const NO_SUCH_ROUTE = gatewayRefusal(404, 'NotFound');

/** 413: more than any request of the API can need. */
export const TOO_LARGE = gatewayRefusal(413, 'Payload Too Large');

/** 429 of the gateway: the minute's requests are used up (live record, empty message included). */
export const QUOTA_SPENT = gatewayRefusal(429, '');

/** 500: a mistake in the emulator. */
export const BROKEN = gatewayRefusal(500, 'InternalServerError');
