// /teams with an API key.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http, teams, users } from './lib/clients.mjs';
import { aMember, anId, aTag, aTeam, aUser } from './lib/fixtures.mjs';
import { assertList, assertModel, assertRecent } from './lib/models.mjs';
import { assertInvalid, assertMissing, assertNoTeam, assertError } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const idsOf = ({ teams: found }) => found.map(({ $id }) => $id);

/** Teams, and a unique word that is in the names of all of them. */
const someTeams = async (count) => {
  const tag = aTag();
  const ids = [];
  for (let n = 0; n < count; n += 1) ids.push((await aTeam({ name: `${tag} n${n}` })).$id);
  return { tag, ids };
};

test('a team is created with a chosen id and without members', async () => {
  const [id, name] = [anId(), `Team ${aTag()}`];
  const team = await aTeam({ id, name });
  assertModel('team', team);
  assertRecent(team.$createdAt);
  assert.deepEqual(team, { $id: id, $createdAt: team.$createdAt, $updatedAt: team.$createdAt, name, total: 0 });
  assert.deepEqual(await teams.get(id), team);
  assert.deepEqual(await teams.getMemberships(id), { total: 0, memberships: [] });
});

test('a team is created with a generated id', async () => {
  const [one, two] = [await teams.create('unique()', 'One'), await teams.create('unique()', 'Two')];
  assert.match(one.$id, /^[0-9a-f]{20}$/);
  assert.notEqual(one.$id, two.$id);
  for (const { $id } of [one, two]) await teams.delete($id);
});

test('an id in use is a conflict for teams', async () => {
  const team = await aTeam();
  await assertError(teams.create(team.$id, 'Another'), 409, 'team_already_exists', 'Team already exists');
  assert.deepEqual(await teams.get(team.$id), team);
});

test('invalid teams are rejected', async () => {
  await assertInvalid(teams.create('-x', 'Name'), 'teamId', texts.CUSTOM_ID);
  await assertInvalid(teams.create('x'.repeat(37), 'Name'), 'teamId', texts.CUSTOM_ID);
  await assertMissing(teams.create('', 'Name'), 'teamId');
  await assertInvalid(teams.create(anId(), 'x'.repeat(129)), 'name', texts.text(128));
  await assertMissing(teams.create(anId(), ''), 'name');
  await assertInvalid(teams.create(anId(), 'Name', ['no role']), 'roles', texts.ROLES);
  await assertInvalid(teams.create(anId(), 'Name', Array(101).fill('role')), 'roles', texts.ROLES);
});

test('an unknown team is 404 and an invalid id is rejected', async () => {
  await assertNoTeam(teams.get(anId()));
  await assertNoTeam(teams.update(anId(), 'Name'));
  await assertNoTeam(teams.delete(anId()));
  await assertInvalid(teams.get('-x'), 'teamId', texts.UID);
  await assertInvalid(teams.update('-x', 'Name'), 'teamId', texts.UID);
  await assertInvalid(teams.delete('-x'), 'teamId', texts.UID);
});

test('a new name is found, the old one is not', async () => {
  const team = await aTeam();
  const name = `Renamed ${aTag()}`;
  const renamed = await teams.update(team.$id, name);
  assertModel('team', renamed);
  assert.deepEqual(renamed, { ...team, name, $updatedAt: renamed.$updatedAt });
  assert.deepEqual(await teams.get(team.$id), renamed);
  assert.deepEqual(await teams.list(name), { total: 1, teams: [renamed] });
  assert.deepEqual(await teams.list(team.name), { total: 0, teams: [] });
  await assertMissing(teams.update(team.$id, ''), 'name');
  await assertInvalid(teams.update(team.$id, 'x'.repeat(129)), 'name', texts.text(128));
});

test('a search finds teams by prefixes of their words', async () => {
  const { tag, ids } = await someTeams(2);
  for (const term of [tag, tag.slice(0, -1), tag.toUpperCase()]) {
    const found = await teams.list(term);
    assertList(found, 'teams', 'team');
    assert.deepEqual([found.total, idsOf(found)], [2, ids]);
  }
  assert.deepEqual(idsOf(await teams.list(`${tag} n1`)), ids.slice(1));
  assert.deepEqual(await teams.list(aTag()), { total: 0, teams: [] });
  for (const term of [ids[1], ids[1].slice(0, -2)]) assert.deepEqual(idsOf(await teams.list(term)), ids.slice(1), term);
});

