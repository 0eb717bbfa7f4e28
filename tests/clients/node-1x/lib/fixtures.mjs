// Users and teams that no other run knows. A file that makes them through this module leaves none behind.

import { randomBytes, randomInt } from 'node:crypto';
import { after } from 'node:test';
import { accountAs, teams, users } from './clients.mjs';

export const PASSWORD = 'correct horse battery';
/** A page to which an invitation could lead: every project knows localhost. */
export const PAGE = 'http://localhost/join';

const made = { users: new Set(), teams: new Set() };

/** A word that nobody has used: letters and digits, so that a search takes it for one word, and a label may be it. */
export const aTag = () => `t${randomBytes(6).toString('hex')}`;
export const anId = () => `id-${randomBytes(12).toString('hex')}`;
export const anEmail = () => `${aTag()}@example.com`;
/** Fifteen digits: long enough that two runs do not meet. */
export const aPhone = () => `+9${Array.from({ length: 14 }, () => randomInt(10)).join('')}`;

/** What a user has of whom nothing special is asked; a parameter of `undefined` is not sent. */
const USUAL = { password: PASSWORD, name: 'Ada Lovelace' };

/** Creates a user; what is not said is random, and a phone number is not given. */
export async function aUser(params = {}) {
  return remember(await users.create({ userId: anId(), email: anEmail(), ...USUAL, ...params }));
}

/** Creates a user with an id and no more than what is said. */
export async function aBareUser(params = {}) {
  return remember(await users.create({ userId: anId(), ...params }));
}

/** Has a user removed when the file is done. */
export function remember(user) {
  made.users.add(user.$id);
  return user;
}

/** Creates a team; whatever is not said is random. */
export async function aTeam({ teamId = anId(), name = `Team ${aTag()}` } = {}) {
  made.teams.add(teamId);
  return teams.create({ teamId, name });
}

/** Adds a member by e-mail, as a server does. */
export async function aMember(team, { email, roles = ['developer'] }) {
  return teams.createMembership({ teamId: team.$id, email, roles, url: PAGE });
}

after(async () => {
  for (const id of made.teams) await unless('team_not_found', teams.delete({ teamId: id }));
  for (const id of made.users) await unless('user_not_found', users.delete({ userId: id }));
});

async function unless(gone, deletion) {
  await deletion.catch((error) => {
    if (error.type !== gone) throw error;
  });
}

/** Signs a user in by his address, as a server does that says for whom: its session comes with the secret. */
export function signIn(email, password = PASSWORD) {
  const visitor = `198.51.100.${randomInt(1, 255)}`;
  return accountAs({ headers: { 'x-forwarded-for': visitor } }).createEmailPasswordSession({ email, password });
}
