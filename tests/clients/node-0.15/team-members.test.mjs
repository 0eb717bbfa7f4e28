// /teams/{teamId}/memberships with an API key.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { teams, teamsAs, users } from './lib/clients.mjs';
import { aMember, anEmail, anId, aTag, aTeam, aUser, JOIN_URL } from './lib/fixtures.mjs';
import { assertList, assertModel, assertRecent } from './lib/models.mjs';
import { assertInvalid, assertMissing, assertNoMembership, assertNoTeam, assertError } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const idsOf = ({ memberships }) => memberships.map(({ $id }) => $id);
const totalOf = async ({ $id }) => (await teams.get($id)).total;

test('a user is added by email and confirmed at once', async () => {
  const [team, user] = [await aTeam(), await aUser()];
  const membership = await aMember(team, { email: user.email.toUpperCase(), roles: ['owner', 'dev.ops'] });
  assertModel('membership', membership);
  const { $id, $createdAt } = membership;
  assertRecent($createdAt);
  assert.deepEqual(membership, {
    $id, $createdAt, $updatedAt: $createdAt, userId: user.$id, userName: user.name, userEmail: user.email,
    teamId: team.$id, teamName: team.name, invited: $createdAt, joined: $createdAt, confirm: true,
    roles: ['owner', 'dev.ops'],
  });
  assert.deepEqual(await teams.getMembership(team.$id, $id), membership);
  assert.deepEqual(await teams.getMemberships(team.$id), { total: 1, memberships: [membership] });
  assert.deepEqual(await users.getMemberships(user.$id), { total: 1, memberships: [membership] });
  assert.equal(await totalOf(team), 1);
});

test('an unknown email creates a user without a password', async () => {
  const [team, email] = [await aTeam(), anEmail()];
  const membership = await aMember(team, { email, name: 'Grace Hopper' });
  const user = await users.get(membership.userId);
  assert.deepEqual([user.name, user.email, user.passwordUpdate, user.status], ['Grace Hopper', email, 0, true]);
  assert.deepEqual([membership.userName, membership.userEmail], ['Grace Hopper', email]);
});

test('a new user without a name gets the email as name', async () => {
  const email = anEmail();
  const { userId } = await aMember(await aTeam(), { email });
  assert.equal((await users.get(userId)).name, email);
});

test('a member is not added twice', async () => {
  const team = await aTeam();
  const { userEmail } = await aMember(team);
  const again = teams.createMembership(team.$id, userEmail, ['owner'], JOIN_URL);
  await assertError(again, 409, 'team_invite_already_exists', 'User is already a member of this team');
  assert.equal(await totalOf(team), 1);
});

test('an invalid membership is rejected and creates no user', async () => {
  const { $id: team } = await aTeam();
  const email = anEmail();
  const add = (...params) => teams.createMembership(team, ...params);
  await assertInvalid(add('nobody', ['a'], JOIN_URL), 'email', texts.EMAIL);
  await assertMissing(add('', ['a'], JOIN_URL), 'email');
  await assertInvalid(add(email, ['no role'], JOIN_URL), 'roles', texts.ROLES);
  await assertInvalid(add(email, Array(101).fill('role'), JOIN_URL), 'roles', texts.ROLES);
  await assertInvalid(add(email, ['a'], 'nowhere'), 'url', texts.URL);
  await assertMissing(add(email, ['a'], ''), 'url');
  await assertInvalid(add(email, ['a'], 'https://stranger.example/'), 'url', 'URL host must be one of: localhost');
  await assertInvalid(add(email, ['a'], JOIN_URL, 'x'.repeat(129)), 'name', texts.text(128));
  await assertNoTeam(teams.createMembership(anId(), email, ['a'], JOIN_URL));
  assert.equal((await users.list(email)).total, 0);
});

test('members are listed in the order of their creation with limit and offset', async () => {
  const team = await aTeam();
  const ids = [];
  for (let n = 0; n < 3; n += 1) ids.push((await aMember(team)).$id);
  const all = await teams.getMemberships(team.$id);
  assertList(all, 'memberships', 'membership');
  assert.deepEqual([all.total, idsOf(all)], [3, ids]);
  assert.deepEqual(idsOf(await teams.getMemberships(team.$id, undefined, 1, 1)), [ids[1]]);
  assert.deepEqual(await teams.getMemberships(team.$id, undefined, 0), { total: 3, memberships: [] });
  await assertInvalid(teams.getMemberships(team.$id, undefined, 101), 'limit', texts.range(0, 100));
  await assertInvalid(teams.getMemberships(team.$id, undefined, 25, 5001), 'offset', texts.range(0, '5,000'));
});

