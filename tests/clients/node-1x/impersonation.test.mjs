// PATCH /users/{userId}/impersonator, and the headers by which such a user calls as another.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { users, withSession } from './lib/clients.mjs';
import { anEmail, anId, aPhone, aUser } from './lib/fixtures.mjs';
import { assertModel } from './lib/models.mjs';
import { assertKnown } from './lib/refusals.mjs';

let impersonator;
let secret;
let other;
before(async () => {
  [impersonator, other] = [await aUser(), await aUser({ phone: aPhone(), name: 'The other' })];
  await users.updateImpersonator({ userId: impersonator.$id, impersonator: true });
  ({ secret } = await users.createSession({ userId: impersonator.$id }));
});

/** The three names by which the SDK can mean a user. */
const names = () => [
  ['setImpersonateUserId', other.$id], ['setImpersonateUserEmail', other.email], ['setImpersonateUserPhone', other.phone],
];

test('an impersonator is seen as another, by id, by address and by number', async () => {
  for (const [setter, value] of names()) {
    const seen = await withSession(secret, { [setter]: value }).get();
    assertModel('account', seen);
    assert.deepEqual([seen.$id, seen.name, seen.impersonatorUserId], [other.$id, 'The other', impersonator.$id], setter);
  }
});

test('without the header he is himself', async () => {
  const seen = await withSession(secret).get();
  assert.deepEqual([seen.$id, seen.impersonator, seen.impersonatorUserId], [impersonator.$id, true, null]);
});

test('he acts in the name of the other', async () => {
  await withSession(secret, { setImpersonateUserId: other.$id }).updateName({ name: 'Renamed' });
  assert.equal((await users.get(other.$id)).name, 'Renamed');
  await users.updateName(other.$id, 'The other');
});

test('nobody is called who is not there', async () => {
  for (const [setter, value] of [
    ['setImpersonateUserId', anId()], ['setImpersonateUserEmail', anEmail()], ['setImpersonateUserPhone', aPhone()],
  ]) {
    await assertKnown(withSession(secret, { [setter]: value }).get(), 'user_not_found');
  }
});

test('who may not is refused, and does not act as himself', async () => {
  const { $id: userId } = await aUser();
  const session = await users.createSession({ userId });
  for (const [setter, value] of names()) {
    await assertKnown(withSession(session.secret, { [setter]: value }).get(), 'user_unauthorized');
  }
});

test('who may no longer is refused at once', async () => {
  const { $id: userId } = await aUser();
  await users.updateImpersonator(userId, true);
  const session = await users.createSession(userId);
  const as = withSession(session.secret, { setImpersonateUserId: other.$id });
  assert.equal((await as.get()).$id, other.$id);
  await users.updateImpersonator(userId, false);
  await assertKnown(as.get(), 'user_unauthorized');
});
