// Who may call: every method of the SDK, by every kind of caller that may not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http, users, usersAs } from './lib/clients.mjs';
import * as environment from './lib/environment.mjs';
import { anId, aUser, PASSWORD } from './lib/fixtures.mjs';
import { assertList, assertModel, assertSame } from './lib/models.mjs';
import { ALL } from './lib/operations.mjs';
import { assertGuest, assertKnown, assertNoUser, assertRefused } from './lib/refusals.mjs';

// Bad in every path and body: a refused caller is told about his key before anything else.
const BAD = { id: '-not-an-id', session: '-not-an-id', target: '-not-an-id' };

const all = async (caller, check, operations = ALL) => {
  for (const operation of operations) await check(operation.asObject(caller, BAD), operation);
};
const allRefused = (caller, type) => all(caller, (call) => assertKnown(call, type));

test('a caller without a key is a guest', () =>
  all(usersAs({ key: null }), (call, { scopes }) => assertGuest(call, ...scopes)));

test('a key of a kind that is not known is no key', () =>
  all(usersAs({ key: `unheard_${'0123456789abcdef'.repeat(16)}` }), (call, { scopes }) => assertGuest(call, ...scopes)));

test('a key that nobody made is not authorized', () =>
  allRefused(usersAs({ key: `standard_${'0123456789abcdef'.repeat(16)}` }), 'user_unauthorized'));

test('a key without the usual prefix that nobody made is not authorized', () =>
  allRefused(usersAs({ key: 'ab'.repeat(128) }), 'user_unauthorized'));

test('a key of another project is not authorized', () =>
  allRefused(usersAs({ key: environment.otherKey }), 'user_unauthorized'));

test('an expired key says so', () => allRefused(usersAs({ key: environment.expiredKey }), 'project_key_expired'));

test('a key without a project is told to name one', () => allRefused(usersAs({ project: null }), 'project_id_missing'));

test('a caller who names no project and has no key is a guest', () =>
  all(usersAs({ project: null, key: null }), (call, { scopes }) => assertGuest(call, ...scopes)));

test('an unknown project does not exist, whatever the key', async () => {
  for (const key of [environment.key, null]) await allRefused(usersAs({ project: anId(), key }), 'project_not_found');
});

test('a key that may only read may not write', () => {
  const role = `app.${environment.project}@service.${new URL(environment.endpoint).hostname} (role: applications)`;
  const writes = ALL.filter(({ scopes }) => scopes.includes('users.write'));
  return all(usersAs({ key: environment.readKey }), (call, { scopes }) => {
    const message = `${role} missing scopes (${JSON.stringify(scopes)})`;
    return assertRefused(call, 401, 'general_unauthorized_scope', message);
  }, writes);
});

test('a user who is signed in is none who may', async () => {
  const { $id: userId, email } = await aUser();
  const { secret } = await users.createSession({ userId });
  await all(usersAs({ key: null, setSession: secret }), (call, { scopes }) => {
    const message = `${email} (role: users) missing scopes (${JSON.stringify(scopes)})`;
    return assertRefused(call, 401, 'general_unauthorized_scope', message);
  });
});

test('a key goes before a session', async () => {
  const user = await aUser();
  const { secret } = await users.createSession({ userId: user.$id });
  assert.equal((await usersAs({ setSession: secret }).get(user.$id)).email, user.email);
});

test('a key that may only read may read everything', async () => {
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

test('a refused change changes nothing', async () => {
  const user = await aUser();
  const reader = usersAs({ key: environment.readKey });
  await assert.rejects(reader.updateName(user.$id, 'Changed'));
  await assert.rejects(reader.updateLabels(user.$id, ['changed']));
  await assert.rejects(reader.delete(user.$id));
  assertSame(await users.get(user.$id), user);
});

test('projects do not see each other', async () => {
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

test('a path that no route names is not found', async () => {
  const answer = await http('GET', `/users/${anId()}/nothing`);
  assert.deepEqual([answer.status, answer.json().type], [404, 'general_route_not_found']);
  assert.match(answer.json().message, /^Route not found\. /);
});

test('a client of today is not warned, one of tomorrow is', async () => {
  for (const [version, warned] of [['1.9.5', false], ['1.9.6', false], ['1.10.0', true], ['2.5.0', true]]) {
    const answer = await http('GET', '/users?total=false', { headers: { 'x-appwrite-response-format': version } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.has('x-appwrite-warning'), warned, version);
  }
});
