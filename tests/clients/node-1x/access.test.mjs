// Authentication: every method of the SDK, with every kind of caller without the right.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http, users, usersAs } from './lib/clients.mjs';
import * as environment from './lib/environment.mjs';
import { anId, aUser, PASSWORD } from './lib/fixtures.mjs';
import { assertList, assertModel, assertSame } from './lib/models.mjs';
import { ALL } from './lib/operations.mjs';
import { assertGuest, assertErrorType, assertNoUser, assertError } from './lib/errors.mjs';

// Invalid in every path and body: the caller is checked before the parameters.
const INVALID = { id: '-not-an-id', session: '-not-an-id', target: '-not-an-id' };

const all = async (caller, check, operations = ALL) => {
  for (const operation of operations) await check(operation.asObject(caller, INVALID), operation);
};
const allRejected = (caller, type) => all(caller, (call) => assertErrorType(call, type));

test('a caller without an API key is a guest', () =>
  all(usersAs({ key: null }), (call, { scopes }) => assertGuest(call, ...scopes)));

test('an API key of an unknown kind counts as missing', () =>
  all(usersAs({ key: `unheard_${'0123456789abcdef'.repeat(16)}` }), (call, { scopes }) => assertGuest(call, ...scopes)));

test('an unknown API key is rejected', () =>
  allRejected(usersAs({ key: `standard_${'0123456789abcdef'.repeat(16)}` }), 'user_unauthorized'));

test('an unknown API key without prefix is rejected', () =>
  allRejected(usersAs({ key: 'ab'.repeat(128) }), 'user_unauthorized'));

test('an API key of another project is rejected', () =>
  allRejected(usersAs({ key: environment.otherKey }), 'user_unauthorized'));

test('an expired API key is rejected', () =>
  allRejected(usersAs({ key: environment.expiredKey }), 'project_key_expired'));

test('an API key without a project is rejected', () => allRejected(usersAs({ project: null }), 'project_id_missing'));

test('a caller without a project and an API key is a guest', () =>
  all(usersAs({ project: null, key: null }), (call, { scopes }) => assertGuest(call, ...scopes)));

test('an unknown project is 404 with and without an API key', async () => {
  for (const key of [environment.key, null]) await allRejected(usersAs({ project: anId(), key }), 'project_not_found');
});

test('an API key with the read scope cannot write', () => {
  const role = `app.${environment.project}@service.${new URL(environment.endpoint).hostname} (role: applications)`;
  const writes = ALL.filter(({ scopes }) => scopes.includes('users.write'));
  return all(usersAs({ key: environment.readKey }), (call, { scopes }) => {
    const message = `${role} missing scopes (${JSON.stringify(scopes)})`;
    return assertError(call, 401, 'general_unauthorized_scope', message);
  }, writes);
});

test('a signed-in user is rejected', async () => {
  const { $id: userId, email } = await aUser();
  const { secret } = await users.createSession({ userId });
  await all(usersAs({ key: null, setSession: secret }), (call, { scopes }) => {
    const message = `${email} (role: users) missing scopes (${JSON.stringify(scopes)})`;
    return assertError(call, 401, 'general_unauthorized_scope', message);
  });
});

test('an API key takes precedence over a session', async () => {
  const user = await aUser();
  const { secret } = await users.createSession({ userId: user.$id });
  assert.equal((await usersAs({ setSession: secret }).get(user.$id)).email, user.email);
});

test('an API key with the read scope can read everything', async () => {
  const { $id: userId } = await aUser();
  const reader = usersAs({ key: environment.readKey });
  assertList(await reader.list({ total: false }), 'users', 'user');
  assertModel('user', await reader.get({ userId }));
  assertSame(await reader.getPrefs({ userId }), {});
  assertList(await reader.listSessions({ userId }), 'sessions', 'session');
  assertList(await reader.listMemberships({ userId }), 'memberships', 'membership');
  assertList(await reader.listLogs({ userId }), 'logs', 'log');
  assertList(await reader.listTargets({ userId }), 'targets', 'target');
  assertList(await reader.listIdentities(), 'identities', 'identity');
  assertModel('factors', await reader.listMfaFactors({ userId }));
});

test('a rejected change changes nothing', async () => {
  const user = await aUser();
  const reader = usersAs({ key: environment.readKey });
  await assert.rejects(reader.updateName(user.$id, 'Changed'));
  await assert.rejects(reader.updateLabels(user.$id, ['changed']));
  await assert.rejects(reader.delete(user.$id));
  assertSame(await users.get(user.$id), user);
});

test('projects are isolated from each other', async () => {
  const ours = await aUser();
  const others = usersAs({ project: environment.otherProject, key: environment.otherKey });
  await assertNoUser(others.get(ours.$id));
  await assertNoUser(others.updateLabels(ours.$id, ['theirs']));
  await assertNoUser(others.delete(ours.$id));

  const theirs = await others.create(ours.$id, ours.email, undefined, PASSWORD, 'Somebody else');
  assert.equal(theirs.email, ours.email);
  await others.delete(ours.$id);
  assertSame(await users.get(ours.$id), ours);
});

test('an unknown path is 404', async () => {
  const answer = await http('GET', `/users/${anId()}/nothing`);
  assert.deepEqual([answer.status, answer.json().type], [404, 'general_route_not_found']);
  assert.match(answer.json().message, /^Route not found\. /);
});

test('a client of a version that was tried gets no warning, and one of a later version does', async () => {
  for (const [version, warning] of [['1.9.5', false], ['1.9.6', false], ['2.6.2', false], ['3.0.0', true]]) {
    const answer = await http('GET', '/users?total=false', { headers: { 'x-appwrite-response-format': version } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.has('x-appwrite-warning'), warning, version);
  }
});
