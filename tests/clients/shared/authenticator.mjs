// An authenticator app: it shows a code every thirty seconds. The library that computes the codes is that of a suite.

/** How long a code is shown, in milliseconds. */
const STEP = 30_000;

/** An app that has read the `otpauth://` URI of an account with `otpauth`. */
export class Authenticator {
  #totp;

  constructor(totp) {
    this.#totp = totp;
  }

  /** The code of now, or of a number of steps later. */
  code(steps = 0) {
    return this.#totp.generate({ timestamp: Date.now() + steps * STEP });
  }

  /** A code that is not shown at any time near now. */
  wrongCode() {
    const near = [-3, -2, -1, 0, 1, 2, 3].map((steps) => this.code(steps));
    return Array.from({ length: 8 }, (_, number) => `00000${number}`).find((code) => !near.includes(code));
  }
}
