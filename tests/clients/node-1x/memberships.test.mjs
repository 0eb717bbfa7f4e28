// GET /users/{userId}/memberships, with teams of the same SDK.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Query } from 'node-appwrite';
import { teams, users } from './lib/clients.mjs';
import { aMember, anEmail, aPhone, aTag, aTeam, aUser } from './lib/fixtures.mjs';
import { assertList, assertRecent, assertSame } from './lib/models.mjs';
import { assertInvalid } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

let owned;
let joined;
let member;
before(async () => {
  [owned, joined, member] = [await aTeam({ name: `Owned ${aTag()}` }), await aTeam(), await aUser({ phone: aPhone() })];
  await aMember(owned, { email: member.email, roles: ['owner'] });
  await aMember(joined, { email: member.email, roles: ['developer', 'admin'] });
});

const memberships = async (params) =>
  assertList(await users.listMemberships({ userId: member.$id, ...params }), 'memberships', 'membership');
const teamsOf = (rows) => rows.map(({ teamId }) => teamId).toSorted();

test('a new user has an empty list', async () => {
  const { $id: userId } = await aUser();
  assertSame(await users.listMemberships({ userId }), { total: 0, memberships: [] });
});

test('a membership shows its team and its user', async () => {
  const all = await memberships();
  assert.deepEqual(teamsOf(all), [owned.$id, joined.$id].toSorted());
  const found = all.find(({ teamId }) => teamId === owned.$id);
  const { $id, $createdAt, $updatedAt, invited, joined: since } = found;
  [$createdAt, invited, since].forEach(assertRecent);
  assertSame(found, {
    $id, $createdAt, $updatedAt, userId: member.$id, userName: member.name, userEmail: member.email,
    userPhone: member.phone, teamId: owned.$id, teamName: owned.name, invited, joined: since, confirm: true, mfa: false,
    userAccessedAt: '', roles: ['owner'],
  });
});

test('a membership shows the current names', async () => {
  const [name, email] = [`Renamed ${aTag()}`, anEmail()];
  await users.updateName(member.$id, name);
  member = await users.updateEmail(member.$id, email);
  for (const row of await memberships()) assert.deepEqual([row.userName, row.userEmail], [name, email]);
});

test('memberships are listed by queries', async () => {
  const found = async (...queries) => teamsOf(await memberships({ queries }));
  assert.deepEqual(await found(Query.equal('teamId', joined.$id)), [joined.$id]);
  assert.deepEqual(await found(Query.contains('roles', ['owner'])), [owned.$id]);
  assert.deepEqual(await found(Query.equal('confirm', false)), []);
  assert.equal((await found(Query.limit(1))).length, 1);
  const uncounted = await users.listMemberships({ userId: member.$id, total: false });
  assert.deepEqual([uncounted.total, uncounted.memberships.length], [0, 2]);
});

test('an invalid query is rejected', async () => {
  const why = texts.query('Cannot query equal on attribute "roles" because it is an array.');
  await assertInvalid(memberships({ queries: [Query.equal('roles', 'owner')] }), 'queries', why);
});

test('a removed member is no longer listed', async () => {
  const { $id: userId, email } = await aUser();
  const { $id: membershipId } = await aMember(joined, { email });
  await teams.deleteMembership({ teamId: joined.$id, membershipId });
  assertSame(await users.listMemberships(userId), { total: 0, memberships: [] });
});