test('a list has limit, offset and order', async () => {
  const { tag, ids } = await someTeams(4);
  const page = async (...rest) => idsOf(await teams.list(tag, ...rest));
  assert.deepEqual(await page(2), ids.slice(0, 2));
  assert.deepEqual(await page(2, 1), ids.slice(1, 3));
  assert.deepEqual(await page(25, 0, undefined, undefined, 'DESC'), ids.toReversed());
  const none = await teams.list(tag, 0);
  assert.deepEqual(none, { total: 4, teams: [] });
});

test('a list has pages after and before a cursor', async () => {
  const { tag, ids } = await someTeams(4);
  const page = async (...rest) => idsOf(await teams.list(tag, ...rest));
  assert.deepEqual(await page(2, 0, ids[1], 'after'), ids.slice(2));
  assert.deepEqual(await page(2, 0, ids[2], 'before'), ids.slice(0, 2));
  assert.deepEqual(await page(25, 0, ids[2], 'after', 'DESC'), ids.slice(0, 2).toReversed());
});

test('a list without a search has all teams', async () => {
  const { ids } = await someTeams(2);
  const read = await teams.list(undefined, 100, 0, ids[0], 'after');
  assert.ok(idsOf(read).includes(ids[1]));
  const newest = await teams.list(undefined, 100, 0, undefined, undefined, 'DESC');
  assertList(newest, 'teams', 'team');
  assert.ok(idsOf(newest).indexOf(ids[1]) < idsOf(newest).indexOf(ids[0]));
});

test('a list rejects invalid parameters', async () => {
  const stranger = anId();
  const message = `Team '${stranger}' for the 'cursor' value not found.`;
  await assertError(teams.list(undefined, 25, 0, stranger), 400, 'general_cursor_not_found', message);
  await assertInvalid(teams.list('x'.repeat(257)), 'search', texts.text(256));
  await assertInvalid(teams.list('', 101), 'limit', texts.range(0, 100));
  await assertInvalid(teams.list('', 25, 5001), 'offset', texts.range(0, '5,000'));
  await assertInvalid(teams.list('', 25, 0, '-x'), 'cursor', texts.UID);
  await assertInvalid(teams.list('', 25, 0, '', 'sideways'), 'cursorDirection', texts.oneOf('after', 'before'));
  await assertInvalid(teams.list('', 25, 0, '', '', 'up'), 'orderType', texts.oneOf('ASC', 'DESC'));
});

test('a deleted team and its memberships are 404 at once', async () => {
  const [team, user] = [await aTeam(), await aUser()];
  const membership = await aMember(team, { email: user.email });
  await teams.delete(team.$id);
  await assertNoTeam(teams.get(team.$id));
  await assertNoTeam(teams.getMemberships(team.$id));
  await assertNoTeam(teams.getMembership(team.$id, membership.$id));
  await assertNoTeam(teams.delete(team.$id));
  assert.deepEqual(await users.getMemberships(user.$id), { total: 0, memberships: [] });
  assert.deepEqual(await teams.list(team.name), { total: 0, teams: [] });
});

test('a new team of the same id has no data of the deleted one', async () => {
  const [old, user] = [await aTeam(), await aUser()];
  const membership = await aMember(old, { email: user.email, roles: ['owner'] });
  await teams.delete(old.$id);
  const recreated = await aTeam({ id: old.$id });
  assert.equal(recreated.total, 0);
  assert.deepEqual(await teams.getMemberships(old.$id), { total: 0, memberships: [] });
  await assertError(
    teams.getMembership(old.$id, membership.$id), 404, 'team_invite_not_found', 'Invite not found',
  );
  assert.deepEqual(await users.getMemberships(user.$id), { total: 0, memberships: [] });
  assert.deepEqual(await teams.list(old.name), { total: 0, teams: [] });
});

test('the answer to a deletion is 204 without a body', async () => {
  const { $id } = await aTeam();
  const answer = await http('DELETE', `/teams/${$id}`, { body: '{}' });
  assert.deepEqual([answer.status, answer.text], [204, '']);
  assert.doesNotMatch(answer.headers.get('content-type'), /json/i);
});
