/** Binary inputs and outputs: the store of their bytes, and the presigned URIs under which they come and go. */
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { failedPrecondition, invalidArgument, notFound, ok } from './answers.ts';
import type { Answer } from './answers.ts';

/** A binary input as the API shows it. */
export interface BinaryInputResource {
  path: string;
  size: number;
  /** A secret: it is all that an upload needs. */
  uploadUri: string;
}

/** The file behind a presigned URI. */
interface Payload {
  signature: string;
  /** In milliseconds since 1970. */
  expires: number;
  /** Absent until they are there, and again when they have expired. */
  bytes?: Uint8Array;
}

interface BinaryInput extends Payload {
  universeId: string;
  size: number;
}

/** An upload that a valid presigned URI allows. */
export interface Slot {
  /** Where the bytes of a body go; shared memory, which costs no copy on its way to a task's thread. */
  target: Uint8Array;
  /** Answers once the body was read. */
  finish(bytes: number): Answer;
}

/** "The maximum allowed size is 100 MiB." */
const MAX_INPUT_BYTES = 100 * 1024 * 1024;

const SIGNATURE_BYTES = 32;

/** All payloads of an emulator. */
export class PayloadStore {
  readonly #lifetimeMs: number;
  readonly #inputs = new Map<string, BinaryInput>();
  readonly #outputs = new Map<string, Payload>();

  /** Where the presigned URIs lead, without a slash at its end. */
  origin = '';

  /** @param lifetimeMs how long an input can be uploaded and used, and an output fetched */
  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs;
  }

  /** Answers a request for a binary input: a place for the bytes, which come next and elsewhere. */
  createInput(universeId: string, body: unknown): Answer {
    this.#dropExpired();
    const size = (body as { size?: unknown } | null)?.size;
    // A size of 0 is what protobuf takes for none; what the service makes of it is not measured.
    if (!Number.isInteger(size) || Number(size) < 1 || Number(size) > MAX_INPUT_BYTES) {
      return invalidArgument(
        `The field "size" is ${JSON.stringify(size)}; expected a whole number of bytes from 1 to ${MAX_INPUT_BYTES}.`,
      );
    }
    const id = randomUUID();
    const input = { ...this.#sign(), universeId, size: Number(size) };
    this.#inputs.set(id, input);
    const resource: BinaryInputResource = {
      path: `universes/${universeId}/luau-execution-session-task-binary-inputs/${id}`,
      size: input.size,
      uploadUri: this.#uri('inputs', id, input),
    };
    return ok(resource);
  }

  /**
   * The bytes of a binary input, for a task of a universe.
   *
   * @param path as `createInput` answered it
   */
  findInput(path: string, universeId: string): { bytes: Uint8Array } | { refused: Answer } {
    this.#dropExpired();
    const [, ofUniverse, id = ''] =
      /^universes\/(\d+)\/luau-execution-session-task-binary-inputs\/([^/]+)$/.exec(path) ?? [];
    const input = this.#inputs.get(id);
    if (input === undefined || input.universeId !== ofUniverse) {
      return { refused: notFound(`The binary input "${path}" does not exist.`) };
    }
    if (input.universeId !== universeId) {
      const message = `The binary input "${path}" is not one of universe ${universeId}.`;
      return { refused: invalidArgument(message) };
    }
    if (isExpired(input)) {
      return { refused: notFound(`The binary input "${path}" has expired.`) };
    }
    if (input.bytes === undefined) {
      const message = `Nothing has been uploaded for the binary input "${path}".`;
      return { refused: failedPrecondition(message) };
    }
    return { bytes: input.bytes };
  }

  /** Where the body of a PUT goes, or the answer that refuses it. */
  openInput(id: string, signature: string): Slot | { refused: Answer } {
    const allowed = allow(this.#inputs.get(id), signature);
    if ('refused' in allowed) return allowed;
    const input = allowed.payload;
    const target = new Uint8Array(new SharedArrayBuffer(input.size));
    return {
      target,
      finish(bytes) {
        if (bytes !== input.size) {
          return storageError(
            400,
            'InvalidArgument',
            `The body has ${bytes} bytes; expected the ${input.size} that were announced.`,
          );
        }
        input.bytes = target;
        return { status: 200, body: '' };
      },
    };
  }

  /** Takes the binary output of a task; returns the URI where it can be fetched. */
  offerOutput(bytes: Uint8Array): string {
    this.#dropExpired();
    const id = randomUUID();
    const output = { ...this.#sign(), bytes };
    this.#outputs.set(id, output);
    return this.#uri('outputs', id, output);
  }

  /** Answers a GET of a binary output. */
  fetchOutput(id: string, signature: string): Answer {
    const allowed = allow(this.#outputs.get(id), signature);
    return 'refused' in allowed ? allowed.refused : ok(allowed.payload.bytes);
  }

  #sign(): Payload {
    return {
      signature: randomBytes(SIGNATURE_BYTES).toString('base64url'),
      expires: Date.now() + this.#lifetimeMs,
    };
  }

  #uri(folder: 'inputs' | 'outputs', id: string, { signature }: Payload): string {
    return `${this.origin}/${folder}/${id}?signature=${signature}`;
  }

  /** What has expired stays known, so that it can be called expired; its bytes go. */
  #dropExpired(): void {
    for (const payload of [...this.#inputs.values(), ...this.#outputs.values()]) {
      if (isExpired(payload)) delete payload.bytes;
    }
  }
}

function isExpired({ expires }: Payload): boolean {
  return Date.now() >= expires;
}

/** The payload, if this signature is its own and still holds good. */
function allow<Kind extends Payload>(
  payload: Kind | undefined,
  signature: string,
): { payload: Kind } | { refused: Answer } {
  if (payload === undefined || !isSame(signature, payload.signature)) return { refused: FORBIDDEN };
  return isExpired(payload) ? { refused: EXPIRED } : { payload };
}

function isSame(sent: string, expected: string): boolean {
  const [a, b] = [Buffer.from(sent), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The storage behind presigned URIs is no part of the API; that it spells errors as S3 does is a guess. */
export function storageError(status: number, code: string, message: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}

const FORBIDDEN = storageError(
  403,
  'SignatureDoesNotMatch',
  'The signature is not the one of this address.',
);

const EXPIRED = storageError(403, 'AccessDenied', 'Request has expired');
