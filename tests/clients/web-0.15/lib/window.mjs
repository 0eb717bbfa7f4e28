// The part of a browser that the web SDK looks for: `window`, with a `localStorage` for each visitor.
//
// The SDK is loaded as it is published. In Node its transport (cross-fetch) keeps no cookies: so the session travels in
// X-Fallback-Cookies, as in a browser that refuses cookies of other sites.

import { AsyncLocalStorage } from 'node:async_hooks';

const visit = new AsyncLocalStorage();

/** What a page keeps in a browser. */
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
  /** That of the visitor whose call is under way. */
  get localStorage() {
    return visit.getStore();
  },
  // The SDK warns at each sign-in that it keeps the session here.
  console: { warn() {} },
};

/** The same object, whose methods see this storage. */
export const withStorage = (storage, service) => new Proxy(service, {
  get: (target, name) => (...params) => visit.run(storage, () => target[name](...params)),
});
