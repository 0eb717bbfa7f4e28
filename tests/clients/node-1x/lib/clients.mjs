// Callers: the SDK as a user of it would set it up, and plain HTTP for what the SDK will not send.

import { Account, Client, Teams, Users } from 'node-appwrite';
import * as environment from './environment.mjs';

/** The SDK's client; `null` leaves a setting out. `settings` are further ones of its own: `{ setSession: secret }`. */
function clientAs({ project = environment.project, key = environment.key, headers = {}, ...settings } = {}) {
  const client = new Client().setEndpoint(environment.endpoint);
  if (project !== null) client.setProject(project);
  if (key !== null) client.setKey(key);
  Object.entries(settings).forEach(([setter, value]) => client[setter](value));
  Object.entries(headers).forEach(([name, value]) => client.addHeader(name, value));
  return client;
}

/** The SDK's classes, as a server sets them up. */
export const usersAs = (who) => new Users(clientAs(who));
export const teamsAs = (who) => new Teams(clientAs(who));
export const accountAs = (who) => new Account(clientAs(who));

/** All scopes, the project under test. */
export const users = usersAs();
export const teams = teamsAs();
export const account = accountAs();

/** The Account class for a user: what a server sets up that acts for him, without a key. */
export const withSession = (session, more) => accountAs({ key: null, setSession: session, ...more });
export const withJwt = (jwt) => accountAs({ key: null, setJWT: jwt });

/** The methods of the SDK's Users class. */
export const METHODS = Object.getOwnPropertyNames(Users.prototype).filter((name) => name !== 'constructor').sort();

/** One plain request of today's dialect with the key of all scopes; `body` is sent as it is. */
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
