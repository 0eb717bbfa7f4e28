// /teams: authentication, and the rights of a user with a JWT.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { forUser, methodsOf, teams, teamsAs, users } from './lib/clients.mjs';
import * as environment from './lib/environment.mjs';
import { aMember, anEmail, anId, aSession, aTeam, aUser, jwtOf, JOIN_URL } from './lib/fixtures.mjs';
import { assertModel } from './lib/models.mjs';
import { assertBlocked, assertNoTeam, assertNotAllowed, assertError } from './lib/errors.mjs';
import { ALL, COLLECTION, INVITATION, TEAM } from './lib/team-operations.mjs';

// Invalid in every path and body: the caller is checked before the parameters.
const INVALID_ID = '-not-an-id';

const allRejected = async (caller, code, type, message, operations = ALL) => {
  for (const { scope, call } of operations) await assertError(call(teamsAs(caller), INVALID_ID), code, type, message(scope));
};
/** Fails unless the caller is a guest, who may accept invitations and nothing else. */
const asGuest = async (caller) => {
  const message = (scope) => `User (role: guest) missing scope (${scope})`;
  await allRejected(caller, 401, 'general_unauthorized_scope', message, [...COLLECTION, ...TEAM]);
  for (const { call } of INVITATION) await assertNoTeam(call(teamsAs(caller), anId()));
};

/** A user with a JWT, as a member of a team if one is given. */
const signedIn = async (team, roles) => {
  const user = await aUser();
  const membership = team && await aMember(team, { email: user.email, roles });
  return { user, membership, teams: teamsAs(forUser(await jwtOf(await aSession(user.$id)))) };
};

let team;
before(async () => { team = await aTeam(); });

test('every method of the SDK is tested', () => {
  assert.equal(ALL.length, 11);
  assert.deepEqual(ALL.map(({ method }) => method).sort(), methodsOf('Teams'));
});

test('a caller without an API key is a guest', () => asGuest({ key: null }));

test('an API key of another project counts as missing', () => asGuest({ key: environment.otherKey }));

test('an expired API key is rejected', () =>
  allRejected({ key: environment.expiredKey }, 401, 'project_key_expired', () => 'Project key expired'));

test('an unknown project is 404', () =>
  allRejected({ project: anId() }, 404, 'project_not_found', () => 'Project not found'));

test('an API key for users is rejected for teams', () => {
  const role = `app.${environment.project}@service.${new URL(environment.endpoint).hostname} (role: application)`;
  const message = (scope) => `${role} missing scope (${scope})`;
  return allRejected({ key: environment.readKey }, 401, 'general_unauthorized_scope', message);
});

test('projects are isolated from each other', () =>
  assertNoTeam(teamsAs({ project: environment.otherProject, key: environment.otherKey }).get(team.$id)));

for (const { method, call } of TEAM) {
  test(`${method}: a team is 404 for users who are not members`, async () => {
    const { teams: stranger } = await signedIn();
    await assertNoTeam(call(stranger, team.$id));
  });
}

test('a user lists only their own teams', async () => {
  const mine = await aTeam();
  const member = await signedIn(mine);
  assert.deepEqual(await member.teams.list(), { total: 1, teams: [{ ...mine, total: 1 }] });
  assert.deepEqual(await member.teams.list(mine.name), { total: 1, teams: [{ ...mine, total: 1 }] });
  assert.deepEqual(await member.teams.list(team.name), { total: 0, teams: [] });
});

test('a user who creates a team is its owner', async () => {
  const founder = await signedIn();
  const id = anId();
  const made = await founder.teams.create(id, 'Founders');
  assertModel('team', made);
  assert.equal(made.total, 1);
  const { total, memberships: [own] } = await founder.teams.getMemberships(id);
  assert.deepEqual([total, own.userId, own.roles, own.confirm], [1, founder.user.$id, ['owner'], true]);
  await founder.teams.update(id, 'Renamed');
  await founder.teams.delete(id);
  await assertNoTeam(teams.get(id));
});

test('a member can read a team but not change it', async () => {
  const [mine, other] = [await aTeam(), await aUser()];
  const theirs = await aMember(mine, { email: other.email });
  const { teams: member, membership } = await signedIn(mine, ['developer']);
  assert.equal((await member.get(mine.$id)).total, 2);
  assert.equal((await member.getMemberships(mine.$id)).total, 2);
  assert.deepEqual(await member.getMembership(mine.$id, theirs.$id), theirs);
  await assertNotAllowed(member.update(mine.$id, 'Taken over'));
  await assertNotAllowed(member.delete(mine.$id));
  await assertNotAllowed(member.updateMembershipRoles(mine.$id, membership.$id, ['owner']));
  await assertNotAllowed(member.deleteMembership(mine.$id, theirs.$id));
  assert.deepEqual(await teams.get(mine.$id), { ...mine, total: 2 });
});

test('an owner changes roles and removes members', async () => {
  const mine = await aTeam();
  const { teams: owner } = await signedIn(mine, ['owner']);
  const { $id } = await aMember(mine);
  assert.deepEqual((await owner.updateMembershipRoles(mine.$id, $id, ['admin'])).roles, ['admin']);
  await owner.deleteMembership(mine.$id, $id);
  assert.equal((await owner.get(mine.$id)).total, 1);
});

test('a member can leave a team', async () => {
  const mine = await aTeam();
  const { teams: member, membership, user } = await signedIn(mine);
  await member.deleteMembership(mine.$id, membership.$id);
  await assertNoTeam(member.get(mine.$id));
  assert.equal((await teams.get(mine.$id)).total, 0);
  const [entry] = (await users.getLogs(user.$id)).logs;
  assert.deepEqual([entry.event, entry.mode], [`users.${user.$id}.memberships.delete`, 'default']);
});

test('a member who is not an owner cannot invite', async () => {
  const mine = await aTeam();
  const { teams: member } = await signedIn(mine, ['developer']);
  const email = anEmail();
  const message = 'User is not allowed to send invitations for this team';
  await assertError(
    member.createMembership(mine.$id, email, ['developer'], JOIN_URL), 401, 'user_unauthorized', message,
  );
  assert.equal((await users.list(email)).total, 0);
});

test('the rights of a member end with the team, even if a team of the same id is created', async () => {
  const mine = await aTeam();
  const { teams: owner } = await signedIn(mine, ['owner']);
  await teams.delete(mine.$id);
  await assertNoTeam(owner.get(mine.$id));
  await aTeam({ id: mine.$id });
  await assertNoTeam(owner.get(mine.$id));
  await assertNoTeam(owner.delete(mine.$id));
  assert.deepEqual(await owner.list(), { total: 0, teams: [] });
});

test('a blocked user is rejected', async () => {
  const { teams: member, user } = await signedIn(team);
  await users.updateStatus(user.$id, false);
  for (const { call } of [...COLLECTION, ...TEAM]) await assertBlocked(call(member, team.$id));
});
