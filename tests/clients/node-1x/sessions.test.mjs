// /users/{userId}/sessions, tokens and jwts, and their use by a user with the SDK's Account class.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, accountAs, http, users, usersAs, withJwt, withSession } from './lib/clients.mjs';
import { aBareUser, anEmail, anId, aPhone, aUser, PASSWORD, signIn } from './lib/fixtures.mjs';
import { assertList, assertModel, assertRecent, assertSame } from './lib/models.mjs';
import { assertGuest, assertInvalid, assertErrorType } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.77 Safari/537.36';
const YEAR = 365 * 24 * 3600;

const seconds = (from, to) => Math.floor(Date.parse(to) / 1000) - Math.floor(Date.parse(from) / 1000);
const sessionIds = async (userId) => (await users.listSessions({ userId })).sessions.map(({ $id }) => $id);

test('a new session has all fields and shows its secret once', async () => {
  const { $id: userId } = await aUser();
  const server = usersAs({ setForwardedUserAgent: CHROME, headers: { 'x-forwarded-for': '127.0.0.9' } });
  const session = await server.createSession({ userId });
  assertModel('session', session);
  assertRecent(session.$createdAt);
  assert.equal(seconds(session.$createdAt, session.expire), YEAR);
  assert.notEqual(session.secret, '');
  const { $id, $createdAt, expire, clientEngineVersion, secret } = session;
  assertSame(session, {
    $id, $createdAt, $updatedAt: $createdAt, userId, expire, provider: 'server', providerUid: '',
    providerAccessToken: '', providerAccessTokenExpiry: '', providerRefreshToken: '', ip: '127.0.0.9', osCode: 'WIN',
    osName: 'Windows', osVersion: '10', clientType: 'browser', clientCode: 'CH', clientName: 'Chrome',
    clientVersion: '70.0', clientEngine: 'Blink', clientEngineVersion, deviceName: 'desktop', deviceBrand: '',
    deviceModel: '', countryCode: '--', countryName: 'Unknown', current: false, factors: ['server'], secret,
    mfaUpdatedAt: '',
  });
  const list = await users.listSessions({ userId });
  assertList(list, 'sessions', 'session');
  assertSame(list, { total: 1, sessions: [{ ...session, secret: '' }] });
  assert.equal((await users.listSessions({ userId, total: false })).total, 0);
});

test('a session is valid until it is deleted', async () => {
  const user = await aUser();
  const { $id: sessionId, secret } = await users.createSession({ userId: user.$id });
  const own = await withSession(secret).get();
  assertModel('account', own);
  assertSame([own.$id, own.email, own.targets], [user.$id, user.email, user.targets]);
  assertRecent((await users.get(user.$id)).accessedAt);
  const session = await withSession(secret).getSession({ sessionId: 'current' });
  assert.deepEqual([session.$id, session.current, session.secret], [sessionId, true, '']);
  await users.deleteSession({ userId: user.$id, sessionId });
  await assertGuest(withSession(secret).get(), 'account');
});

test('sessions are deleted one by one through their own user, or all at once', async () => {
  const [{ $id: userId }, { $id: stranger }] = [await aUser(), await aUser()];
  const [first, second, third] = [1, 2, 3].map(() => users.createSession({ userId }));
  const { $id: sessionId } = await first;
  const others = [(await second).$id, (await third).$id];
  await assertErrorType(users.deleteSession({ userId: stranger, sessionId }), 'user_session_not_found');
  await users.deleteSession({ userId, sessionId });
  await assertErrorType(users.deleteSession({ userId, sessionId }), 'user_session_not_found');
  assert.deepEqual((await sessionIds(userId)).toSorted(), others.toSorted());
  await users.deleteSessions({ userId });
  assertSame(await users.listSessions({ userId }), { total: 0, sessions: [] });
});

test('a blocked user cannot sign in, and the sessions are valid again after unblocking', async () => {
  const { $id: userId } = await aUser();
  const { secret } = await users.createSession({ userId });
  await users.updateStatus({ userId, status: false });
  await assertErrorType(withSession(secret).get(), 'user_blocked');
  await assertErrorType(users.createSession({ userId }), 'user_blocked');
  await users.updateStatus({ userId, status: true });
  assert.equal((await withSession(secret).get()).$id, userId);
});

test('a server signs a user in by password and gets the secret', async () => {
  const { $id: userId, email } = await aUser();
  const session = await signIn(email);
  assertModel('session', session);
  assert.deepEqual([session.userId, session.provider, session.factors], [userId, 'email', ['password']]);
  assert.equal((await withSession(session.secret).get()).$id, userId);
  await assertErrorType(signIn(email, 'a wrong password'), 'user_invalid_credentials');
  await assertErrorType(signIn(anEmail()), 'user_invalid_credentials');
});

