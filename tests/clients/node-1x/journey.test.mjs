// One user and two clients: node-appwrite 7.0.3, which uses the dialect of 0.15, and 27.1.0, which uses 1.x. Each
// client reads its own dialect and sees the changes of the other one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import old from 'appwrite-0-15';
import { http, teams, users, withSession } from './lib/clients.mjs';
import * as environment from './lib/environment.mjs';
import { aBareUser, anEmail, anId, aPhone, aTag, JOIN_URL, PASSWORD, remember, signIn } from './lib/fixtures.mjs';
import { assertModel, assertSame } from './lib/models.mjs';
import { assertErrorType } from './lib/errors.mjs';

const client = () => new old.Client().setEndpoint(environment.endpoint).setProject(environment.project);
const oldClient = client().setKey(environment.key);
const oldUsers = new old.Users(oldClient);
const oldTeams = new old.Teams(oldClient);

const KEYS_OF_0_15 = [
  '$id', '$createdAt', '$updatedAt', 'name', 'registration', 'status', 'passwordUpdate', 'email', 'phone',
  'emailVerification', 'phoneVerification', 'prefs',
];
const PREFS = { theme: 'dark', nested: { empty: {}, list: [] } };

/** The user of 1.x in the form of 0.15. */
function as0_15(user) {
  const seconds = (date) => (date === '' ? 0 : Math.floor(Date.parse(date) / 1000));
  const dates = ['$createdAt', '$updatedAt', 'registration', 'passwordUpdate'];
  return Object.fromEntries(KEYS_OF_0_15.map((key) => [key, dates.includes(key) ? seconds(user[key]) : user[key]]));
}

/** Fails unless both clients read the same user, each in its own dialect; returns the user of 1.x. */
async function assertOne(userId) {
  const [then, now] = [await oldUsers.get(userId), await users.get({ userId })];
  assertModel('user', now);
  assert.deepEqual(Object.keys(then), KEYS_OF_0_15);
  assertSame(then, as0_15(now));
  return now;
}

test('a user created by 7.0.3 is changed by 27.1.0, and both read all data', async () => {
  const [userId, email, phone, device] = [anId(), anEmail(), aPhone(), `device ${anId()}`];
  remember(await oldUsers.create(userId, email, PASSWORD, 'Ada Lovelace'));
  await oldUsers.updatePhone(userId, phone);
  await oldUsers.updatePhoneVerification(userId, true);
  await oldUsers.updatePrefs(userId, PREFS);

  const first = await assertOne(userId);
  assertSame(
    [first.name, first.email, first.phone, first.phoneVerification, first.prefs, first.labels, first.hash],
    ['Ada Lovelace', email, phone, true, PREFS, [], 'argon2'],
  );
  assert.deepEqual(first.targets.map(({ identifier }) => identifier), [email, phone]);

  await users.updateLabels({ userId, labels: ['vip', 'beta'] });
  await users.createTarget({ userId, targetId: anId(), providerType: 'push', identifier: device });
  await users.updateMfa({ userId, mfa: true });
  await users.updateImpersonator({ userId, impersonator: true });
  await users.updatePhone({ userId, number: '' });
  await users.updateName({ userId, name: '' });
  const second = await assertOne(userId);
  assertSame([second.name, second.phone, second.email, second.prefs], ['', '', email, PREFS]);

  await oldUsers.updateName(userId, 'Countess of Lovelace');
  await oldUsers.updateEmailVerification(userId, true);
  const third = await assertOne(userId);
  assertSame([third.name, third.emailVerification], ['Countess of Lovelace', true]);
  assertSame(
    [third.labels, third.mfa, third.impersonator, third.targets.map(({ identifier }) => identifier)],
    [['vip', 'beta'], true, true, [email, device]],
  );
  assert.deepEqual([third.$createdAt, third.password], [first.$createdAt, first.password]);
});

test('a user without an email, which only 27.1.0 can create, is read by 7.0.3', async () => {
  const { $id: userId, phone } = await aBareUser({ phone: aPhone() });
  const then = as0_15(await assertOne(userId));
  assert.deepEqual([then.email, then.phone, then.name, then.passwordUpdate], ['', phone, '', 0]);
  const email = anEmail();
  await oldUsers.updateEmail(userId, email);
  await oldUsers.updatePassword(userId, PASSWORD);
  assert.equal((await assertOne(userId)).email, email);
  assert.equal((await signIn(email)).userId, userId);
});

test('both find and list a user by the same words', async () => {
  const tag = aTag();
  const { $id: userId } = remember(await oldUsers.create(anId(), anEmail(), PASSWORD, `Walker ${tag}`));
  const [then, now] = [await oldUsers.list(tag), await users.list({ search: tag })];
  assert.deepEqual([then.total, now.total], [1, 1]);
  assertSame(then.users, [as0_15(now.users[0])]);
  assert.equal(now.users[0].$id, userId);
});

test('both read the same sessions, memberships and log in their own dialects', async () => {
  const { $id: userId, email } = remember(await oldUsers.create(anId(), anEmail(), PASSWORD, 'Ada'));
  const team = await oldTeams.create(anId(), `Team ${aTag()}`);
  try {
    await oldTeams.createMembership(team.$id, email, ['owner'], JOIN_URL);
    const { $id: sessionId, secret } = await users.createSession({ userId });

    const [oldSession] = (await oldUsers.getSessions(userId)).sessions;
    assert.deepEqual([oldSession.$id, typeof oldSession.expire, 'secret' in oldSession], [sessionId, 'number', false]);

    const [oldMembership] = (await oldUsers.getMemberships(userId)).memberships;
    const [membership] = (await users.listMemberships({ userId })).memberships;
    assert.deepEqual([oldMembership.$id, oldMembership.teamName], [membership.$id, membership.teamName]);
    assert.equal(oldMembership.joined, Math.floor(Date.parse(membership.joined) / 1000));

    const [oldLines, lines] = [(await oldUsers.getLogs(userId)).logs, (await users.listLogs({ userId })).logs];
    assert.deepEqual(lines.map(({ time }) => Math.floor(Date.parse(time) / 1000)), oldLines.map(({ time }) => time));
    assert.deepEqual([lines[0].event, oldLines[0].event], [
      'session.create', `users.${userId}.sessions.${sessionId}.create`,
    ]);

    await oldUsers.deleteSession(userId, sessionId);
    await assert.rejects(withSession(secret).get(), { type: 'general_unauthorized_scope' });
  } finally {
    await teams.delete({ teamId: team.$id });
  }
});

test('7.0.3 accepts a JWT of a session that 27.1.0 creates', async () => {
  const { $id: userId } = remember(await oldUsers.create(anId(), anEmail(), PASSWORD));
  const { $id: sessionId } = await users.createSession({ userId });
  for (const { jwt } of [await users.createJWT({ userId, sessionId }), await users.createJWT({ userId })]) {
    const own = await new old.Account(client().setJWT(jwt)).get();
    assert.deepEqual(Object.keys(own), KEYS_OF_0_15);
    assert.equal(own.$id, userId);
  }
});

test('each gets errors in its own dialect', async () => {
  const id = anId();
  await assert.rejects(oldUsers.get(id), { message: 'User not found', code: 404, type: 'user_not_found' });
  await assertErrorType(users.get(id), 'user_not_found');
  const { $id: userId } = await aBareUser();
  await assert.rejects(oldUsers.updateName(userId, ''), { message: 'Param "name" is not optional.' });
  const answer = await http('GET', `/users/${id}`, { headers: { 'x-appwrite-response-format': '0.15.0' } });
  assert.equal(answer.json().version, '0.15.3');
});
