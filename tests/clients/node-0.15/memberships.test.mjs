// GET /users/{userId}/memberships
//
// The routes that make teams are not part of this service: the run is given a user who is a member of one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { users } from './lib/clients.mjs';
import { seeded } from './lib/environment.mjs';
import { anEmail, aTag, aUser } from './lib/fixtures.mjs';
import { assertList } from './lib/models.mjs';

const membership = async () => {
  const answer = await users.getMemberships(seeded.user);
  assert.equal(answer.total, 1);
  const [only, ...more] = assertList(answer, 'memberships', 'membership');
  assert.deepEqual(more, []);
  return only;
};

test('a new user has none', async () => {
  const { $id } = await aUser();
  assert.deepEqual(await users.getMemberships($id), { total: 0, memberships: [] });
});

test('a membership names its team and its user', async () => {
  const user = await users.get(seeded.user);
  const found = await membership();
  assert.deepEqual([found.userId, found.userName, found.userEmail], [user.$id, user.name, user.email]);
  assert.equal(found.teamName, seeded.teamName);
  assert.notEqual(found.teamId, '');
  assert.equal(found.confirm, true);
  assert.deepEqual(found.roles, ['owner']);
  assert.ok(found.invited > 0 && found.joined >= found.invited);
});

test('the names are those of now', async () => {
  const before = await membership();
  const [userName, userEmail] = [`Renamed ${aTag()}`, anEmail()];
  await users.updateName(seeded.user, userName);
  await users.updateEmail(seeded.user, userEmail);
  assert.deepEqual(await membership(), { ...before, userName, userEmail });
});