test('a caller without an API key gets the secret only in the cookie', async () => {
  const { email } = await aUser();
  const session = await accountAs({ key: null }).createEmailPasswordSession(email, PASSWORD);
  assert.equal(session.secret, '');
});

test('a token has the requested length and duration', async () => {
  const { $id: userId } = await aUser();
  const defaults = await users.createToken({ userId });
  assertModel('token', defaults);
  assert.deepEqual([defaults.userId, defaults.secret.length, defaults.phrase], [userId, 6, '']);
  assert.equal(seconds(defaults.$createdAt, defaults.expire), 900);
  const long = await users.createToken({ userId, length: 128, expire: 60 });
  assert.deepEqual([long.secret.length, seconds(long.$createdAt, long.expire)], [128, 60]);
  for (const length of [3, 129]) {
    await assertInvalid(users.createToken({ userId, length }), 'length', texts.range(4, 128));
  }
  for (const expire of [59, 31_536_001]) {
    await assertInvalid(users.createToken({ userId, expire }), 'expire', texts.range(60, '31,536,000'));
  }
});

test('a token signs its user in once', async () => {
  const { $id: userId } = await aBareUser({ phone: aPhone() });
  const { secret } = await users.createToken({ userId, length: 32 });
  await assertErrorType(account.createSession({ userId, secret: 'wrong' }), 'user_invalid_token');
  const session = await account.createSession({ userId, secret });
  assertModel('session', session);
  assert.deepEqual([session.userId, session.provider], [userId, 'token']);
  assert.equal((await withSession(session.secret).get()).$id, userId);
  await assertErrorType(account.createSession(userId, secret), 'user_invalid_token');
});

test('a token is valid only for its own user, who must not be blocked', async () => {
  const [{ $id: userId }, { $id: stranger }] = [await aUser(), await aUser()];
  const { secret } = await users.createToken({ userId });
  await assertErrorType(account.createSession({ userId: stranger, secret }), 'user_invalid_token');
  await users.updateStatus({ userId, status: false });
  await assert.rejects(account.createSession({ userId, secret }));
  assertSame(await users.listSessions({ userId }), { total: 0, sessions: [] });
});

test('a JWT gives access with and without a session', async () => {
  const { $id: userId } = await aUser();
  const { $id: sessionId } = await users.createSession({ userId });
  const { jwt } = await users.createJWT({ userId, sessionId, duration: 60 });
  assert.equal((await withJwt(jwt).get()).$id, userId);
  assert.equal((await withJwt(jwt).getSession('current')).$id, sessionId);
  await users.deleteSession({ userId, sessionId });
  await assertGuest(withJwt(jwt).get(), 'account');

  const { jwt: alone } = await users.createJWT({ userId });
  assert.equal((await withJwt(alone).get()).$id, userId);
  await users.updateName({ userId, name: 'Read with a JWT' });
  assert.equal((await withJwt(alone).get()).name, 'Read with a JWT');
});

test('a JWT contains the requested session, and an unknown session is 404', async () => {
  const { $id: userId } = await aUser();
  const claims = ({ jwt }) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));
  const { $id: sessionId } = await users.createSession({ userId });
  assert.deepEqual([claims(await users.createJWT(userId, sessionId)).sessionId], [sessionId]);
  assert.equal(claims(await users.createJWT(userId)).sessionId, '');
  assert.equal(claims(await users.createJWT(userId, 'recent')).sessionId, sessionId);
  await assertErrorType(users.createJWT(userId, anId()), 'user_session_not_found');
  for (const duration of [-1, 3601]) {
    await assertInvalid(users.createJWT({ userId, duration }), 'duration', texts.range(0, '3,600'));
  }
  for (const invalid of ['_x', '']) {
    await assertInvalid(users.createJWT({ userId, sessionId: invalid }), 'sessionId', texts.UID);
  }
});

test('an unknown JWT is rejected', async () => {
  await assert.rejects(withJwt('a.b.c').get(), ({ code, type }) => {
    assert.deepEqual([code, type], [401, 'user_jwt_invalid']);
    return true;
  });
});

test('creating a session, a token and a JWT is 201, and deleting is 204', async () => {
  const { $id } = await aUser();
  for (const what of ['sessions', 'tokens', 'jwts']) {
    assert.equal((await http('POST', `/users/${$id}/${what}`, { body: '{}' })).status, 201, what);
  }
  const answer = await http('DELETE', `/users/${$id}/sessions`, { body: '{}' });
  assert.deepEqual([answer.status, answer.text], [204, '']);
  assert.doesNotMatch(answer.headers.get('content-type'), /json/i);
});
