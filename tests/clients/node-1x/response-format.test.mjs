// X-Appwrite-Response-Format: the answers to clients from 1.0 on, which do not have all fields. The tests use plain
// HTTP, because each SDK sends only one version.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Query } from 'node-appwrite';
import { http, users } from './lib/clients.mjs';
import { aMember, anId, aPhone, aTeam, aUser } from './lib/fixtures.mjs';
import { assertModel, assertSame, plain } from './lib/models.mjs';

let user;
let membership;
before(async () => {
  user = await aUser({ phone: aPhone() });
  await aMember(await aTeam(), { email: user.email });
  await users.createSession(user.$id);
  ([membership] = (await users.listMemberships(user.$id)).memberships);
});

const as = async (version, method, path, body) => {
  const headers = { 'x-appwrite-response-format': version };
  const answer = await http(method, path, { headers, body: body && JSON.stringify(body) });
  return answer.json();
};
const get = (version, path) => as(version, 'GET', path);
const without = (object, ...names) =>
  Object.fromEntries(Object.entries(plain(object)).filter(([name]) => !names.includes(name)));

test('1.9.2 and later versions get the same form', async () => {
  for (const version of ['1.9.2', '1.9.6', '2.5.0']) {
    const seen = await get(version, `/users/${user.$id}`);
    assertModel('user', seen);
    assertSame(seen, user);
    assertSame((await get(version, `/users/${user.$id}/memberships`)).memberships, [membership]);
  }
});

test('before 1.9.2 a membership has no phone', async () => {
  for (const version of ['1.9.0', '1.9.1']) {
    assertSame(await get(version, `/users/${user.$id}`), user);
    const { memberships } = await get(version, `/users/${user.$id}/memberships`);
    assertSame(memberships, [without(membership, 'userPhone')]);
  }
});

test('before 1.9.0 users have no impersonator', async () => {
  for (const version of ['1.5.0', '1.8.1']) {
    const expected = without(user, 'impersonator', 'impersonatorUserId');
    assertSame(await get(version, `/users/${user.$id}`), expected);
    const { sessions: [session] } = await get(version, `/users/${user.$id}/sessions`);
    assertModel('session', session);
  }
});

test('before 1.5.0 models have no targets and no second factors', async () => {
  for (const version of ['1.0.0', '1.4.13']) {
    const expected = without(user, 'impersonator', 'impersonatorUserId', 'targets', 'mfa');
    assertSame(await get(version, `/users/${user.$id}`), expected);
    const { memberships } = await get(version, `/users/${user.$id}/memberships`);
    assertSame(memberships, [without(membership, 'userPhone', 'mfa')]);
    const [now, then] = [await users.listSessions(user.$id), await get(version, `/users/${user.$id}/sessions`)];
    assertSame(then.sessions, now.sessions.map((session) => without(session, 'factors', 'secret')));
    const token = await as(version, 'POST', `/users/${user.$id}/tokens`, {});
    assert.deepEqual(Object.keys(token), ['$id', '$createdAt', 'userId', 'secret', 'expire']);
  }
});

test('queries can be texts in all versions', async () => {
  const text = encodeURIComponent(`equal("email", ["${user.email}"])`);
  const json = encodeURIComponent(Query.equal('email', user.email));
  for (const version of ['1.0.0', '1.4.13', '1.9.5']) {
    for (const query of [text, json]) {
      const { users: found } = await get(version, `/users?queries[]=${query}`);
      assert.deepEqual(found.map(({ $id }) => $id), [user.$id]);
    }
  }
});

test('errors are the same in all versions', async () => {
  const expected = await get('1.9.5', `/users/${anId()}`);
  for (const version of ['1.0.0', '1.4.13', '1.8.1', '2.5.0']) {
    assertSame(await get(version, `/users/${anId()}`), expected);
  }
});
