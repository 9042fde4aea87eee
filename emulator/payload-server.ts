/** The second origin: payloads are uploaded and downloaded there by presigned URIs, and it must never get the key. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerUnder } from './faults.ts';
import type { FaultQueue } from './faults.ts';
import { storageError } from './payloads.ts';
import type { PayloadStore } from './payloads.ts';
import type { RecordedRequest } from './requests.ts';
import { digestBody, send } from './wire.ts';

/** What the second origin answers from, and what it reports to. */
export interface PayloadOrigin {
  payloads: PayloadStore;
  faults: FaultQueue;
  /** The key that must not arrive here, under whatever name. */
  apiKey: string;
  record(request: RecordedRequest): void;
  /** Called with each request that has a key. */
  onLeak(request: RecordedRequest): void;
  /** Ends delays. */
  closing: AbortSignal;
}

const PUT_INPUT = /^\/inputs\/([^/]+)$/;
const GET_OUTPUT = /^\/outputs\/([^/]+)$/;

const NOT_FOUND = storageError(404, 'NoSuchKey', 'There is nothing at this address.');

const KEY_REFUSED = storageError(
  400,
  'InvalidArgument',
  'The request has an Open Cloud key, which is for the API only: its URI is presigned.',
);

/** Answers a request to the second origin. */
export async function answerPayload(
  origin: PayloadOrigin,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { payloads, faults, closing } = origin;
  const { method = '', url: path = '', headers } = incoming;
  const url = URL.parse(path, 'http://payloads');
  const signature = url?.searchParams.get('signature') ?? '';
  const inputId = method === 'PUT' ? PUT_INPUT.exec(url?.pathname ?? '')?.[1] : undefined;
  const outputId = method === 'GET' ? GET_OUTPUT.exec(url?.pathname ?? '')?.[1] : undefined;

  const slot = inputId === undefined ? undefined : payloads.openInput(inputId, signature);
  const target = slot && 'target' in slot ? slot.target : undefined;
  const { bytes, sha256 } = await digestBody(incoming, target);

  const { 'x-api-key': key, ...otherHeaders } = headers;
  const request: RecordedRequest = {
    origin: 'payloads',
    method,
    path,
    headers: otherHeaders,
    body: '',
    bytes,
    sha256,
  };
  origin.record(request);
  if (key !== undefined || JSON.stringify([path, otherHeaders]).includes(origin.apiKey)) {
    origin.onLeak(request);
    send(response, KEY_REFUSED);
  } else if (slot !== undefined) {
    const act = () => ('refused' in slot ? slot.refused : slot.finish(bytes));
    await answerUnder(faults.take('payload-put'), response, act, closing);
  } else if (outputId !== undefined) {
    const act = () => payloads.fetchOutput(outputId, signature);
    await answerUnder(faults.take('payload-get'), response, act, closing);
  } else {
    send(response, NOT_FOUND);
  }
}
