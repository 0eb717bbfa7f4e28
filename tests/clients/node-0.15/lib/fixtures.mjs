// Users and teams that no other run knows. A file that makes them through this module leaves none behind.

import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { after } from 'node:test';
import { http, teams, users } from './clients.mjs';

export const PASSWORD = 'correct horse battery';
/** A page to which an invitation could lead: every project knows localhost. */
export const PAGE = 'http://localhost/join';

const made = { users: new Set(), teams: new Set() };

/** A word that nobody has used: letters and digits, so that a search takes it for one word. */
export const aTag = () => `t${randomBytes(6).toString('hex')}`;
export const anId = () => `id-${randomBytes(12).toString('hex')}`;
export const anEmail = () => `${aTag()}@example.com`;
/** Fifteen digits: long enough that two runs do not meet. */
export const aPhone = () => `+9${Array.from({ length: 14 }, () => randomInt(10)).join('')}`;

/** Creates a user; whatever is not said is random. */
export async function aUser({ id = anId(), email = anEmail(), password = PASSWORD, name = 'Ada Lovelace' } = {}) {
  return remember(await users.create(id, email, password, name));
}

/** Has a user removed when the file is done. */
export function remember(user) {
  made.users.add(user.$id);
  return user;
}

/** Makes a session as a server does; `secret` is its token. This SDK has no method for it yet. */
export async function aSession(userId, headers = {}) {
  const answer = await http('POST', `/users/${userId}/sessions`, { body: '{}', headers });
  assert.equal(answer.status, 201, answer.text);
  return answer.json();
}

/** The JWT that the user of a session lends to a server. */
export async function jwtOf({ secret }) {
  const headers = { 'x-appwrite-session': secret, 'x-appwrite-key': '' };
  const answer = await http('POST', '/account/jwt', { body: '{}', headers });
  assert.equal(answer.status, 201, answer.text);
  return answer.json().jwt;
}

/** Creates a team; whatever is not said is random. */
export async function aTeam({ id = anId(), name = `Team ${aTag()}` } = {}) {
  made.teams.add(id);
  return teams.create(id, name);
}

/** Adds a member by e-mail, as a server does. */
export async function aMember(team, { email = anEmail(), roles = ['developer'], name } = {}) {
  const membership = await teams.createMembership(team.$id, email, roles, PAGE, name);
  remember({ $id: membership.userId });
  return membership;
}

after(async () => {
  for (const id of made.teams) await unless('team_not_found', teams.delete(id));
  for (const id of made.users) await unless('user_not_found', users.delete(id));
});

async function unless(gone, deletion) {
  await deletion.catch((error) => {
    if (error.type !== gone) throw error;
  });
}
