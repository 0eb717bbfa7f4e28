// Clients: the SDK with its usual configuration, and plain HTTP for requests that the SDK cannot send.

import sdk from 'node-appwrite';
import * as environment from './environment.mjs';

/** The SDK's client; a setting of `null` is not set. Headers are sent with every call. */
function clientAs({ project = environment.project, key = environment.key, jwt = null, locale, headers = {} } = {}) {
  const client = new sdk.Client().setEndpoint(environment.endpoint);
  if (project !== null) client.setProject(project);
  if (key !== null) client.setKey(key);
  if (jwt !== null) client.setJWT(jwt);
  if (locale !== undefined) client.setLocale(locale);
  Object.entries(headers).forEach(([name, value]) => client.addHeader(name, value));
  return client;
}

/** The SDK's classes for a server. */
export const usersAs = (caller) => new sdk.Users(clientAs(caller));
export const teamsAs = (caller) => new sdk.Teams(clientAs(caller));
export const accountAs = (caller) => new sdk.Account(clientAs(caller));

/** With all scopes, in the project under test. */
export const users = usersAs();
export const teams = teamsAs();

/** A server that acts for a user, with a JWT and without an API key. */
export const forUser = (jwt) => ({ key: null, jwt });

/** The methods of one of the SDK's classes. */
export const methodsOf = (service) => Object.getOwnPropertyNames(sdk[service].prototype)
  .filter((name) => name !== 'constructor').sort();

/** A plain request with the API key that has all scopes; `body` is sent without changes. */
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
