// GET /users/{userId}/logs

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Query } from 'node-appwrite';
import { users, withSession } from './lib/clients.mjs';
import { aBareUser, anEmail, anId, aPhone, aUser } from './lib/fixtures.mjs';
import { assertList, assertRecent } from './lib/models.mjs';
import { assertInvalid } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const events = ({ logs }) => logs.map(({ event }) => event);

test('every change of a user is logged newest first with caller and time', async () => {
  const { $id: userId, email: former } = await aUser();
  const { $id: targetId } = await users.createTarget(userId, anId(), 'push', anId());
  const changes = [
    ['user.update', () => users.updateEmail(userId, anEmail())],
    ['user.update', () => users.updateLabels(userId, ['vip'])],
    ['user.update', () => users.updateMfa(userId, false)],
    ['user.update', () => users.updateImpersonator(userId, false)],
    ['verification.update', () => users.updateEmailVerification(userId, true)],
    ['target.update', () => users.updateTarget({ userId, targetId, name: 'Mine' })],
    ['target.delete', () => users.deleteTarget(userId, targetId)],
    ['user.update', () => users.createMfaRecoveryCodes(userId)],
    ['tokens.create', () => users.createToken(userId)],
    ['session.create', () => users.createSession(userId)],
    ['session.delete', () => users.deleteSessions(userId)],
  ];
  const expected = ['target.create', 'user.create'];
  for (const [event, change] of changes) {
    await change();
    expected.unshift(event);
  }
  const [answer, user] = [await users.listLogs({ userId }), await users.get({ userId })];
  const logs = assertList(answer, 'logs', 'log');
  assert.deepEqual(events(answer), expected);
  assert.equal(answer.total, expected.length);
  // Each entry has the email of its time: the two oldest are older than the change of it.
  for (const [at, entry] of logs.entries()) {
    const email = at < logs.length - 2 ? user.email : former;
    assert.deepEqual([entry.userId, entry.userEmail, entry.userName], [userId, email, user.name]);
    assert.deepEqual([entry.mode, entry.userType], ['admin', 'keyProject']);
    assertRecent(entry.time);
  }
});

test('changes by the user are logged with the mode of users', async () => {
  const { $id: userId } = await aUser();
  const { secret } = await users.createSession({ userId });
  await withSession(secret).updateName({ name: 'Changed by the user' });
  const { logs: [entry] } = await users.listLogs({ userId });
  assert.deepEqual([entry.event, entry.mode, entry.userType], ['user.update', 'default', 'user']);
});

test('a user without email and name has a log', async () => {
  const { $id: userId } = await aBareUser({ phone: aPhone() });
  const { logs: [entry] } = await users.listLogs({ userId });
  assert.deepEqual([entry.event, entry.userEmail, entry.userName], ['user.create', '', '']);
});

test('a page has limit and offset, and the total is optional', async () => {
  const { $id: userId } = await aUser();
  for (let n = 0; n < 26; n += 1) await users.updateStatus({ userId, status: true });
  const page = (...queries) => users.listLogs({ userId, queries });
  assert.equal((await page()).logs.length, 25);
  assert.deepEqual(events(await page(Query.limit(2), Query.offset(25))), ['user.update', 'user.create']);
  assert.equal((await page(Query.limit(100))).total, 27);
  assert.deepEqual((await page(Query.offset(27))).logs, []);
  const uncounted = await users.listLogs({ userId, queries: [Query.limit(1)], total: false });
  assert.deepEqual([uncounted.total, uncounted.logs.length], [0, 1]);
});

test('logs reject other queries', async () => {
  const { $id: userId } = await aUser();
  await assert.rejects(users.listLogs({ userId, queries: [Query.equal('event', 'user.create')] }), (error) => {
    assert.deepEqual([error.code, error.type], [400, 'general_argument_invalid']);
    assert.match(error.message, /^Invalid `queries` param: /);
    return true;
  });
  const why = texts.query(`Invalid limit: ${texts.range(1, '9,223,372,036,854,775,807')}`);
  await assertInvalid(users.listLogs({ userId, queries: [Query.limit(0)] }), 'queries', why);
});
