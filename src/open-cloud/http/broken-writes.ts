import type net from 'node:net';

type Done = (error?: Error | null) => void;

/**
 * Keeps a socket readable after a write to it failed. A server that refuses a long body answers and
 * closes the connection while the body is still being sent. Node.js destroys a socket when a write
 * fails, and the answer that has already arrived would be lost. So a failed write is never reported;
 * the end of the readable side shows how the exchange ended.
 *
 * This replaces `_write` and `_writev`, the hooks with which Node.js lets a stream implement its
 * writable side, on this one socket. undici needs a real `net.Socket`, so a wrapping stream is not
 * enough. Tried on Node.js 20.20 and 24.21; the tests of `connections.test.ts` cover it.
 */
export function keepReadableAfterBrokenWrite(socket: net.Socket): void {
  const unlessFailed =
    (done: Done): Done =>
    (error) => {
      if (!error || socket.destroyed) {
        done(error);
      }
    };
  /* oxlint-disable no-underscore-dangle -- Node.js gives these hooks their names. */
  const write = socket._write.bind(socket);
  const writev = socket._writev?.bind(socket);
  socket._write = (chunk, encoding, done) => write(chunk, encoding, unlessFailed(done));
  socket._writev = (chunks, done) => writev?.(chunks, unlessFailed(done));
  /* oxlint-enable no-underscore-dangle */
}
