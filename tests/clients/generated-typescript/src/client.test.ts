// Calls with the generated types: `tsc` checks that they fit the document, and the tests that the answers do.

import createClient from 'openapi-fetch';
import type { components, paths } from '../generated/api.js';
import { assert, environment, test, values } from './platform.js';

type Schemas = components['schemas'];

/** A client of one dialect. */
const clientOf = (format: string) => createClient<paths>({
  baseUrl: environment.endpoint,
  headers: {
    'X-Appwrite-Project': environment.project,
    'X-Appwrite-Key': environment.key,
    'X-Appwrite-Response-Format': format,
  },
});

/** Deletes a user. */
const remove = (userId: string) =>
  clientOf('1.9.6').DELETE('/users/{userId}', { params: { path: { userId } } });

test('a user of the 1.x dialect has the type that the document says', async () => {
  const client = clientOf('1.9.6');
  const [userId, email] = [values.anId(), values.anEmail()];
  const { data, response } = await client.POST('/users', { body: { userId, email, name: 'Ada' } });
  assert.equal(response.status, 201);
  const user = data as Schemas['User'];
  const labels: string[] = user.labels;
  const created: string = user.$createdAt;
  assert.deepEqual([user.$id, user.email, labels], [userId, email, []]);
  assert.match(created, /^\d{4}-\d{2}-\d{2}T/);

  const listed = await client.GET('/users', { params: { query: { search: email } } });
  const { total, users } = listed.data as { total: number; users: Schemas['User'][] };
  assert.deepEqual([total, users[0]?.$id], [1, userId]);
  await remove(userId);
});

test('a user of the 0.15 dialect has the type that the document says', async () => {
  const client = clientOf('0.15.0');
  const [userId, email] = [values.anId(), values.anEmail()];
  const body: Schemas['NewUser0_15'] = { userId, email, password: values.PASSWORD };
  const { data, response } = await client.POST('/users', { body });
  assert.equal(response.status, 201);
  const user = data as Schemas['User0_15'];
  const created: number = user.$createdAt;
  assert.deepEqual([user.$id, user.email, Number.isInteger(created)], [userId, email, true]);
  await remove(userId);
});

test('an error has the type that the document says', async () => {
  const { error, response } = await clientOf('1.9.6').GET('/users/{userId}', {
    params: { path: { userId: values.anId() } },
  });
  const { type, code }: { type?: string; code: number } = error ?? { code: 0 };
  assert.deepEqual([response.status, code, type], [404, 404, 'user_not_found']);
});
