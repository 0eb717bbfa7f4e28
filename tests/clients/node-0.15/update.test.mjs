// PATCH of single fields: email, name, password, phone, status and both verifications.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { users } from './lib/clients.mjs';
import { anEmail, aPhone, aTag, aUser, PASSWORD } from './lib/fixtures.mjs';
import { assertModel, assertRecent } from './lib/models.mjs';
import { assertInvalid, assertMissing, assertError } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

/** Fails unless `after` is `before` with these changes and a later time of change, and equals the stored user. */
const assertChanged = async (before, after, changes) => {
  assertModel('user', after);
  assertRecent(after.$updatedAt);
  assert.ok(after.$updatedAt >= before.$updatedAt);
  assert.deepEqual(after, { ...before, ...changes, $updatedAt: after.$updatedAt });
  assert.deepEqual(await users.get(before.$id), after);
};

const assertEmailTaken = (call) => assertError(call, 409, 'user_email_already_exists', 'Email already exists');

test('a new email is stored in lower case and is unverified', async () => {
  const { $id } = await aUser();
  const before = await users.updateEmailVerification($id, true);
  const email = anEmail();
  await assertChanged(before, await users.updateEmail($id, email.toUpperCase()), { email, emailVerification: false });
});

test('setting the same email succeeds and removes the verification', async () => {
  const { $id, email } = await aUser();
  const before = await users.updateEmailVerification($id, true);
  await assertChanged(before, await users.updateEmail($id, email), { emailVerification: false });
});

test('an email of another user is a conflict and changes nothing', async () => {
  const [user, other] = [await aUser(), await aUser()];
  await assertEmailTaken(users.updateEmail(user.$id, other.email));
  await assertEmailTaken(users.updateEmail(user.$id, other.email.toUpperCase()));
  assert.deepEqual(await users.get(user.$id), user);
});

test('other users can have a former email', async () => {
  const [user, other] = [await aUser(), await aUser()];
  await users.updateEmail(user.$id, anEmail());
  assert.equal((await users.updateEmail(other.$id, user.email)).email, user.email);
});

test('unusual valid emails are accepted', async () => {
  const { $id } = await aUser();
  const tag = aTag();
  const valid = [
    `A.B+c${tag}@Example.COM`, `a'b${tag}@x.com`, `${tag}@b.c`, `${tag}@[127.0.0.1]`,
    `${tag.padEnd(64, 'l')}@x.com`, `a@${tag.padEnd(63, 'l')}.com`,
  ];
  for (const email of valid) {
    assert.equal((await users.updateEmail($id, email)).email, email.toLowerCase());
  }
});

test('invalid emails are rejected', async () => {
  const { $id } = await aUser();
  const invalid = [
    'a@b', 'a@localhost', '"q s"@x.com', 'a..b@x.com', '.a@x.com', 'a@-x.com', 'ä@x.com', 'a@ü.com', ' a@x.com',
    'a@x.com ', 'a@1.2.3.4', 'a@x_y.com', 'a@b.co.', `${'l'.repeat(65)}@x.com`, `a@${'l'.repeat(64)}.com`, 5, true,
  ];
  for (const email of invalid) {
    await assertInvalid(users.updateEmail($id, email), 'email', texts.EMAIL);
  }
  await assertMissing(users.updateEmail($id, ''), 'email');
  await assertMissing(users.updateEmail($id, null), 'email');
});

test('a new name changes only the name', async () => {
  const { $id } = await aUser();
  const before = await users.updateEmailVerification($id, true);
  const name = `Grace "Amazing" Hopper ${'ü'.repeat(100)}`;
  await assertChanged(before, await users.updateName($id, name), { name });
});

test('invalid names are rejected', async () => {
  const { $id } = await aUser();
  for (const name of ['x'.repeat(129), 5]) {
    await assertInvalid(users.updateName($id, name), 'name', texts.text(128));
  }
  await assertMissing(users.updateName($id, ''), 'name');
  await assertMissing(users.updateName($id, null), 'name');
});

test('a new password changes its date and is not shown', async () => {
  const before = await aUser();
  const after = await users.updatePassword(before.$id, 'another valid password');
  assert.ok(after.passwordUpdate >= before.passwordUpdate);
  await assertChanged(before, after, { passwordUpdate: after.$updatedAt });
});

