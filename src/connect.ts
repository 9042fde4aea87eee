import { checkBypass, getProxyUrl } from '@actions/http-client/lib/proxy';
import { fetchBinaryOutput } from './tasks/binary-output.ts';
import { InvalidInputError } from './inputs/invalid-input-error.ts';
import type { BinaryOutput } from './tasks/run-result.ts';
import { createRedactor } from './util/redact.ts';
import type { RequestRecord } from './open-cloud/http/send-request.ts';
import { luauExecution, type LuauExecution } from './open-cloud/client.ts';
import { placeUploads, type PlaceUploads } from './open-cloud/client.ts';
import {
  presignedTransfers,
  type PresignedTransfers,
} from './open-cloud/http/presigned-transfers.ts';
import type { OperationContext } from './util/operation-context.ts';
import { createTransport } from './open-cloud/http/transport.ts';

/** Roblox Open Cloud, as one step talks to it. */
export interface Cloud {
  readonly client: LuauExecution;
  readonly uploads: PlaceUploads;
  readonly transfers: PresignedTransfers;
  fetchBinaryOutput(uri: string, file: string): Promise<BinaryOutput>;
  /** Takes the key out of a text, as it is taken out of every answer. */
  readonly redactSecret: (text: string) => string;
  /** Ends every connection, so that none keeps the process alive. */
  close(): Promise<void>;
}

/**
 * Prepares to talk to Open Cloud; nothing is sent yet.
 *
 * @param options.keepSecret told of every presigned URI before anybody could print it
 * @throws {InvalidInput} where the proxy for it is none that can be used
 */
export function connectToOpenCloud(options: {
  readonly origin: string;
  readonly apiKey: string;
  readonly userAgent: string;
  readonly context: OperationContext;
  readonly onSecret: (secret: string) => void;
  /** Told of each request when it is over. */
  readonly onDone?: (record: RequestRecord) => void;
}): Cloud {
  const { origin, apiKey, userAgent, context, onSecret, onDone } = options;
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
    fetchBinaryOutput: (uri, file) => fetchBinaryOutput(uri, file, { transfers, context }),
    close: () => transport.close(),
  };
}

/**
 * The proxy for an origin, by the rules of GitHub's own toolkit.
 *
 * @throws {InvalidInput} where it is none that speaks HTTP, or cannot be read: going past it is not
 * what whoever named it wants
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
      // It may hold a password, so it is not shown.
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
