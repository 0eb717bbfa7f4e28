// /account/sessions, by a server with the user's JWT.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { accountAs, forUser, users } from './lib/clients.mjs';
import { anId, aSession, aUser, jwtOf } from './lib/fixtures.mjs';
import { assertList, assertModel } from './lib/models.mjs';
import { assertGuest, assertInvalid, assertNoSession } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.77 Safari/537.36';

let user;
let current;
let other;
let account;
beforeEach(async () => {
  user = await aUser();
  other = await aSession(user.$id, { 'x-forwarded-user-agent': CHROME, 'x-forwarded-for': '127.0.0.9' });
  current = await aSession(user.$id);
  account = accountAs(forUser(await jwtOf(current)));
});

const assertSignedOut = (caller) => assertGuest(caller.get(), 'account');

test('sessions are listed in the order of their creation and the current one is marked', async () => {
  const answer = await account.getSessions();
  const sessions = assertList(answer, 'sessions', 'session');
  assert.equal(answer.total, 2);
  assert.deepEqual(sessions.map(({ $id, current: is }) => [$id, is]), [[other.$id, false], [current.$id, true]]);
  const seen = await users.getSessions(user.$id);
  assert.deepEqual(seen.sessions, sessions.map((session) => ({ ...session, current: false })));
});

test('a session shows its client, its system and its IP address', async () => {
  const session = await account.getSession(other.$id);
  assertModel('session', session);
  const { $id, $createdAt, expire, clientEngineVersion, ...rest } = session;
  assert.deepEqual([$id, typeof clientEngineVersion], [other.$id, 'string']);
  assert.equal(expire - $createdAt, 31_536_000);
  assert.deepEqual(rest, {
    userId: user.$id, provider: 'server', providerUid: '', providerAccessToken: '', providerAccessTokenExpiry: 0,
    providerRefreshToken: '', ip: '127.0.0.9', osCode: 'WIN', osName: 'Windows', osVersion: '10',
    clientType: 'browser', clientCode: 'CH', clientName: 'Chrome', clientVersion: '70.0', clientEngine: 'Blink',
    deviceName: 'desktop', deviceBrand: '', deviceModel: '', countryCode: '--', countryName: 'Unknown', current: false,
  });
});

test('the current session is found by its id and as current', async () => {
  const found = await account.getSession('current');
  assertModel('session', found);
  assert.deepEqual([found.$id, found.current], [current.$id, true]);
  assert.deepEqual(await account.getSession(current.$id), found);
});

test('an unknown session or one of another user is 404', async () => {
  const stranger = await aUser();
  const { $id: theirs } = await aSession(stranger.$id);
  for (const id of [anId(), theirs]) {
    await assertNoSession(account.getSession(id));
    await assertNoSession(account.deleteSession(id));
  }
  assert.equal((await users.getSessions(stranger.$id)).total, 1);
  await assertInvalid(account.getSession('-x'), 'sessionId', texts.UID);
});

test('another session is deleted by its id, once', async () => {
  const otherAccount = accountAs(forUser(await jwtOf(other)));
  await account.deleteSession(other.$id);
  await assertSignedOut(otherAccount);
  await assertNoSession(account.deleteSession(other.$id));
  assert.deepEqual((await account.getSessions()).sessions.map(({ $id }) => $id), [current.$id]);
});

test('the current session is deleted as current', async () => {
  await account.deleteSession('current');
  await assertSignedOut(account);
  assert.deepEqual((await users.getSessions(user.$id)).sessions.map(({ $id }) => $id), [other.$id]);
});

test('all sessions are deleted at once', async () => {
  const otherAccount = accountAs(forUser(await jwtOf(other)));
  await account.deleteSessions();
  await assertSignedOut(account);
  await assertSignedOut(otherAccount);
  assert.deepEqual(await users.getSessions(user.$id), { total: 0, sessions: [] });
});

test('a session that the user deletes is in their log', async () => {
  await account.deleteSession(other.$id);
  const [entry] = (await users.getLogs(user.$id)).logs;
  assert.deepEqual([entry.event, entry.mode], [`users.${user.$id}.sessions.${other.$id}.delete`, 'default']);
});
