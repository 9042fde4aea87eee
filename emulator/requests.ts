/** The record of requests. */
import type { IncomingHttpHeaders } from 'node:http';

/** A request to the emulator, with or without a valid key. */
export interface RecordedRequest {
  /** Which of the emulator's two origins it came to. */
  origin: 'api' | 'payloads';
  method: string;
  /** With the query, as it was sent. */
  path: string;
  /** Without the key. */
  headers: Readonly<IncomingHttpHeaders>;
  /** Empty for a place file or a payload, of which the size and the hash are kept instead. */
  body: string;
  bytes?: number;
  /** In lower case hexadecimal digits. */
  sha256?: string;
}

const MAX_RECORDED_REQUESTS = 1000;

/** Adds a request, and drops the oldest one if there are too many. */
export function record(requests: RecordedRequest[], request: RecordedRequest): void {
  requests.push(request);
  if (requests.length > MAX_RECORDED_REQUESTS) requests.shift();
}
