// DELETE /users/{userId}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http, users } from './lib/clients.mjs';
import { anId, aPhone, aTag, aUser, remember, PASSWORD } from './lib/fixtures.mjs';
import { assertNoUser, assertError } from './lib/errors.mjs';

test('a user is deleted once and then unknown', async () => {
  const { $id } = await aUser();
  await users.delete($id);
  await assertNoUser(users.get($id));
  await assertNoUser(users.getPrefs($id));
  await assertNoUser(users.delete($id));
});

test('the answer to a deletion is 204 without a body and without a JSON content type', async () => {
  const { $id } = await aUser();
  const answer = await http('DELETE', `/users/${$id}`, { body: '{}' });
  assert.deepEqual([answer.status, answer.text], [204, '']);
  assert.ok(answer.headers.get('content-type'), 'some SDKs fail without a content type');
  assert.doesNotMatch(answer.headers.get('content-type'), /json/i);
});

test('a deleted user is in no list and is an invalid cursor', async () => {
  const tag = aTag();
  const [first, second] = [await aUser({ name: tag }), await aUser({ name: tag })];
  await users.delete(first.$id);
  assert.deepEqual((await users.list(tag)).users.map(({ $id }) => $id), [second.$id]);
  const message = `User '${first.$id}' for the 'cursor' value not found.`;
  const call = users.list(undefined, 25, 0, first.$id);
  await assertError(call, 400, 'general_cursor_not_found', message);
});

test('other users can have the email and phone of a deleted user at once', async () => {
  const user = await aUser();
  const phone = aPhone();
  await users.updatePhone(user.$id, phone);
  await users.delete(user.$id);
  const next = await aUser({ email: user.email });
  assert.equal((await users.updatePhone(next.$id, phone)).phone, phone);
});

test('a new user of the same id has no data of the deleted one', async () => {
  const id = anId();
  const old = await aUser({ id, name: `Old ${aTag()}` });
  await users.updatePhone(id, aPhone());
  await users.updatePrefs(id, { k: 'x'.repeat(2000) });
  await users.updateEmailVerification(id, true);
  await users.updateStatus(id, false);
  await users.delete(id);

  const recreated = remember(await users.create(id, old.email, PASSWORD, 'New'));
  const now = recreated.$createdAt;
  assert.deepEqual(recreated, {
    $id: id, $createdAt: now, $updatedAt: now, name: 'New', registration: now, status: true, passwordUpdate: now,
    email: old.email, phone: '', emailVerification: false, phoneVerification: false, prefs: {},
  });
  assert.deepEqual(await users.get(id), recreated);
  assert.deepEqual(await users.getPrefs(id), {});
  assert.deepEqual(await users.getSessions(id), { total: 0, sessions: [] });
  assert.deepEqual(await users.getMemberships(id), { total: 0, memberships: [] });
  assert.deepEqual((await users.list(old.name)).users, []);

  const { total, logs } = await users.getLogs(id);
  assert.deepEqual([total, logs.map(({ event }) => event)], [1, [`users.${id}.create`]]);
});
