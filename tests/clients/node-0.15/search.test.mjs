// GET /users?search=: two well-known players, whose names have a unique word of this run. A term without that word can
// find other users of the project, so only the users of this run among the newest results are compared; with the word,
// the answer must be exact.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { users } from './lib/clients.mjs';
import { aPhone, aTag, aUser } from './lib/fixtures.mjs';
import { assertList } from './lib/models.mjs';

const tag = aTag();
let cristiano;
let lionel;

before(async () => {
  const email = `cristiano.ronaldo+${tag}@manchester-united.co.uk`;
  cristiano = await aUser({ name: `Cristiano Ronaldo ${tag}`, email });
  lionel = await aUser({ name: `Lionel Messi ${tag}`, email: `lionel.messi+${tag}@psg.fr` });
});

/** The ids of the found users; the total must be their number. */
const found = async (term) => {
  const answer = await users.list(term, 100);
  const ids = assertList(answer, 'users', 'user').map(({ $id }) => $id);
  assert.equal(answer.total, ids.length);
  return ids;
};

const foundAmong = async (term, ...some) => {
  const { users: hits } = await users.list(term, 100, 0, undefined, undefined, 'DESC');
  return hits.map(({ $id }) => $id).filter((id) => some.some(({ $id }) => $id === id));
};

const TERMS = ['Ronaldo', 'cristiano.ronaldo', 'manchester', 'united.co.uk', 'man'];

for (const term of TERMS) {
  test(`"${term}" finds Ronaldo but not Messi`, async () => {
    assert.deepEqual(await foundAmong(term, cristiano, lionel), [cristiano.$id]);
    assert.deepEqual(await found(`${term} ${tag}`), [cristiano.$id]);
  });
}

test('an id finds only its user', async () => assert.deepEqual(await found(cristiano.$id), [cristiano.$id]));

test('a generated id finds only its user', async () => {
  const { $id } = await aUser({ id: 'unique()' });
  assert.deepEqual(await found($id), [$id]);
});

test('a complete email finds only its user and no others of the domain', async () => {
  const neighbour = await aUser({ name: 'Cristiano Ronaldo', email: `${aTag()}@manchester-united.co.uk` });
  assert.deepEqual(await found(cristiano.email), [cristiano.$id]);
  assert.deepEqual(await found(neighbour.email), [neighbour.$id]);
  assert.deepEqual(await found(cristiano.email.toUpperCase()), [cristiano.$id]);
});

test('a complete phone finds only its user', async () => {
  const { $id } = await aUser();
  const phone = aPhone();
  await users.updatePhone($id, phone);
  assert.deepEqual(await found(phone), [$id]);
});

test('every word of the term must be a prefix of a word, in any order and case', async () => {
  const word = aTag();
  const [ada, grace] = [await aUser({ name: `Ada Lovelace ${word}` }), await aUser({ name: `Grace Hopper ${word}` })];
  assert.deepEqual(await found(word), [ada.$id, grace.$id]);
  assert.deepEqual(await found(`LOVE ad ${word.slice(0, -1)}`), [ada.$id]);
  assert.deepEqual(await found(`${word} hopper gra`), [grace.$id]);
  assert.deepEqual(await found(`${word} Lovelace Hopper`), []);
  assert.deepEqual(await found(`velace ${word}`), []);
});

test('common and short words are found', async () => {
  const rare = aTag();
  const { $id } = await aUser({ name: `The Www of De ${rare}` });
  for (const common of ['the', 'www', 'of', 'de']) {
    assert.deepEqual(await found(`${common} ${rare}`), [$id], common);
  }
});

test('accents are ignored', async () => {
  const word = aTag();
  const { $id } = await aUser({ name: `Zoë Müller ${word}` });
  assert.deepEqual(await found(`zoe muller ${word}`), [$id]);
  assert.deepEqual(await found(`ZOË MÜLLER ${word}`), [$id]);
});

test('a quoted term is matched as a whole', async () => {
  assert.deepEqual(await found(`"Ronaldo ${tag}"`), [cristiano.$id]);
  assert.deepEqual(await found(`"Cristiano ${tag}"`), []);
});

test('a new name is found at once, and the old one is not', async () => {
  const { $id } = await aUser({ name: `Before ${aTag()}` });
  const [first, second] = [aTag(), aTag()];
  await users.updateName($id, `Updated name ${first}`);
  assert.deepEqual(await found(`Updated name ${first}`), [$id]);
  await users.updateName($id, `Updated name ${second}`);
  assert.deepEqual(await found(`Updated name ${second}`), [$id]);
  assert.deepEqual(await found(first), []);
});

test('a new email is found at once, also in quotes, and the old one is not', async () => {
  const user = await aUser();
  const email = `users.service+${aTag()}@updated.com`;
  await users.updateEmail(user.$id, email);
  assert.deepEqual(await found(`"${email}"`), [user.$id]);
  assert.deepEqual(await found(email), [user.$id]);
  assert.deepEqual(await found(user.email), []);
});

test('a deleted user is not found', async () => {
  const word = aTag();
  const user = await aUser({ name: `Gone ${word}` });
  assert.deepEqual(await found(word), [user.$id]);
  await users.delete(user.$id);
  assert.deepEqual(await found(word), []);
  assert.deepEqual(await found(user.email), []);
});

test('an empty term is ignored', async () => {
  assert.equal((await users.list('', 3)).users.length, (await users.list(undefined, 3)).users.length);
  assert.ok((await users.list('', 3)).total >= 2);
});

test('terms of special characters are accepted', async () => {
  for (const term of ['@', '"', '%', '*', '+', "'; --", '\\', '()', '#', '\u0000', '😀']) {
    assertList(await users.list(`${term} ${tag}`), 'users', 'user');
  }
});
