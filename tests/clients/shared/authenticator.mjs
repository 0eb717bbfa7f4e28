// An authenticator app: it shows a code of six digits every thirty seconds (RFC 6238, with SHA-1).

import { createHmac } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** How long a code is shown, in milliseconds. */
const STEP = 30_000;

/** An app into which somebody has typed a secret in base 32 (RFC 4648). */
export class Authenticator {
  #key;

  constructor(secret) {
    const bits = [...secret].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
    this.#key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  }

  /** The code that is shown at a time, in milliseconds since the epoch. */
  codeAt(time) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(time / STEP)));
    const hash = createHmac('sha1', this.#key).update(counter).digest();
    const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, '0');
  }

  /** The code of now, or of a number of steps later. */
  code(steps = 0) {
    return this.codeAt(Date.now() + steps * STEP);
  }

  /** A code that is not shown at any time near now. */
  wrongCode() {
    const near = [-3, -2, -1, 0, 1, 2, 3].map((steps) => this.code(steps));
    return Array.from({ length: 8 }, (_, number) => `00000${number}`).find((code) => !near.includes(code));
  }
}