test('a membership shows the current names', async () => {
  const [team, user] = [await aTeam(), await aUser()];
  const before = await aMember(team, { email: user.email });
  const [teamName, userName, userEmail] = [`Renamed ${aTag()}`, 'Grace Hopper', anEmail()];
  await teams.update(team.$id, teamName);
  await users.updateName(user.$id, userName);
  await users.updateEmail(user.$id, userEmail);
  const now = { ...before, teamName, userName, userEmail };
  assert.deepEqual(await teams.getMembership(team.$id, before.$id), now);
  assert.deepEqual(await teams.getMemberships(team.$id), { total: 1, memberships: [now] });
  assert.deepEqual(await users.getMemberships(user.$id), { total: 1, memberships: [now] });
});

test('roles are replaced', async () => {
  const team = await aTeam();
  const before = await aMember(team, { roles: ['a', 'b'] });
  const after = await teams.updateMembershipRoles(team.$id, before.$id, ['owner']);
  assertModel('membership', after);
  assert.deepEqual(after, { ...before, roles: ['owner'], $updatedAt: after.$updatedAt });
  assert.deepEqual(await teams.getMembership(team.$id, before.$id), after);
  await assertInvalid(teams.updateMembershipRoles(team.$id, before.$id, ['no role']), 'roles', texts.ROLES);
});

test('an unknown membership is 404 and an invalid id is rejected', async () => {
  const [one, two] = [await aTeam(), await aTeam()];
  const { $id: elsewhere } = await aMember(two);
  for (const id of [anId(), elsewhere]) {
    await assertNoMembership(teams.getMembership(one.$id, id));
    await assertNoMembership(teams.updateMembershipRoles(one.$id, id, ['owner']));
    const confirming = teamsAs({ key: null }).updateMembershipStatus(one.$id, id, anId(), 'secret');
    await assertError(confirming, 404, 'membership_not_found', 'Membership not found');
    await assertNoMembership(teams.deleteMembership(one.$id, id));
  }
  await assertInvalid(teams.getMembership(one.$id, '-x'), 'membershipId', texts.UID);
  assert.equal(await totalOf(two), 1);
});

test('a membership that a server has made has no link, so no secret confirms it', async () => {
  const team = await aTeam();
  const { $id, userId } = await aMember(team);
  const confirm = (user) => teamsAs({ key: null }).updateMembershipStatus(team.$id, $id, user, 'secret');
  for (const user of [userId, anId()]) {
    await assertError(confirm(user), 401, 'team_invalid_secret', 'Secret key not valid');
  }
});

test('a removed member can be added again', async () => {
  const [team, user] = [await aTeam(), await aUser()];
  const { $id } = await aMember(team, { email: user.email });
  await teams.deleteMembership(team.$id, $id);
  await assertNoMembership(teams.getMembership(team.$id, $id));
  await assertNoMembership(teams.deleteMembership(team.$id, $id));
  assert.deepEqual(await users.getMemberships(user.$id), { total: 0, memberships: [] });
  assert.equal(await totalOf(team), 0);
  await aMember(team, { email: user.email });
  assert.equal(await totalOf(team), 1);
});

test('a deleted user leaves their teams, and a new user of the same id is in none', async () => {
  const [team, user] = [await aTeam(), await aUser()];
  await aMember(team);
  await aMember(team, { email: user.email });
  await users.delete(user.$id);
  const left = await teams.getMemberships(team.$id);
  assert.deepEqual([left.total, left.memberships.length, await totalOf(team)], [1, 1, 1]);
  await aUser({ id: user.$id, email: user.email });
  assert.deepEqual(await users.getMemberships(user.$id), { total: 0, memberships: [] });
  assert.equal(await totalOf(team), 1);
});

test('creation, change and deletion of a membership are in the log of the member', async () => {
  const [team, user] = [await aTeam(), await aUser()];
  const { $id } = await aMember(team, { email: user.email });
  await teams.updateMembershipRoles(team.$id, $id, ['owner']);
  await teams.deleteMembership(team.$id, $id);
  const { logs } = await users.getLogs(user.$id);
  const events = ['memberships.delete', 'memberships.update', 'memberships.create', 'create'];
  const expected = events.map((event) => [`users.${user.$id}.${event}`, 'admin']);
  assert.deepEqual(logs.map(({ event, mode }) => [event, mode]), expected);
});
