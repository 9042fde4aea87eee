import { generateKeyPairSync, sign } from 'node:crypto';
import type { Identity } from '../support/loopback-service.ts';

// Node.js reads certificates and makes none, so these few structures are written here (RFC 5280).

const EC_WITH_SHA256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'));

/** Makes a certificate that vouches for itself, good for these names on this day and the next. */
export function certifyItself(names: readonly string[]): Identity {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(
    element(0x31, sequence(Buffer.from('0603550403', 'hex'), element(0x0c, names[0] ?? ''))),
  );
  const DAY_MS = 86_400_000;
  const toBeSigned = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, Buffer.from([1])),
    EC_WITH_SHA256,
    name,
    sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(alternativeNames(names))),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const certificate = sequence(
    toBeSigned,
    EC_WITH_SHA256,
    element(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

function alternativeNames(names: readonly string[]): Buffer {
  const list = sequence(...names.map((name) => element(0x82, name)));
  return sequence(Buffer.from('0603551d11', 'hex'), element(0x04, list));
}

function time(ms: number): Buffer {
  return element(0x17, `${new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14)}Z`);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

function element(tag: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  const { length } = bytes;
  const size = length < 128 ? [length] : [0x82, Math.floor(length / 256), length % 256];
  return Buffer.concat([Buffer.from([tag, ...size]), bytes]);
}