test('setting the same password succeeds', async () => {
  const before = await aUser({ password: PASSWORD });
  const after = await users.updatePassword(before.$id, PASSWORD);
  await assertChanged(before, after, { passwordUpdate: after.$updatedAt });
});

test('invalid passwords are rejected', async () => {
  const { $id } = await aUser();
  for (const password of ['1234567', 'ü'.repeat(7)]) {
    await assertInvalid(users.updatePassword($id, password), 'password', texts.PASSWORD_SHORT);
  }
  await assertInvalid(users.updatePassword($id, 'x'.repeat(257)), 'password', texts.PASSWORD_LONG);
  await assertMissing(users.updatePassword($id, ''), 'password');
  await assertMissing(users.updatePassword($id, null), 'password');
});

test('a new phone is unverified', async () => {
  const { $id } = await aUser();
  await users.updatePhone($id, aPhone());
  const before = await users.updatePhoneVerification($id, true);
  const phone = aPhone();
  await assertChanged(before, await users.updatePhone($id, phone), { phone, phoneVerification: false });
});

test('setting the same phone succeeds and removes the verification', async () => {
  const { $id } = await aUser();
  const phone = aPhone();
  await users.updatePhone($id, phone);
  const before = await users.updatePhoneVerification($id, true);
  await assertChanged(before, await users.updatePhone($id, phone), { phoneVerification: false });
});

test('a phone of another user is a conflict and changes nothing', async () => {
  const [user, other] = [await aUser(), await aUser()];
  const phone = aPhone();
  await users.updatePhone(other.$id, phone);
  const call = users.updatePhone(user.$id, phone);
  await assertError(call, 409, 'user_phone_already_exists', 'Phone number already exists');
  assert.deepEqual(await users.get(user.$id), user);
});

test('other users can have a former phone', async () => {
  const [user, other] = [await aUser(), await aUser()];
  const phone = aPhone();
  await users.updatePhone(user.$id, phone);
  await users.updatePhone(user.$id, aPhone());
  assert.equal((await users.updatePhone(other.$id, phone)).phone, phone);
});

test('invalid phones are rejected', async () => {
  const { $id } = await aUser();
  for (const number of ['123', '+1', '+0123456', '+1234567890123456', '+12345x', '+123456\n', '+12 345', 4930901820]) {
    await assertInvalid(users.updatePhone($id, number), 'number', texts.PHONE);
  }
  await assertMissing(users.updatePhone($id, ''), 'number');
  await assertMissing(users.updatePhone($id, null), 'number');
});

test('a user can be blocked and unblocked, and is readable meanwhile', async () => {
  const before = await aUser();
  const blocked = await users.updateStatus(before.$id, false);
  await assertChanged(before, blocked, { status: false });
  await assertChanged(blocked, await users.updateStatus(before.$id, true), { status: true });
});

test('a status is accepted as boolean, text and number', async () => {
  const { $id } = await aUser();
  for (const [sent, expected] of [['false', false], ['true', true], [0, false], [1, true], ['0', false], ['1', true]]) {
    assert.equal((await users.updateStatus($id, sent)).status, expected, `${typeof sent} ${sent}`);
  }
  for (const status of ['maybe', 2, [], {}]) {
    await assertInvalid(users.updateStatus($id, status), 'status', texts.BOOLEAN);
  }
  await assertMissing(users.updateStatus($id, ''), 'status');
  await assertMissing(users.updateStatus($id, null), 'status');
});

for (const [method, param] of [
  ['updateEmailVerification', 'emailVerification'], ['updatePhoneVerification', 'phoneVerification'],
]) {
  test(`${method} sets and clears the flag`, async () => {
    const before = await aUser();
    const verified = await users[method](before.$id, true);
    await assertChanged(before, verified, { [param]: true });
    await assertChanged(verified, await users[method](before.$id, false), { [param]: false });
  });

  test(`${method} accepts only true and false`, async () => {
    const { $id } = await aUser();
    for (const flag of ['true', 'false', '1', 1, 0]) {
      await assertInvalid(users[method]($id, flag), param, texts.BOOLEAN);
    }
    await assertMissing(users[method]($id, ''), param);
    await assertMissing(users[method]($id, null), param);
    assert.equal((await users.get($id))[param], false);
  });
}
