// The part of a browser that the web SDK uses: `window`, with a `localStorage` for each visitor.
//
// The SDK is loaded as it is published. In Node its transport (cross-fetch) stores no cookies, so the session is sent
// in X-Fallback-Cookies, as in a browser that rejects cookies of other sites.

import { AsyncLocalStorage } from 'node:async_hooks';

const visit = new AsyncLocalStorage();

/** The storage of a web page. */
export class Storage {
  #items = new Map();

  getItem(key) {
    return this.#items.get(String(key)) ?? null;
  }

  setItem(key, value) {
    this.#items.set(String(key), String(value));
  }
}

globalThis.window = {
  /** The storage of the visitor whose call is running. */
  get localStorage() {
    return visit.getStore();
  },
  // The SDK warns at each sign-in that it stores the session here.
  console: { warn() {} },
};

/** The same object with methods that use this storage. */
export const withStorage = (storage, service) => new Proxy(service, {
  get: (target, name) => (...params) => visit.run(storage, () => target[name](...params)),
});
