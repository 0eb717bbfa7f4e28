// Authentication: every method of the SDK, with every kind of caller without the right.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http, methodsOf, users, usersAs } from './lib/clients.mjs';
import * as environment from './lib/environment.mjs';
import { anId, aUser, PASSWORD } from './lib/fixtures.mjs';
import { assertList, assertModel } from './lib/models.mjs';
import { ALL } from './lib/operations.mjs';
import { assertNoUser, assertError } from './lib/errors.mjs';

// Invalid in every path and body: the caller is checked before the parameters.
const INVALID_ID = '-not-an-id';

const allRejected = async (caller, code, type, message, operations = ALL) => {
  for (const { scope, call } of operations) {
    await assertError(call(caller, INVALID_ID), code, type, message(scope));
  }
};

const asGuest = (caller) =>
  allRejected(caller, 401, 'general_unauthorized_scope', (scope) => `User (role: guest) missing scope (${scope})`);

test('every method of the SDK is tested', () => {
  assert.equal(ALL.length, 18);
  assert.deepEqual(ALL.map(({ method }) => method).sort(), methodsOf('Users'));
});

test('a caller without an API key is a guest', () => asGuest(usersAs({ key: null })));

test('an unknown API key counts as missing', () =>
  asGuest(usersAs({ key: `standard_${'0123456789abcdef'.repeat(16)}` })));

test('an unknown API key without prefix counts as missing', () => asGuest(usersAs({ key: 'ab'.repeat(128) })));

test('an API key of another project counts as missing', () => asGuest(usersAs({ key: environment.otherKey })));

test('a caller without a project is a guest with every API key', () => asGuest(usersAs({ project: null })));

test('an expired API key is rejected', () =>
  allRejected(usersAs({ key: environment.expiredKey }), 401, 'project_key_expired', () => 'Project key expired'));

test('an unknown project is 404 with and without an API key', async () => {
  for (const key of [environment.key, null]) {
    const caller = usersAs({ project: anId(), key });
    await allRejected(caller, 404, 'project_not_found', () => 'Project not found');
  }
});

test('an API key with the read scope cannot write', () => {
  const role = `app.${environment.project}@service.${new URL(environment.endpoint).hostname} (role: application)`;
  const writes = ALL.filter(({ scope }) => scope === 'users.write');
  const caller = usersAs({ key: environment.readKey });
  return allRejected(caller, 401, 'general_unauthorized_scope', (scope) => `${role} missing scope (${scope})`, writes);
});

test('an API key with the read scope can read everything', async () => {
  const { $id: id } = await aUser();
  const reader = usersAs({ key: environment.readKey });
  assertList(await reader.list(), 'users', 'user');
  assertModel('user', await reader.get(id));
  assert.deepEqual(await reader.getPrefs(id), {});
  assertList(await reader.getSessions(id), 'sessions', 'session');
  assertList(await reader.getMemberships(id), 'memberships', 'membership');
  assertList(await reader.getLogs(id), 'logs', 'log');
});

test('a missing scope takes precedence over an unknown user', async () => {
  const guest = usersAs({ key: null });
  const message = 'User (role: guest) missing scope (users.read)';
  await assertError(guest.get(anId()), 401, 'general_unauthorized_scope', message);
});

test('a rejected change changes nothing', async () => {
  const user = await aUser();
  const reader = usersAs({ key: environment.readKey });
  await assert.rejects(reader.updateName(user.$id, 'Changed'));
  await assert.rejects(reader.delete(user.$id));
  assert.deepEqual(await users.get(user.$id), user);
});

test('projects are isolated from each other', async () => {
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

test('an error is JSON and is not cached', async () => {
  const answer = await http('GET', '/users', { headers: { 'x-appwrite-key': '' } });
  assert.equal(answer.status, 401);
  assert.match(answer.headers.get('content-type'), /^application\/json; charset=UTF-8$/i);
  assert.equal(answer.headers.get('cache-control'), 'no-cache, no-store, must-revalidate');
  assert.equal(answer.headers.get('expires'), '0');
  assert.equal(answer.headers.get('pragma'), 'no-cache');
});
