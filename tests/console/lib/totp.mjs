// The codes of an authenticator app (RFC 6238), for tests of second factors.

import { createHmac } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of a secret in base32, at a time in milliseconds. */
export function codeOf(secret, time = Date.now()) {
  const bits = [...secret].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(time / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const part = digest.readUInt32BE(digest[19] & 15) & 0x7fff_ffff;
  return String(part % 1_000_000).padStart(6, '0');
}
