// Who may call: every method of the SDK, by every kind of caller that may not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http, methodsOf, users, usersAs } from './lib/clients.mjs';
import * as environment from './lib/environment.mjs';
import { anId, aUser, PASSWORD } from './lib/fixtures.mjs';
import { assertList, assertModel } from './lib/models.mjs';
import { ALL } from './lib/operations.mjs';
import { assertNoUser, assertRefused } from './lib/refusals.mjs';

// Bad in every path and body: a refused caller is told about his key before anything else.
const BAD_ID = '-not-an-id';

const refusedAll = async (caller, code, type, message, operations = ALL) => {
  for (const { scope, call } of operations) {
    await assertRefused(call(caller, BAD_ID), code, type, message(scope));
  }
};

const asGuest = (caller) =>
  refusedAll(caller, 401, 'general_unauthorized_scope', (scope) => `User (role: guest) missing scope (${scope})`);

test('every method of the SDK is tried here', () => {
  assert.equal(ALL.length, 18);
  assert.deepEqual(ALL.map(({ method }) => method).sort(), methodsOf('Users'));
});

test('a caller without a key is a guest', () => asGuest(usersAs({ key: null })));

test('a key that nobody made is no key', () => asGuest(usersAs({ key: `standard_${'0123456789abcdef'.repeat(16)}` })));

test('a key without the usual prefix that nobody made is no key', () => asGuest(usersAs({ key: 'ab'.repeat(128) })));

test('a key of another project is no key', () => asGuest(usersAs({ key: environment.otherKey })));

test('a caller who names no project is a guest, whatever his key', () => asGuest(usersAs({ project: null })));

test('an expired key says so', () =>
  refusedAll(usersAs({ key: environment.expiredKey }), 401, 'project_key_expired', () => 'Project key expired'));

test('an unknown project does not exist, whatever the key', async () => {
  for (const key of [environment.key, null]) {
    const caller = usersAs({ project: anId(), key });
    await refusedAll(caller, 404, 'project_not_found', () => 'Project not found');
  }
});

test('a key that may only read may not write', () => {
  const role = `app.${environment.project}@service.${new URL(environment.endpoint).hostname} (role: application)`;
  const writes = ALL.filter(({ scope }) => scope === 'users.write');
  const caller = usersAs({ key: environment.readKey });
  return refusedAll(caller, 401, 'general_unauthorized_scope', (scope) => `${role} missing scope (${scope})`, writes);
});

test('a key that may only read may read everything', async () => {
  const { $id: id } = await aUser();
  const reader = usersAs({ key: environment.readKey });
  assertList(await reader.list(), 'users', 'user');
  assertModel('user', await reader.get(id));
  assert.deepEqual(await reader.getPrefs(id), {});
  assertList(await reader.getSessions(id), 'sessions', 'session');
  assertList(await reader.getMemberships(id), 'memberships', 'membership');
  assertList(await reader.getLogs(id), 'logs', 'log');
});

test('a missing scope is told before a missing user', async () => {
  const guest = usersAs({ key: null });
  const message = 'User (role: guest) missing scope (users.read)';
  await assertRefused(guest.get(anId()), 401, 'general_unauthorized_scope', message);
});

test('a refused change changes nothing', async () => {
  const user = await aUser();
  const reader = usersAs({ key: environment.readKey });
  await assert.rejects(reader.updateName(user.$id, 'Changed'));
  await assert.rejects(reader.delete(user.$id));
  assert.deepEqual(await users.get(user.$id), user);
});

test('projects do not see each other', async () => {
  const ours = await aUser();
  const others = usersAs({ project: environment.otherProject, key: environment.otherKey });
  await assertNoUser(others.get(ours.$id));
  await assertNoUser(others.delete(ours.$id));

  const theirs = await others.create(ours.$id, ours.email, PASSWORD, 'Somebody else');
  assert.equal(theirs.email, ours.email);
  assert.deepEqual(await users.get(ours.$id), ours);
  await others.delete(ours.$id);
  assert.deepEqual(await users.get(ours.$id), ours);
});

test('a refusal is not cached and says JSON', async () => {
  const answer = await http('GET', '/users', { headers: { 'x-appwrite-key': '' } });
  assert.equal(answer.status, 401);
  assert.match(answer.headers.get('content-type'), /^application\/json; charset=UTF-8$/i);
  assert.equal(answer.headers.get('cache-control'), 'no-cache, no-store, must-revalidate');
  assert.equal(answer.headers.get('expires'), '0');
  assert.equal(answer.headers.get('pragma'), 'no-cache');
});
