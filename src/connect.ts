import { checkBypass, getProxyUrl } from '@actions/http-client/lib/proxy';
import { fetchBinaryOutput } from './tasks/binary-output.ts';
import { InvalidInputError } from './inputs/invalid-input-error.ts';
import type { BinaryOutput } from './tasks/run-result.ts';
import { createRedactor } from './util/redact.ts';
import type { RequestRecord } from './open-cloud/http/send-request.ts';
import {
  luauExecution,
  placeUploads,
  type LuauExecution,
  type PlaceUploads,
} from './open-cloud/client.ts';
import {
  presignedTransfers,
  type PresignedTransfers,
} from './open-cloud/http/presigned-transfers.ts';
import type { OperationContext } from './util/operation-context.ts';
import { createTransport } from './open-cloud/http/transport.ts';

/** The connection of one step to Open Cloud. */
export interface Cloud {
  readonly client: LuauExecution;
  readonly uploads: PlaceUploads;
  readonly transfers: PresignedTransfers;
  fetchBinaryOutput(uri: string, file: string): Promise<BinaryOutput>;
  /** Redacts the key in a text, as in every answer. */
  readonly redactSecret: (text: string) => string;
  /** Closes every connection, so that none keeps the process alive. */
  close(): Promise<void>;
}

/**
 * Prepares the connection to Open Cloud without sending a request.
 *
 * @param options.onSecret called with every presigned URI before anything could print it
 * @throws {InvalidInputError} if the proxy of the environment is unusable
 */
export function connectToOpenCloud(options: {
  readonly origin: string;
  readonly apiKey: string;
  readonly userAgent: string;
  readonly context: OperationContext;
  readonly onSecret: (secret: string) => void;
  /** The folders that no link may lead a binary output out of. */
  readonly roots?: readonly string[];
  /** Called after each request. */
  readonly onDone?: (record: RequestRecord) => void;
}): Cloud {
  const { origin, apiKey, userAgent, context, onSecret, roots = [], onDone } = options;
  const { clock } = context;
  const transport = createTransport({
    origin,
    apiKey,
    userAgent,
    proxy: proxyFor(origin),
    clock,
    onDone,
  });
  const transfers = presignedTransfers({ userAgent, proxyFor, clock, onDone });
  return {
    client: luauExecution(transport, onSecret),
    uploads: placeUploads(transport),
    transfers,
    redactSecret: createRedactor(apiKey),
    fetchBinaryOutput: (uri, file) => fetchBinaryOutput(uri, file, { transfers, context, roots }),
    close: () => transport.close(),
  };
}

/**
 * Finds the proxy for an origin by the rules of GitHub's own toolkit.
 *
 * @throws {InvalidInputError} if the proxy does not speak HTTP, or its URL is invalid. Bypassing a
 * configured proxy would ignore what the environment asks for
 */
function proxyFor(origin: string): URL | undefined {
  const url = new URL(origin);
  const isTls = url.protocol === 'https:';
  const variable = isTls ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const isNamed = [variable, variable.toLowerCase()].some((name) => process.env[name]);
  if (!isNamed || checkBypass(url)) {
    return undefined;
  }
  const proxy = readProxy(url);
  if (proxy?.protocol !== 'http:' && proxy?.protocol !== 'https:') {
    throw new InvalidInputError(
      variable,
      // The URL may contain a password.
      proxy === undefined ? 'is set, and is no URL' : `names a ${proxy.protocol} proxy`,
      'an http or https one, like http://proxy.example:8080, with a password percent-encoded',
    );
  }
  return proxy;
}

function readProxy(url: URL): URL | undefined {
  try {
    return getProxyUrl(url);
  } catch {
    return undefined;
  }
}
