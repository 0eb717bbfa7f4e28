// Callers: the SDK as a user of it would set it up, and plain HTTP for what the SDK will not send.

import sdk from 'node-appwrite';
import * as environment from './environment.mjs';

/** The SDK's client; `null` leaves a setting out. Headers are sent with every call. */
function clientAs({ project = environment.project, key = environment.key, jwt = null, locale, headers = {} } = {}) {
  const client = new sdk.Client().setEndpoint(environment.endpoint);
  if (project !== null) client.setProject(project);
  if (key !== null) client.setKey(key);
  if (jwt !== null) client.setJWT(jwt);
  if (locale !== undefined) client.setLocale(locale);
  Object.entries(headers).forEach(([name, value]) => client.addHeader(name, value));
  return client;
}

/** The SDK's classes, as a server sets them up. */
export const usersAs = (who) => new sdk.Users(clientAs(who));
export const teamsAs = (who) => new sdk.Teams(clientAs(who));
export const accountAs = (who) => new sdk.Account(clientAs(who));

/** All scopes, the project under test. */
export const users = usersAs();
export const teams = teamsAs();

/** A server that acts for a user, with a JWT and without a key. */
export const forUser = (jwt) => ({ key: null, jwt });

/** The methods of one of the SDK's classes. */
export const methodsOf = (service) => Object.getOwnPropertyNames(sdk[service].prototype)
  .filter((name) => name !== 'constructor').sort();

/** One plain request with the key of all scopes; `body` is sent as it is. */
export async function http(method, path, { body, headers = {} } = {}) {
  const response = await fetch(environment.endpoint + path, {
    method,
    body,
    headers: {
      'content-type': 'application/json',
      'x-appwrite-project': environment.project,
      'x-appwrite-key': environment.key,
      ...headers,
    },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}
