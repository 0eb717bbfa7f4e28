// GET /users?search=: two well-known players, tagged with a word of this run. A term alone may find others in a project
// that is in use, so there the newest hits are taken and our own looked at; with the tag, the answer must be exact.

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

/** The ids of an answer whose total is their number. */
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
  test(`"${term}" finds Ronaldo and not Messi`, async () => {
    assert.deepEqual(await foundAmong(term, cristiano, lionel), [cristiano.$id]);
    assert.deepEqual(await found(`${term} ${tag}`), [cristiano.$id]);
  });
}

test('an id finds its user alone', async () => assert.deepEqual(await found(cristiano.$id), [cristiano.$id]));

test('a made id finds its user alone', async () => {
  const { $id } = await aUser({ id: 'unique()' });
  assert.deepEqual(await found($id), [$id]);
});

test('a whole address finds its user alone, whoever else is of that domain', async () => {
  const neighbour = await aUser({ name: 'Cristiano Ronaldo', email: `${aTag()}@manchester-united.co.uk` });
  assert.deepEqual(await found(cristiano.email), [cristiano.$id]);
  assert.deepEqual(await found(neighbour.email), [neighbour.$id]);
  assert.deepEqual(await found(cristiano.email.toUpperCase()), [cristiano.$id]);
});

test('a whole phone number finds its user alone', async () => {
  const { $id } = await aUser();
  const phone = aPhone();
  await users.updatePhone($id, phone);
  assert.deepEqual(await found(phone), [$id]);
});

test('every word must match, and each may be the beginning of one, in any order and case', async () => {
  const word = aTag();
  const [ada, grace] = [await aUser({ name: `Ada Lovelace ${word}` }), await aUser({ name: `Grace Hopper ${word}` })];
  assert.deepEqual(await found(word), [ada.$id, grace.$id]);
  assert.deepEqual(await found(`LOVE ad ${word.slice(0, -1)}`), [ada.$id]);
  assert.deepEqual(await found(`${word} hopper gra`), [grace.$id]);
  assert.deepEqual(await found(`${word} Lovelace Hopper`), []);
  assert.deepEqual(await found(`velace ${word}`), []);
});

test('no word is too common or too short to be found', async () => {
  const rare = aTag();
  const { $id } = await aUser({ name: `The Www of De ${rare}` });
  for (const common of ['the', 'www', 'of', 'de']) {
    assert.deepEqual(await found(`${common} ${rare}`), [$id], common);
  }
});

test('marks do not matter', async () => {
  const word = aTag();
  const { $id } = await aUser({ name: `Zoë Müller ${word}` });
  assert.deepEqual(await found(`zoe muller ${word}`), [$id]);
  assert.deepEqual(await found(`ZOË MÜLLER ${word}`), [$id]);
});

test('a term in quotes is matched as a whole', async () => {
  assert.deepEqual(await found(`"Ronaldo ${tag}"`), [cristiano.$id]);
  assert.deepEqual(await found(`"Cristiano ${tag}"`), []);
});

test('a rename is found at once, and the old name no more', async () => {
  const { $id } = await aUser({ name: `Before ${aTag()}` });
  const [first, second] = [aTag(), aTag()];
  await users.updateName($id, `Updated name ${first}`);
  assert.deepEqual(await found(`Updated name ${first}`), [$id]);
  await users.updateName($id, `Updated name ${second}`);
  assert.deepEqual(await found(`Updated name ${second}`), [$id]);
  assert.deepEqual(await found(first), []);
});

test('a new address is found at once, in quotes too, and the old one no more', async () => {
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

test('an empty term is none', async () => {
  assert.equal((await users.list('', 3)).users.length, (await users.list(undefined, 3)).users.length);
  assert.ok((await users.list('', 3)).total >= 2);
});

test('signs do no harm', async () => {
  for (const term of ['@', '"', '%', '*', '+', "'; --", '\\', '()', '#', '\u0000', '😀']) {
    assertList(await users.list(`${term} ${tag}`), 'users', 'user');
  }
});
