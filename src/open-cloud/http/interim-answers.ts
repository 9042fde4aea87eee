import type net from 'node:net';

const INTERIM = /^HTTP\/1\.1 1\d\d/;
const CONTINUE = 'HTTP/1.1 100';
const HEAD_END = '\r\n\r\n';

/**
 * Lets undici read `100 Continue` like every other interim answer. A proxy may send it although nobody
 * asked for it, and undici takes it for a broken answer, but it skips `102 Processing`. So this
 * replaces the one status with the other in what one socket reads.
 *
 * It looks only at the first bytes after a write, so that bodies stay as they are.
 */
export function acceptContinue(socket: net.Socket): void {
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  const read = socket.read.bind(socket);
  let expectsHead = false;
  /** The first bytes of an answer, too few to tell. */
  let held = Buffer.alloc(0);
  socket.write = (...given: unknown[]) => {
    expectsHead = true;
    return write(...given);
  };
  socket.read = (size?: number): Buffer | null => {
    const chunk = read(size) as Buffer | null;
    if (chunk === null || !expectsHead) {
      return chunk;
    }
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const rest = replaceContinue(bytes);
    if (rest.length > 0 && rest.length < CONTINUE.length && isBeginning(rest)) {
      held = Buffer.from(rest);
      return bytes.length === rest.length ? null : bytes.subarray(0, bytes.length - rest.length);
    }
    held = Buffer.alloc(0);
    expectsHead = rest.length === 0;
    return bytes;
  };
}

function isBeginning(bytes: Buffer): boolean {
  return CONTINUE.startsWith(bytes.toString('latin1'));
}

/** Replaces the status in the interim answers at the start; returns what follows them. */
function replaceContinue(bytes: Buffer): Buffer {
  let rest = bytes;
  for (;;) {
    const head = rest.toString('latin1', 0, CONTINUE.length);
    if (!INTERIM.test(head)) {
      return rest;
    }
    if (head === CONTINUE) {
      rest.write('102', CONTINUE.length - '100'.length, 'latin1');
    }
    const end = rest.indexOf(HEAD_END);
    // The rest of its headers comes later; nothing in them looks like a second answer's start.
    rest = end < 0 ? rest.subarray(rest.length) : rest.subarray(end + HEAD_END.length);
  }
}
