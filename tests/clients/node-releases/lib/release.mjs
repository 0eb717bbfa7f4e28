// One release of the SDK, called by parameter names, whatever its methods take: positional parameters in any order, or one object.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as environment from './environment.mjs';

const load = createRequire(import.meta.url);

export class Release {
  constructor(version) {
    this.sdk = load(`node-appwrite-${version}`);
    this.client = this.#client().setKey(environment.key);
    this.user = null;
  }

  #client() {
    return new this.sdk.Client().setEndpoint(environment.endpoint).setProject(environment.project);
  }

  /** The response format that the release sends with every call. */
  get format() {
    const [, format] = Object.entries(this.client.headers)
      .find(([name]) => name.toLowerCase() === 'x-appwrite-response-format') ?? [];
    return format;
  }

  /** Later calls of the user carry this JWT. */
  signIn(jwt) {
    this.user = this.#client().setJWT(jwt);
  }

  /** The first of these names, each `service.method`, that the release has; without one, undefined. */
  find(names) {
    return names.find((name) => typeof this.#method(name)?.method === 'function');
  }

  #method(name, client = this.client) {
    const [service, method] = name.split('.');
    const Service = this.sdk[service[0].toUpperCase() + service.slice(1)];
    if (Service === undefined) return undefined;
    const instance = new Service(client);
    return { instance, method: instance[method] };
  }

  /** Calls a method. Fails if a parameter is neither one of the method's nor optional. */
  async call(name, { params, optional, asUser }) {
    const { instance, method } = this.#method(name, asUser ? this.user : this.client);
    const names = parametersOf(method);
    // Since 2025 the first parameter can be an object with all others.
    if (names[0] === 'paramsOrFirst') return method.call(instance, params);
    const unknown = Object.keys(params).filter((param) => !names.includes(param) && !optional.includes(param));
    assert.deepEqual(unknown, [], `${name}(${names}) does not have these parameters`);
    return method.call(instance, ...names.map((param) => params[param]));
  }
}

/** The names of a function's parameters, in order, from its source. */
function parametersOf(method) {
  const [, list] = /^[^(]*\(([^)]*)\)/.exec(method.toString());
  return list.split(',').map((part) => part.split('=')[0].trim()).filter((name) => name !== '');
}
