// Users. The API key creates them, because sign-ups are limited to ten an hour. They are deleted at the end of the test file.

import { after } from 'node:test';
import * as environment from './environment.mjs';
import { anEmail, anId, PASSWORD } from '../../shared/values.mjs';

export * from '../../shared/values.mjs';

const created = new Set();

/** A request of a server, with the API key. */
export async function request(method, path, body) {
  const headers = {
    'content-type': 'application/json', 'x-appwrite-project': environment.project, 'x-appwrite-key': environment.key,
    'x-appwrite-response-format': '1.9.6',
  };
  const response = await fetch(environment.endpoint + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

export async function aUser() {
  const user = await request('POST', '/users', { userId: anId(), email: anEmail(), password: PASSWORD, name: 'Ada' });
  return remember(user.$id) && user;
}

/** Deletes a user at the end of the test file. */
export const remember = (id) => created.add(id);

/** The sessions of a user. */
export const sessionsOf = async ({ $id }) => (await request('GET', `/users/${$id}/sessions`)).sessions;

after(async () => {
  for (const id of created) await request('DELETE', `/users/${id}`);
});
