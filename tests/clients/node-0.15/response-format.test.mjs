// X-Appwrite-Response-Format: the answers to clients before 0.15. Those of 1.x are in ../node-1x. The tests use plain
// HTTP, because each SDK sends only one version.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { http, users } from './lib/clients.mjs';
import { aMember, anEmail, anId, aTeam, aUser, PASSWORD, remember } from './lib/fixtures.mjs';

let user;
let member;
before(async () => {
  [user, member] = [await aUser(), await aUser()];
  await aMember(await aTeam(), { email: member.email });
});

const as = async (version, method, path, body) => {
  const headers = version === undefined ? {} : { 'x-appwrite-response-format': version };
  const answer = await http(method, path, { headers, body: body && JSON.stringify(body) });
  return answer.json();
};
const get = (version, path) => as(version, 'GET', path);
const without = (object, ...names) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

test('no header, 0.15.0 and 0.15.3 get the same dialect', async () => {
  for (const version of [undefined, '0.15.0', '0.15.3']) {
    assert.deepEqual(await get(version, `/users/${user.$id}`), user);
  }
});

test('an older client gets no warning', async () => {
  const answer = await http('GET', `/users/${user.$id}`, { headers: { 'x-appwrite-response-format': '0.15.0' } });
  assert.equal(answer.headers.get('x-appwrite-warning'), null);
});

test('0.14.0: users and memberships have no dates', async () => {
  const expected = without(user, '$createdAt', '$updatedAt');
  assert.deepEqual(await get('0.14.0', `/users/${user.$id}`), expected);
  const list = await get('0.14.0', `/users?search=${encodeURIComponent(user.email)}`);
  assert.deepEqual(list, { total: 1, users: [expected] });
  const { memberships: [now] } = await users.getMemberships(member.$id);
  const { memberships: [then] } = await get('0.14.0', `/users/${member.$id}/memberships`);
  assert.deepEqual(Object.keys(then), Object.keys(without(now, '$createdAt', '$updatedAt')));
});

test('0.13.4: the user name of a membership is called name', async () => {
  const { memberships: [{ userName, userEmail, ...now }] } = await users.getMemberships(member.$id);
  const { memberships: [{ name, email, ...then }] } = await get('0.13.4', `/users/${member.$id}/memberships`);
  assert.deepEqual([typeof name, typeof email], [typeof userName, typeof userEmail]);
  assert.deepEqual(then, without(now, 'teamName'));
});

test('0.12.4: lists have a sum and errors have no type', async () => {
  const list = await get('0.12.4', `/users?search=${encodeURIComponent(user.email)}`);
  assert.deepEqual(list, { sum: 1, users: [user] });
  assert.deepEqual(await get('0.12.4', `/users/${user.$id}/sessions`), { sum: 0, sessions: [] });
  assert.deepEqual(await get('0.12.4', `/users/${user.$id}/memberships`), { sum: 0, memberships: [] });
  assert.equal((await get('0.12.4', `/users/${user.$id}/logs`)).sum, 1);
  const error = await get('0.12.4', `/users/${anId()}`);
  assert.deepEqual(error, { message: 'User not found', code: 404, version: '0.15.3' });
});

test('0.11.2: a status is a number, and log entries have no user', async () => {
  const { $id } = await aUser();
  const status = async () => (await get('0.11.2', `/users/${$id}`)).status;
  assert.equal(await status(), 0);
  await users.updateEmailVerification($id, true);
  assert.equal(await status(), 1);
  await users.updateStatus($id, false);
  assert.equal(await status(), 2);
  const [now, then] = [await users.getLogs($id), await get('0.11.2', `/users/${$id}/logs`)];
  const unknown = ['userId', 'userEmail', 'userName', 'mode', 'keyId', 'keyName'];
  assert.deepEqual(then.logs, now.logs.map((entry) => without(entry, ...unknown)));
});

test('before 0.12.0: ids are always generated, and a status of 2 blocks', async () => {
  const body = { userId: 'chosen', email: anEmail(), password: PASSWORD };
  const { $id } = remember(await as('0.11.0', 'POST', '/users', body));
  assert.match($id, /^[0-9a-f]{20}$/);
  assert.equal((await as('0.11.0', 'PATCH', `/users/${$id}/status`, { status: 2 })).status, 2);
  assert.equal((await users.get($id)).status, false);
  await as('0.11.0', 'PATCH', `/users/${$id}/status`, { status: 1 });
  assert.equal((await users.get($id)).status, true);
});
