// GET and DELETE /users/{userId}/sessions, DELETE /users/{userId}/sessions/{sessionId}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http, users } from './lib/clients.mjs';
import { anId, aSession, aUser } from './lib/fixtures.mjs';
import { assertList } from './lib/models.mjs';
import { assertNoSession } from './lib/errors.mjs';

const NONE = { total: 0, sessions: [] };

const sessionIds = async (userId) => (await users.getSessions(userId)).sessions.map(({ $id }) => $id);

test('a new user has an empty list', async () => {
  const { $id } = await aUser();
  assert.deepEqual(await users.getSessions($id), NONE);
});

test('an unknown session is 404', async () => {
  const { $id } = await aUser();
  await assertNoSession(users.deleteSession($id, anId()));
});

test('deleting all sessions of a user without sessions succeeds', async () => {
  const { $id } = await aUser();
  await users.deleteSessions($id);
  assert.deepEqual(await users.getSessions($id), NONE);
});

test('a 204 has no body and no JSON content type', async () => {
  const { $id } = await aUser();
  const answer = await http('DELETE', `/users/${$id}/sessions`, { body: '{}' });
  assert.deepEqual([answer.status, answer.text], [204, '']);
  assert.ok(answer.headers.get('content-type'), 'some SDKs fail without a content type');
  assert.doesNotMatch(answer.headers.get('content-type'), /json/i);
});

test('the sessions of a user', async (t) => {
  const user = await aUser();
  const [first, second] = [(await aSession(user.$id)).$id, (await aSession(user.$id)).$id];

  await t.test('are listed in the order of their creation with all fields', async () => {
    const answer = await users.getSessions(user.$id);
    const sessions = assertList(answer, 'sessions', 'session');
    assert.equal(answer.total, 2);
    assert.deepEqual(sessions.map(({ $id }) => $id), [first, second]);
    for (const session of sessions) {
      assert.equal(session.userId, user.$id);
      assert.equal(session.current, false);
      assert.ok(session.expire > session.$createdAt);
    }
  });

  await t.test('cannot be deleted through another user', async () => {
    const other = await aUser();
    await assertNoSession(users.deleteSession(other.$id, first));
    assert.deepEqual(await sessionIds(user.$id), [first, second]);
  });

  await t.test('stay valid if the user is blocked or gets a new password', async () => {
    await users.updateStatus(user.$id, false);
    await users.updateStatus(user.$id, true);
    await users.updatePassword(user.$id, 'another valid password');
    assert.deepEqual(await sessionIds(user.$id), [first, second]);
  });

  await t.test('are deleted one by one, once, with a log entry', async () => {
    await users.deleteSession(user.$id, first);
    assert.deepEqual(await sessionIds(user.$id), [second]);
    await assertNoSession(users.deleteSession(user.$id, first));
    const { logs } = await users.getLogs(user.$id, 100);
    const event = `users.${user.$id}.sessions.${first}.delete`;
    assert.equal(logs.filter((entry) => entry.event === event).length, 1);
  });

  await t.test('are deleted all at once', async () => {
    await users.deleteSessions(user.$id);
    assert.deepEqual(await users.getSessions(user.$id), NONE);
    await assertNoSession(users.deleteSession(user.$id, second));
  });
});
