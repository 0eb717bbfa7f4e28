// Signing up, signing in, and changes by a user in a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as environment from './lib/environment.mjs';
import { aMember, anEmail, anId, aPhone, aUser, PASSWORD, remember, signIn } from './lib/fixtures.mjs';
import { assertBlocked, assertGuest, assertInvalid, assertError, assertWrongPassword } from './lib/errors.mjs';
import { aVisitor, BROWSER, storedSession, users } from './lib/visitors.mjs';

const NEW_PASSWORD = 'another valid password';
const USER_KEYS = [
  '$id', '$createdAt', '$updatedAt', 'name', 'registration', 'status', 'passwordUpdate', 'email', 'phone',
  'emailVerification', 'phoneVerification', 'prefs',
];
const SESSION_KEYS = [
  '$id', '$createdAt', 'userId', 'expire', 'provider', 'providerUid', 'providerAccessToken',
  'providerAccessTokenExpiry', 'providerRefreshToken', 'ip', 'osCode', 'osName', 'osVersion', 'clientType',
  'clientCode', 'clientName', 'clientVersion', 'clientEngine', 'clientEngineVersion', 'deviceName', 'deviceBrand',
  'deviceModel', 'countryCode', 'countryName', 'current',
];

const events = ({ logs }) => logs.map(({ event, mode }) => [event, mode]);

test('a visitor signs up, signs in, reads their account and signs out', async () => {
  const { account, storage } = aVisitor();
  const [id, email] = [anId(), anEmail()];
  const user = remember(await account.create(id, email.toUpperCase(), PASSWORD, 'Ada Lovelace'));
  assert.deepEqual(Object.keys(user), USER_KEYS);
  const now = user.$createdAt;
  assert.deepEqual(user, {
    $id: id, $createdAt: now, $updatedAt: now, name: 'Ada Lovelace', registration: now, status: true,
    passwordUpdate: now, email, phone: '', emailVerification: false, phoneVerification: false, prefs: {},
  });
  await assertGuest(account.get());

  const session = await account.createEmailSession(email, PASSWORD);
  assert.deepEqual([session.userId, session.provider, session.providerUid], [id, 'email', email]);
  assert.deepEqual(await account.get(), user);
  assert.deepEqual(events(await account.getLogs()), [
    [`users.${id}.sessions.${session.$id}.create`, 'default'], [`users.${id}.create`, 'default'],
  ]);

  await account.deleteSession('current');
  assert.equal(storage.getItem('cookieFallback'), '[]');
  await assertGuest(account.get());
});

test('signing up with a used email or invalid values is rejected', async () => {
  const { account } = aVisitor();
  const { email } = await aUser();
  const again = account.create(anId(), email, PASSWORD);
  await assertError(again, 409, 'user_already_exists', 'Account already exists');
  await assertInvalid(account.create(anId(), 'nobody', PASSWORD), 'email', 'Value must be a valid email address');
  const short = account.create(anId(), anEmail(), 'short');
  await assertInvalid(short, 'password', 'Password must be at least 8 characters');
});

test('a session shows the browser and is stored by the SDK', async () => {
  const { user, account, session, storage } = await aMember();
  assert.deepEqual(Object.keys(session), SESSION_KEYS);
  assert.equal(session.expire - session.$createdAt, 31_536_000);
  const { $id, $createdAt, expire, clientEngineVersion, ip, ...rest } = session;
  assert.deepEqual(rest, {
    userId: user.$id, provider: 'email', providerUid: user.email, providerAccessToken: '',
    providerAccessTokenExpiry: 0, providerRefreshToken: '', osCode: 'LIN', osName: 'GNU/Linux', osVersion: '',
    clientType: 'browser', clientCode: 'FF', clientName: 'Firefox', clientVersion: '102.0', clientEngine: 'Gecko',
    deviceName: 'desktop', deviceBrand: '', deviceModel: '', countryCode: '--', countryName: 'Unknown', current: true,
  });
  assert.deepEqual(Object.keys(storedSession({ storage })), [`a_session_${environment.project.toLowerCase()}`]);
  assert.deepEqual(await account.getSession('current'), session);
  assert.deepEqual(await account.getSessions(), { total: 1, sessions: [session] });
});

test('a stored session token is valid in another browser, but not if it is changed', async () => {
  const { user, storage } = await aMember();
  const [thief, guesser] = [aVisitor(), aVisitor()];
  const kept = storage.getItem('cookieFallback');
  thief.storage.setItem('cookieFallback', kept);
  assert.equal((await thief.account.get()).$id, user.$id);

  const [[name, token]] = Object.entries(JSON.parse(kept));
  const middle = Math.floor(Buffer.from(token, 'base64').length / 2);
  const bytes = Buffer.from(token, 'base64');
  for (const at of [middle, bytes.length - 6]) {
    const changed = Buffer.from(bytes);
    changed[at] = changed[at] === 0x61 ? 0x62 : 0x61;
    guesser.storage.setItem('cookieFallback', JSON.stringify({ [name]: changed.toString('base64') }));
    await assertGuest(guesser.account.get());
  }
});

