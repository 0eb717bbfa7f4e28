// Users and teams that no other run knows. A file that makes them through this module leaves none behind.
//
// Sign-ups are limited to ten an hour, so users are made by the administrator; only the tests of signing up sign up.

import { randomBytes, randomInt } from 'node:crypto';
import { after } from 'node:test';
import { aVisitor, teams, users } from './visitors.mjs';

export const PASSWORD = 'correct horse battery';
/** A page to which an invitation could lead: every project knows localhost. */
export const PAGE = 'http://localhost/join';

const made = { users: new Set(), teams: new Set() };

export const aTag = () => `t${randomBytes(6).toString('hex')}`;
export const anId = () => `id-${randomBytes(12).toString('hex')}`;
export const anEmail = () => `${aTag()}@example.com`;
/** Fifteen digits: long enough that two runs do not meet. */
export const aPhone = () => `+9${Array.from({ length: 14 }, () => randomInt(10)).join('')}`;

/** Creates a user; whatever is not said is random. */
export async function aUser({ id = anId(), email = anEmail(), name = 'Ada Lovelace' } = {}) {
  return remember(await users.create(id, email, PASSWORD, name));
}

/** Has a user removed when the file is done. */
export function remember(user) {
  made.users.add(user.$id);
  return user;
}

/** A browser in which this user has just signed in. */
export async function signIn(user, password = PASSWORD) {
  const visitor = aVisitor();
  const session = await visitor.account.createEmailSession(user.email, password);
  return { ...visitor, session };
}

/** A new user, signed in. */
export async function aMember() {
  const user = await aUser();
  return { user, ...await signIn(user) };
}

/** Creates a team as this visitor does; whatever is not said is random. */
export async function aTeam(owner, { id = anId(), name = `Team ${aTag()}`, roles } = {}) {
  made.teams.add(id);
  return owner.teams.create(id, name, roles);
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
