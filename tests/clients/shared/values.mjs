// Unique values for the fixtures of all Node suites.

import { randomBytes, randomInt } from 'node:crypto';

export const PASSWORD = 'correct horse battery';
/** The URL of a web page for invitations: every project allows localhost. */
export const JOIN_URL = 'http://localhost/join';

/** A unique word of letters and digits, which is one word for a search and a valid label. */
export const aTag = () => `t${randomBytes(6).toString('hex')}`;
export const anId = () => `id-${randomBytes(12).toString('hex')}`;
export const anEmail = () => `${aTag()}@example.com`;
/** A phone of fifteen digits, so that two runs do not use the same one. */
export const aPhone = () => `+9${Array.from({ length: 14 }, () => randomInt(10)).join('')}`;

/** Waits for a deletion; the error of an item that is deleted already is ignored. */
export async function unless(deletedType, deletion) {
  await deletion.catch((error) => {
    if (error.type !== deletedType) throw error;
  });
}