test('a session is valid in one project only', async () => {
  const { storage } = await aMember();
  const elsewhere = aVisitor({ project: environment.otherProject });
  const [token] = Object.values(storedSession({ storage }));
  const name = `a_session_${environment.otherProject.toLowerCase()}`;
  elsewhere.storage.setItem('cookieFallback', JSON.stringify({ [name]: token }));
  await assertGuest(elsewhere.account.get());
});

test('a wrong password and an unknown email get the same answer', async () => {
  const { email } = await aUser();
  const { account, storage } = aVisitor();
  await assertWrongPassword(account.createEmailSession(email, 'not the password'));
  await assertWrongPassword(account.createEmailSession(anEmail(), PASSWORD));
  assert.equal(storage.getItem('cookieFallback'), null);
  const session = await account.createEmailSession(email.toUpperCase(), PASSWORD);
  assert.equal(session.current, true);
});

test('a blocked user cannot sign in', async () => {
  const user = await aUser();
  await users.updateStatus(user.$id, false);
  const { account } = aVisitor();
  await assertBlocked(account.createEmailSession(user.email, PASSWORD));
  await assertWrongPassword(account.createEmailSession(user.email, 'not the password'));
  await users.updateStatus(user.$id, true);
  await account.createEmailSession(user.email, PASSWORD);
});

test('signing in again creates a second session', async () => {
  const first = await aMember();
  const second = await signIn(first.user);
  const shown = (await second.account.getSessions()).sessions.map(({ $id, current }) => [$id, current]);
  assert.deepEqual(shown, [[first.session.$id, false], [second.session.$id, true]]);
  await second.account.deleteSession(first.session.$id);
  await assertGuest(first.account.get());
  assert.equal((await second.account.getSessions()).total, 1);
});

test('signing out everywhere deletes all sessions', async () => {
  const first = await aMember();
  const second = await signIn(first.user);
  await first.account.deleteSessions();
  await assertGuest(first.account.get());
  await assertGuest(second.account.get());
});

test('changes by the user are stored and logged', async () => {
  const { user, account } = await aMember();
  const [email, phone, prefs] = [anEmail(), aPhone(), { theme: 'dark', nested: { empty: {}, none: [] } }];
  assert.equal((await account.updateName('Grace Hopper')).name, 'Grace Hopper');
  assert.equal((await account.updateEmail(email, PASSWORD)).email, email);
  assert.equal((await account.updatePhone(phone, PASSWORD)).phone, phone);
  assert.deepEqual((await account.updatePrefs(prefs)).prefs, prefs);
  assert.deepEqual(await account.getPrefs(), prefs);
  const found = await account.get();
  assert.deepEqual([found.name, found.email, found.phone, found.prefs], ['Grace Hopper', email, phone, prefs]);
  assert.deepEqual(await users.get(user.$id), found);
  const expected = ['prefs', 'phone', 'email', 'name'].map((what) => [`users.${user.$id}.update.${what}`, 'default']);
  assert.deepEqual(events(await account.getLogs(4)), expected);
  await assertWrongPassword(account.updateEmail(anEmail(), 'not the password'));
});

test('the new password signs the user in and the old one does not', async () => {
  const { user, account } = await aMember();
  await assertWrongPassword(account.updatePassword(NEW_PASSWORD, 'not the password'));
  await account.updatePassword(NEW_PASSWORD, PASSWORD);
  await assertWrongPassword(aVisitor().account.createEmailSession(user.email, PASSWORD));
  const again = await signIn(user, NEW_PASSWORD);
  assert.equal((await again.account.get()).$id, user.$id);
});

test('a user who blocks their own account is signed out and cannot sign in', async () => {
  const { user, account } = await aMember();
  const other = await signIn(user);
  assert.equal((await account.updateStatus()).status, false);
  await assertGuest(account.get());
  await assertBlocked(other.account.get());
  await assertBlocked(aVisitor().account.createEmailSession(user.email, PASSWORD));
});

test('a JWT gives a server access until the session ends', async () => {
  const { user, account } = await aMember();
  const { jwt, ...rest } = await account.createJWT();
  assert.deepEqual(rest, {});
  const server = aVisitor({ jwt, headers: {} });
  assert.equal((await server.account.get()).$id, user.$id);
  assert.equal((await server.account.getSession('current')).current, true);
  await account.deleteSession('current');
  await assertGuest(server.account.get());
});

test('a web page of an unknown origin cannot change anything', async () => {
  const { user, account, storage } = await aMember();
  const stranger = aVisitor({ headers: { ...BROWSER, origin: 'https://stranger.example' } });
  stranger.storage.setItem('cookieFallback', storage.getItem('cookieFallback'));
  const message = 'Invalid Origin. Register your new client (stranger.example) as a new Web platform on your project '
    + 'console dashboard';
  await assertError(stranger.account.updateName('Mallory'), 403, 'general_unknown_origin', message);
  const signingIn = stranger.account.createEmailSession(user.email, PASSWORD);
  await assertError(signingIn, 403, 'general_unknown_origin', message);
  assert.equal((await account.get()).name, user.name);
});
