// A user in a browser, and an administrator who changes or deletes the user's sessions and teams.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aMember, aTeam, aUser, JOIN_URL, PASSWORD, signIn } from './lib/fixtures.mjs';
import { assertBlocked, assertGuest, assertNoSession, assertNoTeam, assertWrongPassword } from './lib/errors.mjs';
import { aVisitor, teams, users } from './lib/visitors.mjs';

const sessionsOf = async ({ $id }) => (await users.getSessions($id)).sessions;

test('the administrator reads a session with client, system and country, and deletes it', async () => {
  const { user, account, session } = await aMember();
  const [seen, ...more] = await sessionsOf(user);
  assert.deepEqual(more, []);
  assert.deepEqual(seen, { ...session, current: false });
  assert.deepEqual(
    [seen.clientName, seen.osName, seen.deviceName, seen.countryCode, seen.countryName, seen.provider],
    ['Firefox', 'GNU/Linux', 'desktop', '--', 'Unknown', 'email'],
  );
  assert.notEqual(seen.ip, '');

  await users.deleteSession(user.$id, session.$id);
  await assertGuest(account.get());
  await assertNoSession(users.deleteSession(user.$id, session.$id));
  assert.deepEqual(await sessionsOf(user), []);
});

test('the administrator deletes one of two sessions', async () => {
  const first = await aMember();
  const second = await signIn(first.user);
  await users.deleteSession(first.user.$id, first.session.$id);
  await assertGuest(first.account.get());
  assert.equal((await second.account.get()).$id, first.user.$id);
});

test('the administrator deletes all sessions', async () => {
  const first = await aMember();
  const second = await signIn(first.user);
  await users.deleteSessions(first.user.$id);
  await assertGuest(first.account.get());
  await assertGuest(second.account.get());
  await first.account.createEmailSession(first.user.email, PASSWORD);
  assert.equal((await first.account.get()).$id, first.user.$id);
});

test('the administrator blocks and unblocks a user, and the session stays the same', async () => {
  const { user, account, session } = await aMember();
  await users.updateStatus(user.$id, false);
  await assertBlocked(account.get());
  await assertBlocked(account.updateName('Mallory'));
  await assertBlocked(aVisitor().account.createEmailSession(user.email, PASSWORD));
  await users.updateStatus(user.$id, true);
  assert.equal((await account.get()).name, user.name);
  assert.equal((await account.getSession('current')).$id, session.$id);
});

test('the administrator sets a password, and the old one is wrong', async () => {
  const { user } = await aMember();
  await users.updatePassword(user.$id, 'chosen by the administrator');
  await assertWrongPassword(aVisitor().account.createEmailSession(user.email, PASSWORD));
  const { account } = await signIn(user, 'chosen by the administrator');
  assert.equal((await account.get()).$id, user.$id);
});

test('a session of a deleted user is invalid for a new user of the same id', async () => {
  const old = await aMember();
  const { jwt } = await old.account.createJWT();
  const server = aVisitor({ jwt, headers: {} });
  await users.delete(old.user.$id);
  await assertGuest(old.account.get());
  await assertGuest(server.account.get());

  const next = await aUser({ id: old.user.$id, email: old.user.email, name: 'Somebody else' });
  await assertGuest(old.account.get());
  await assertGuest(server.account.get());
  const { account } = await signIn(next);
  assert.equal((await account.get()).name, 'Somebody else');
  assert.equal((await account.getSessions()).total, 1);
  assert.equal((await account.getLogs()).total, 2);
});

test('the owner of a deleted team is not the owner of a new team of the same id', async () => {
  const owner = await aMember();
  const { $id: id } = await aTeam(owner);
  await teams.delete(id);
  await assertNoTeam(owner.teams.get(id));
  await teams.create(id, 'Somebody else');
  await assertNoTeam(owner.teams.get(id));
  await assertNoTeam(owner.teams.delete(id));
  assert.deepEqual(await owner.teams.list(), { total: 0, teams: [] });
  assert.equal((await teams.get(id)).total, 0);
});

test('a user can read a team as soon as a server adds them and until it removes them', async () => {
  const [owner, member] = [await aMember(), await aMember()];
  const team = await aTeam(owner);
  await assertNoTeam(member.teams.get(team.$id));
  const added = await teams.createMembership(team.$id, member.user.email, ['developer'], JOIN_URL);
  assert.deepEqual(await member.teams.list(), { total: 1, teams: [{ ...team, total: 2 }] });
  assert.deepEqual(await member.teams.getMembership(team.$id, added.$id), added);
  await teams.deleteMembership(team.$id, added.$id);
  await assertNoTeam(member.teams.get(team.$id));
});
