// GET /users/{userId}/memberships

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { users } from './lib/clients.mjs';
import { aMember, anEmail, aTag, aTeam, aUser } from './lib/fixtures.mjs';
import { assertList } from './lib/models.mjs';

let team;
let member;
before(async () => {
  [team, member] = [await aTeam(), await aUser()];
  await aMember(team, { email: member.email, roles: ['owner'] });
});

const membership = async () => {
  const answer = await users.getMemberships(member.$id);
  assert.equal(answer.total, 1);
  const [only, ...more] = assertList(answer, 'memberships', 'membership');
  assert.deepEqual(more, []);
  return only;
};

test('a new user has an empty list', async () => {
  const { $id } = await aUser();
  assert.deepEqual(await users.getMemberships($id), { total: 0, memberships: [] });
});

test('a membership shows its team and its user', async () => {
  const user = await users.get(member.$id);
  const found = await membership();
  assert.deepEqual([found.userId, found.userName, found.userEmail], [user.$id, user.name, user.email]);
  assert.deepEqual([found.teamId, found.teamName], [team.$id, team.name]);
  assert.equal(found.confirm, true);
  assert.deepEqual(found.roles, ['owner']);
  assert.ok(found.invited > 0 && found.joined >= found.invited);
});

test('a membership shows the current names', async () => {
  const before = await membership();
  const [userName, userEmail] = [`Renamed ${aTag()}`, anEmail()];
  await users.updateName(member.$id, userName);
  await users.updateEmail(member.$id, userEmail);
  assert.deepEqual(await membership(), { ...before, userName, userEmail });
});
