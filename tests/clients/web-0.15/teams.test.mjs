// /teams, for the users in them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aMember, anEmail, anId, aTag, aTeam, JOIN_URL } from './lib/fixtures.mjs';
import { assertInvalid, assertNoTeam, assertNotAllowed, assertError } from './lib/errors.mjs';
import { teams, users } from './lib/visitors.mjs';

const membershipOf = async ({ teams: own }, team) => (await own.getMemberships(team.$id)).memberships[0];

/** A team with an owner and a member. */
const aTeamOfTwo = async () => {
  const [owner, member] = [await aMember(), await aMember()];
  const team = await aTeam(owner);
  const membership = await teams.createMembership(team.$id, member.user.email, ['developer'], JOIN_URL);
  return { owner, member, team, membership };
};

test('a user who creates a team is its confirmed owner', async () => {
  const owner = await aMember();
  const [id, name] = [anId(), `Team ${aTag()}`];
  const team = await aTeam(owner, { id, name });
  const now = team.$createdAt;
  assert.deepEqual(team, { $id: id, $createdAt: now, $updatedAt: now, name, total: 1 });
  const own = await membershipOf(owner, team);
  assert.deepEqual(own, {
    $id: own.$id, $createdAt: now, $updatedAt: now, userId: owner.user.$id, userName: owner.user.name,
    userEmail: owner.user.email, teamId: id, teamName: name, invited: now, joined: now, confirm: true,
    roles: ['owner'],
  });
  assert.deepEqual(await users.getMemberships(owner.user.$id), { total: 1, memberships: [own] });
  const [entry] = (await owner.account.getLogs()).logs;
  assert.deepEqual([entry.event, entry.mode], [`teams.${team.$id}.create`, 'default']);
});

test('a user who creates a team can choose their roles', async () => {
  const founder = await aMember();
  const team = await aTeam(founder, { roles: ['admin', 'dev.ops'] });
  assert.deepEqual((await membershipOf(founder, team)).roles, ['admin', 'dev.ops']);
  await assertNotAllowed(founder.teams.update(team.$id, 'Renamed'));
});

test('a user lists, searches and pages through their own teams', async () => {
  const [owner, stranger] = [await aMember(), await aMember()];
  const [a, b, c] = [await aTeam(owner), await aTeam(owner), await aTeam(owner)];
  await aTeam(stranger);
  assert.deepEqual(await owner.teams.list(), { total: 3, teams: [a, b, c] });
  assert.deepEqual(await owner.teams.list(b.name), { total: 1, teams: [b] });
  assert.deepEqual(await owner.teams.list('', 1, 1), { total: 3, teams: [b] });
  assert.deepEqual(await owner.teams.list('', 25, 0, a.$id), { total: 3, teams: [b, c] });
  assert.deepEqual(await owner.teams.list('', 25, 0, c.$id, 'before'), { total: 3, teams: [a, b] });
  assert.deepEqual(await owner.teams.list('', 25, 0, '', '', 'DESC'), { total: 3, teams: [c, b, a] });
  await assertInvalid(owner.teams.list('', 101), 'limit', 'Value must be a valid range between 0 and 100');
});

test('the id of a team in use is a conflict', async () => {
  const [owner, stranger] = [await aMember(), await aMember()];
  const { $id } = await aTeam(owner);
  await assertError(stranger.teams.create($id, 'Mine'), 409, 'team_already_exists', 'Team already exists');
  assert.equal((await stranger.teams.list()).total, 0);
});

test('an owner renames and deletes a team', async () => {
  const { owner, member, team } = await aTeamOfTwo();
  const renamed = await owner.teams.update(team.$id, 'Renamed');
  assert.deepEqual([renamed.name, renamed.total], ['Renamed', 2]);
  assert.deepEqual(await member.teams.get(team.$id), renamed);
  await owner.teams.delete(team.$id);
  await assertNoTeam(owner.teams.get(team.$id));
  assert.equal((await member.teams.list()).total, 0);
});

test('a member can read a team but not change it', async () => {
  const { owner, member, team, membership } = await aTeamOfTwo();
  const own = await membershipOf(owner, team);
  assert.equal((await member.teams.get(team.$id)).total, 2);
  assert.deepEqual(await member.teams.getMembership(team.$id, own.$id), own);
  await assertNotAllowed(member.teams.update(team.$id, 'Taken over'));
  await assertNotAllowed(member.teams.delete(team.$id));
  await assertNotAllowed(member.teams.updateMembershipRoles(team.$id, membership.$id, ['owner']));
  await assertNotAllowed(member.teams.deleteMembership(team.$id, own.$id));
  assert.equal((await owner.teams.get(team.$id)).name, team.name);
});

test('an owner can make a member an owner', async () => {
  const { owner, member, team, membership } = await aTeamOfTwo();
  const changed = await owner.teams.updateMembershipRoles(team.$id, membership.$id, ['owner']);
  assert.deepEqual(changed, { ...membership, roles: ['owner'], $updatedAt: changed.$updatedAt });
  assert.equal((await member.teams.update(team.$id, 'Renamed')).name, 'Renamed');
});

test('an owner removes a member, and a member can leave', async () => {
  const one = await aTeamOfTwo();
  await one.owner.teams.deleteMembership(one.team.$id, one.membership.$id);
  await assertNoTeam(one.member.teams.get(one.team.$id));
  const two = await aTeamOfTwo();
  await two.member.teams.deleteMembership(two.team.$id, two.membership.$id);
  await assertNoTeam(two.member.teams.get(two.team.$id));
  assert.equal((await two.owner.teams.get(two.team.$id)).total, 1);
});

test('a member who is not an owner cannot invite', async () => {
  const { member, team, membership } = await aTeamOfTwo();
  const email = anEmail();
  const invite = member.teams.createMembership(team.$id, email, ['developer'], JOIN_URL);
  await assertError(invite, 401, 'user_unauthorized', 'User is not allowed to send invitations for this team');
  assert.equal((await users.list(email)).total, 0);
  // A server has made this membership: it has no link, so no secret confirms it.
  const confirm = member.teams.updateMembershipStatus(team.$id, membership.$id, member.user.$id, 'secret');
  await assertError(confirm, 401, 'team_invalid_secret', 'Secret key not valid');
});
