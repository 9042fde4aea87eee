import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server whose answers a test writes by itself, byte by byte if needed. */
export interface RawServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts a server on loopback; `answer` gets each request before its body has arrived. */
export async function startRawServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<RawServer> {
  const server = createServer((request, response) => {
    request.on('error', () => {}); // A client that gave up.
    response.on('error', () => {});
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
