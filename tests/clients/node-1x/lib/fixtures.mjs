// Users and teams with unique values. Those that are created through this module are deleted at the end of the test
// file.

import { randomInt } from 'node:crypto';
import { after } from 'node:test';
import { accountAs, teams, users } from './clients.mjs';
import { anEmail, anId, aTag, JOIN_URL, PASSWORD, unless } from '../../shared/values.mjs';

export * from '../../shared/values.mjs';

const created = { users: new Set(), teams: new Set() };

/** The default parameters of a user; a parameter of `undefined` is not sent. */
const DEFAULTS = { password: PASSWORD, name: 'Ada Lovelace' };

/** Creates a user; missing values are random, and a missing phone is not set. */
export async function aUser(params = {}) {
  return remember(await users.create({ userId: anId(), email: anEmail(), ...DEFAULTS, ...params }));
}

/** Creates a user with an id and only these parameters. */
export async function aBareUser(params = {}) {
  return remember(await users.create({ userId: anId(), ...params }));
}

/** Deletes a user at the end of the test file. */
export function remember(user) {
  created.users.add(user.$id);
  return user;
}

/** Creates a team; missing values are random. */
export async function aTeam({ teamId = anId(), name = `Team ${aTag()}` } = {}) {
  created.teams.add(teamId);
  return teams.create({ teamId, name });
}

/** Adds a member by email, with the API key. */
export async function aMember(team, { email, roles = ['developer'] }) {
  return teams.createMembership({ teamId: team.$id, email, roles, url: JOIN_URL });
}

after(async () => {
  for (const id of created.teams) await unless('team_not_found', teams.delete({ teamId: id }));
  for (const id of created.users) await unless('user_not_found', users.delete({ userId: id }));
});

/** Signs a user in by email, from a server that sends the IP address of its visitor; the session has its secret. */
export function signIn(email, password = PASSWORD) {
  const visitor = `198.51.100.${randomInt(1, 255)}`;
  return accountAs({ headers: { 'x-forwarded-for': visitor } }).createEmailPasswordSession({ email, password });
}
