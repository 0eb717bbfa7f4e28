// Users that no other run knows. A file that makes users through this module leaves none behind.

import { randomBytes, randomInt } from 'node:crypto';
import { after } from 'node:test';
import { users } from './clients.mjs';

export const PASSWORD = 'correct horse battery';

const made = new Set();

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
  made.add(user.$id);
  return user;
}

after(async () => {
  for (const id of made) {
    await users.delete(id).catch((error) => {
      if (error.type !== 'user_not_found') throw error;
    });
  }
});
