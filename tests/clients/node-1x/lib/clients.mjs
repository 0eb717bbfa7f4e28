// Clients: the SDK with its usual configuration, and plain HTTP for requests that the SDK cannot send.

import { Account, Client, Teams, Users } from 'node-appwrite';
import * as environment from './environment.mjs';

/** The SDK's client; a setting of `null` is not set. `settings` calls other setters: `{ setSession: secret }`. */
function clientAs({ project = environment.project, key = environment.key, headers = {}, ...settings } = {}) {
  const client = new Client().setEndpoint(environment.endpoint);
  if (project !== null) client.setProject(project);
  if (key !== null) client.setKey(key);
  Object.entries(settings).forEach(([setter, value]) => client[setter](value));
  Object.entries(headers).forEach(([name, value]) => client.addHeader(name, value));
  return client;
}

/** The SDK's classes for a server. */
export const usersAs = (caller) => new Users(clientAs(caller));
export const teamsAs = (caller) => new Teams(clientAs(caller));
export const accountAs = (caller) => new Account(clientAs(caller));

/** With all scopes, in the project under test. */
export const users = usersAs();
export const teams = teamsAs();
export const account = accountAs();

/** The Account class of a server that acts for a user, without an API key. */
export const withSession = (session, more) => accountAs({ key: null, setSession: session, ...more });
export const withJwt = (jwt) => accountAs({ key: null, setJWT: jwt });

/** The methods of the SDK's Users class. */
export const METHODS = Object.getOwnPropertyNames(Users.prototype).filter((name) => name !== 'constructor').sort();

/** A plain request in 1.x with the API key that has all scopes; `body` is sent without changes. */
export async function http(method, path, { body, headers = {} } = {}) {
  const response = await fetch(environment.endpoint + path, {
    method,
    body,
    headers: {
      'content-type': 'application/json',
      'x-appwrite-project': environment.project,
      'x-appwrite-key': environment.key,
      'x-appwrite-response-format': '1.9.5',
      ...headers,
    },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}
