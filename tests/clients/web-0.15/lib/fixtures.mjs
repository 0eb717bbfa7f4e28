// Users and teams with unique values. Those that are created through this module are deleted at the end of the test
// file.
//
// Sign-ups are limited to ten an hour, so the administrator creates the users; only the tests of signing up sign up.

import { after } from 'node:test';
import { aVisitor, teams, users } from './visitors.mjs';
import { anEmail, anId, aTag, PASSWORD, unless } from '../../shared/values.mjs';

export * from '../../shared/values.mjs';

const created = { users: new Set(), teams: new Set() };

/** Creates a user; missing values are random. */
export async function aUser({ id = anId(), email = anEmail(), name = 'Ada Lovelace' } = {}) {
  return remember(await users.create(id, email, PASSWORD, name));
}

/** Deletes a user at the end of the test file. */
export function remember(user) {
  created.users.add(user.$id);
  return user;
}

/** A visitor who has just signed in as this user. */
export async function signIn(user, password = PASSWORD) {
  const visitor = aVisitor();
  const session = await visitor.account.createEmailSession(user.email, password);
  return { ...visitor, session };
}

/** A new user who is signed in. */
export async function aMember() {
  const user = await aUser();
  return { user, ...await signIn(user) };
}

/** Creates a team as this visitor; missing values are random. */
export async function aTeam(owner, { id = anId(), name = `Team ${aTag()}`, roles } = {}) {
  created.teams.add(id);
  return owner.teams.create(id, name, roles);
}

after(async () => {
  for (const id of created.teams) await unless('team_not_found', teams.delete(id));
  for (const id of created.users) await unless('user_not_found', users.delete(id));
});
