// PATCH /users/{userId}/impersonator, and the headers with which such a user acts as another user.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { users, withSession } from './lib/clients.mjs';
import { anEmail, anId, aPhone, aUser } from './lib/fixtures.mjs';
import { assertModel } from './lib/models.mjs';
import { assertErrorType } from './lib/errors.mjs';

let impersonator;
let secret;
let other;
before(async () => {
  [impersonator, other] = [await aUser(), await aUser({ phone: aPhone(), name: 'The other' })];
  await users.updateImpersonator({ userId: impersonator.$id, impersonator: true });
  ({ secret } = await users.createSession({ userId: impersonator.$id }));
});

/** The three settings of the SDK for the impersonated user. */
const names = () => [
  ['setImpersonateUserId', other.$id], ['setImpersonateUserEmail', other.email], ['setImpersonateUserPhone', other.phone],
];

test('an impersonator acts as a user that is found by id, email or phone', async () => {
  for (const [setter, value] of names()) {
    const seen = await withSession(secret, { [setter]: value }).get();
    assertModel('account', seen);
    assert.deepEqual([seen.$id, seen.name, seen.impersonatorUserId], [other.$id, 'The other', impersonator.$id], setter);
  }
});

test('without the header an impersonator acts as themselves', async () => {
  const seen = await withSession(secret).get();
  assert.deepEqual([seen.$id, seen.impersonator, seen.impersonatorUserId], [impersonator.$id, true, null]);
});

test('changes of an impersonator are made to the other user', async () => {
  await withSession(secret, { setImpersonateUserId: other.$id }).updateName({ name: 'Renamed' });
  assert.equal((await users.get(other.$id)).name, 'Renamed');
  await users.updateName(other.$id, 'The other');
});

test('an unknown user cannot be impersonated', async () => {
  for (const [setter, value] of [
    ['setImpersonateUserId', anId()], ['setImpersonateUserEmail', anEmail()], ['setImpersonateUserPhone', aPhone()],
  ]) {
    await assertErrorType(withSession(secret, { [setter]: value }).get(), 'user_not_found');
  }
});

test('a user without the right is rejected and not run as themselves', async () => {
  const { $id: userId } = await aUser();
  const session = await users.createSession({ userId });
  for (const [setter, value] of names()) {
    await assertErrorType(withSession(session.secret, { [setter]: value }).get(), 'user_unauthorized');
  }
});

test('a user who loses the right is rejected at once', async () => {
  const { $id: userId } = await aUser();
  await users.updateImpersonator(userId, true);
  const session = await users.createSession(userId);
  const as = withSession(session.secret, { setImpersonateUserId: other.$id });
  assert.equal((await as.get()).$id, other.$id);
  await users.updateImpersonator(userId, false);
  await assertErrorType(as.get(), 'user_unauthorized');
});
