// Users and teams with unique values. Those that are created through this module are deleted at the end of the test
// file.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { http, teams, users } from './clients.mjs';
import { anEmail, anId, aTag, JOIN_URL, PASSWORD, unless } from '../../shared/values.mjs';

export * from '../../shared/values.mjs';

const created = { users: new Set(), teams: new Set() };

/** Creates a user; missing values are random. */
export async function aUser({ id = anId(), email = anEmail(), password = PASSWORD, name = 'Ada Lovelace' } = {}) {
  return remember(await users.create(id, email, password, name));
}

/** Deletes a user at the end of the test file. */
export function remember(user) {
  created.users.add(user.$id);
  return user;
}

/** Creates a session with the API key; `secret` is its token. This SDK has no method for it yet. */
export async function aSession(userId, headers = {}) {
  const answer = await http('POST', `/users/${userId}/sessions`, { body: '{}', headers });
  assert.equal(answer.status, 201, answer.text);
  return answer.json();
}

/** Creates a JWT of a session. */
export async function jwtOf({ secret }) {
  const headers = { 'x-appwrite-session': secret, 'x-appwrite-key': '' };
  const answer = await http('POST', '/account/jwt', { body: '{}', headers });
  assert.equal(answer.status, 201, answer.text);
  return answer.json().jwt;
}

/** Creates a team; missing values are random. */
export async function aTeam({ id = anId(), name = `Team ${aTag()}` } = {}) {
  created.teams.add(id);
  return teams.create(id, name);
}

/** Adds a member by email, with the API key. */
export async function aMember(team, { email = anEmail(), roles = ['developer'], name } = {}) {
  const membership = await teams.createMembership(team.$id, email, roles, JOIN_URL, name);
  remember({ $id: membership.userId });
  return membership;
}

after(async () => {
  for (const id of created.teams) await unless('team_not_found', teams.delete(id));
  for (const id of created.users) await unless('user_not_found', users.delete(id));
});
