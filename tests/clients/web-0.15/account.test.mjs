// Signing up, signing in, and what a user does to himself in a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as environment from './lib/environment.mjs';
import { aMember, anEmail, anId, aPhone, aUser, PASSWORD, remember, signIn } from './lib/fixtures.mjs';
import { assertBlocked, assertGuest, assertInvalid, assertRefused, assertWrongPassword } from './lib/refusals.mjs';
import { aVisitor, BROWSER, keptSession, users } from './lib/visitors.mjs';

const NEW_PASSWORD = 'another good password';
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

test('a visitor signs up, signs in, looks around and signs out', async () => {
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

test('an address is taken once, and a sign-up with bad values is refused', async () => {
  const { account } = aVisitor();
  const { email } = await aUser();
  const again = account.create(anId(), email, PASSWORD);
  await assertRefused(again, 409, 'user_already_exists', 'Account already exists');
  await assertInvalid(account.create(anId(), 'nobody', PASSWORD), 'email', 'Value must be a valid email address');
  const short = account.create(anId(), anEmail(), 'short');
  await assertInvalid(short, 'password', 'Password must be at least 8 characters');
});

test('a session shows the browser, and is kept where the SDK keeps it', async () => {
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
  assert.deepEqual(Object.keys(keptSession({ storage })), [`a_session_${environment.project.toLowerCase()}`]);
  assert.deepEqual(await account.getSession('current'), session);
  assert.deepEqual(await account.getSessions(), { total: 1, sessions: [session] });
});

test('what was kept opens the account in another browser, as it is, and not when it is changed', async () => {
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

test('a session opens one project alone', async () => {
  const { storage } = await aMember();
  const elsewhere = aVisitor({ project: environment.otherProject });
  const [token] = Object.values(keptSession({ storage }));
  const name = `a_session_${environment.otherProject.toLowerCase()}`;
  elsewhere.storage.setItem('cookieFallback', JSON.stringify({ [name]: token }));
  await assertGuest(elsewhere.account.get());
});

test('a wrong password and an unknown address get one answer', async () => {
  const { email } = await aUser();
  const { account, storage } = aVisitor();
  await assertWrongPassword(account.createEmailSession(email, 'not the password'));
  await assertWrongPassword(account.createEmailSession(anEmail(), PASSWORD));
  assert.equal(storage.getItem('cookieFallback'), null);
  const session = await account.createEmailSession(email.toUpperCase(), PASSWORD);
  assert.equal(session.current, true);
});

test('a blocked user does not sign in', async () => {
  const user = await aUser();
  await users.updateStatus(user.$id, false);
  const { account } = aVisitor();
  await assertBlocked(account.createEmailSession(user.email, PASSWORD));
  await assertWrongPassword(account.createEmailSession(user.email, 'not the password'));
  await users.updateStatus(user.$id, true);
  await account.createEmailSession(user.email, PASSWORD);
});

test('signing in again makes a second session beside the first', async () => {
  const first = await aMember();
  const second = await signIn(first.user);
  const shown = (await second.account.getSessions()).sessions.map(({ $id, current }) => [$id, current]);
  assert.deepEqual(shown, [[first.session.$id, false], [second.session.$id, true]]);
  await second.account.deleteSession(first.session.$id);
  await assertGuest(first.account.get());
  assert.equal((await second.account.getSessions()).total, 1);
});

test('signing out everywhere ends all', async () => {
  const first = await aMember();
  const second = await signIn(first.user);
  await first.account.deleteSessions();
  await assertGuest(first.account.get());
  await assertGuest(second.account.get());
});

test('what a user changes about himself is as he said, and in his log', async () => {
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
  const said = ['prefs', 'phone', 'email', 'name'].map((what) => [`users.${user.$id}.update.${what}`, 'default']);
  assert.deepEqual(events(await account.getLogs(4)), said);
  await assertWrongPassword(account.updateEmail(anEmail(), 'not the password'));
});

test('a new password opens the account, the old one does not', async () => {
  const { user, account } = await aMember();
  await assertWrongPassword(account.updatePassword(NEW_PASSWORD, 'not the password'));
  await account.updatePassword(NEW_PASSWORD, PASSWORD);
  await assertWrongPassword(aVisitor().account.createEmailSession(user.email, PASSWORD));
  const again = await signIn(user, NEW_PASSWORD);
  assert.equal((await again.account.get()).$id, user.$id);
});

test('a user who blocks himself is out, and kept out', async () => {
  const { user, account } = await aMember();
  const other = await signIn(user);
  assert.equal((await account.updateStatus()).status, false);
  await assertGuest(account.get());
  await assertBlocked(other.account.get());
  await assertBlocked(aVisitor().account.createEmailSession(user.email, PASSWORD));
});

test('a JWT lends the session to a server, until it ends', async () => {
  const { user, account } = await aMember();
  const { jwt, ...rest } = await account.createJWT();
  assert.deepEqual(rest, {});
  const server = aVisitor({ jwt, headers: {} });
  assert.equal((await server.account.get()).$id, user.$id);
  assert.equal((await server.account.getSession('current')).current, true);
  await account.deleteSession('current');
  await assertGuest(server.account.get());
});

test('a page of unknown origin may not change anything', async () => {
  const { user, account, storage } = await aMember();
  const stranger = aVisitor({ headers: { ...BROWSER, origin: 'https://stranger.example' } });
  stranger.storage.setItem('cookieFallback', storage.getItem('cookieFallback'));
  const message = 'Invalid Origin. Register your new client (stranger.example) as a new Web platform on your project '
    + 'console dashboard';
  await assertRefused(stranger.account.updateName('Mallory'), 403, 'general_unknown_origin', message);
  const signingIn = stranger.account.createEmailSession(user.email, PASSWORD);
  await assertRefused(signingIn, 403, 'general_unknown_origin', message);
  assert.equal((await account.get()).name, user.name);
});
