// Callers: the SDK as a user of it would set it up, and plain HTTP for what the SDK will not send.

import sdk from 'node-appwrite';
import * as environment from './environment.mjs';

/** The SDK's Users class; `null` leaves a setting out. Headers are sent with every call. */
export function usersAs({ project = environment.project, key = environment.key, locale, headers = {} } = {}) {
  const client = new sdk.Client().setEndpoint(environment.endpoint);
  if (project !== null) client.setProject(project);
  if (key !== null) client.setKey(key);
  if (locale !== undefined) client.setLocale(locale);
  Object.entries(headers).forEach(([name, value]) => client.addHeader(name, value));
  return new sdk.Users(client);
}

/** All scopes, the project under test. */
export const users = usersAs();

/** The methods of the SDK's Users class. */
export const sdkMethods = Object.getOwnPropertyNames(sdk.Users.prototype).filter((name) => name !== 'constructor');

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
