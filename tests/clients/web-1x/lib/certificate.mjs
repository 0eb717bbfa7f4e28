// A self-signed certificate. Without HTTPS a browser does not store the cookie of a session, which is `Secure`.
//
// Node creates keys but no certificates, so the few structures of X.509 are written here (RFC 5280, section 4.1).

import { generateKeyPairSync, sign } from 'node:crypto';

const YEAR = 365 * 24 * 3600 * 1000;
const [INTEGER, BITS, OID, TEXT, TIME, SEQUENCE, SET, VERSION] = [0x02, 0x03, 0x06, 0x0c, 0x17, 0x30, 0x31, 0xa0];

/** A value of DER: its type, its length, its content. */
function der(type, ...parts) {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const bytes = content.length.toString(16);
  const long = Buffer.from(bytes.padStart(bytes.length + (bytes.length % 2), '0'), 'hex');
  const length = content.length < 128 ? Buffer.from([content.length]) : Buffer.concat([Buffer.from([0x80 + long.length]), long]);
  return Buffer.concat([Buffer.from([type]), length, content]);
}

const time = (at) => der(TIME, new Date(at).toISOString().slice(2, 19).replace(/[-:T]/g, '') + 'Z');

/** ecdsa-with-SHA256 and commonName. */
const ALGORITHM = der(SEQUENCE, der(OID, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));
const nameOf = (text) => der(SEQUENCE, der(SET, der(SEQUENCE, der(OID, [0x55, 0x04, 0x03]), der(TEXT, text))));

/** A new key, and its certificate for a year, both in PEM. */
export function certificate() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [name, now] = [nameOf('shop.test'), Date.now()];
  const content = der(
    SEQUENCE, der(VERSION, der(INTEGER, [2])), der(INTEGER, [1]), ALGORITHM, name,
    der(SEQUENCE, time(now - YEAR), time(now + YEAR)), name, publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', content, privateKey);
  const text = der(SEQUENCE, content, ALGORITHM, der(BITS, [0], signature)).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: `-----BEGIN CERTIFICATE-----\n${text.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}
