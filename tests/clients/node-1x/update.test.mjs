// PATCH /users/{userId}/email, name, password, phone, status, verification and so on: each changes only one field.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http, users } from './lib/clients.mjs';
import { assertChanged, identifiersOf } from './lib/changes.mjs';
import { aBareUser, anEmail, anId, aPhone, aTag, aUser, PASSWORD, signIn } from './lib/fixtures.mjs';
import { assertSame } from './lib/models.mjs';
import { assertInvalid, assertErrorType } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const NO_EMAIL = {
  emailCanonical: null, emailIsFree: null, emailIsDisposable: null, emailIsCorporate: null, emailIsCanonical: null,
};
const NO_PASSWORD = { password: null, hash: null, hashOptions: null };

/** A user with a verified email and a verified phone. */
async function aVerifiedUser() {
  const { $id: userId } = await aUser({ phone: aPhone() });
  await users.updateEmailVerification({ userId, emailVerification: true });
  return users.updatePhoneVerification({ userId, phoneVerification: true });
}

const withIdentifier = ({ targets }, type, identifier) =>
  targets.map((target) => (target.providerType === type ? { ...target, identifier } : target));
const without = ({ targets }, type) => targets.filter(({ providerType }) => providerType !== type);

test('a new email is unverified, in lower case, and changes its target', async () => {
  const before = await aVerifiedUser();
  const email = anEmail();
  const after = await users.updateEmail({ userId: before.$id, email: email.toUpperCase() });
  await assertChanged(before, after, {
    email, emailCanonical: email, emailVerification: false, targets: withIdentifier(before, 'email', email),
  });
});

test('an empty email removes the email, which other users can have', async () => {
  const before = await aVerifiedUser();
  const after = await users.updateEmail({ userId: before.$id, email: '' });
  await assertChanged(before, after, {
    ...NO_EMAIL, email: '', emailVerification: false, targets: without(before, 'email'),
  });
  await assertErrorType(signIn(before.email), 'user_invalid_credentials');
  assert.equal((await aBareUser({ email: before.email })).email, before.email);
});

test('a user without an email gets one', async () => {
  const [before, email] = [await aBareUser(), anEmail()];
  const after = await users.updateEmail({ userId: before.$id, email });
  assert.equal(after.email, email);
  assert.deepEqual(identifiersOf(after), [['email', email]]);
});

test('setting the same email succeeds and removes the verification', async () => {
  const before = await aVerifiedUser();
  const after = await users.updateEmail({ userId: before.$id, email: before.email });
  await assertChanged(before, after, { emailVerification: false });
});

test('an email of another user is a conflict, and an invalid one is rejected', async () => {
  const [user, other] = [await aUser(), await aUser()];
  await assertErrorType(users.updateEmail(user.$id, other.email), 'user_email_already_exists');
  for (const email of ['nobody', 'a@b', 5, null]) {
    await assertInvalid(users.updateEmail(user.$id, email), 'email', texts.EMAIL);
  }
  assertSame(await users.get(user.$id), user);
});

test('a new phone is unverified and changes its target', async () => {
  const [before, number] = [await aVerifiedUser(), aPhone()];
  const after = await users.updatePhone({ userId: before.$id, number });
  await assertChanged(before, after, {
    phone: number, phoneVerification: false, targets: withIdentifier(before, 'sms', number),
  });
});

test('an empty phone removes the phone for several users', async () => {
  for (const before of [await aVerifiedUser(), await aVerifiedUser()]) {
    const after = await users.updatePhone({ userId: before.$id, number: '' });
    await assertChanged(before, after, { phone: '', phoneVerification: false, targets: without(before, 'sms') });
    assert.equal((await aBareUser({ phone: before.phone })).phone, before.phone);
  }
});

test('a phone of another user is a conflict, and an invalid one is rejected', async () => {
  const [user, other] = [await aUser(), await aUser({ phone: aPhone() })];
  await assertErrorType(users.updatePhone(user.$id, other.phone), 'user_target_already_exists');
  for (const number of ['123', '+0123456', '+1234567890123456', 5]) {
    await assertInvalid(users.updatePhone(user.$id, number), 'number', texts.PHONE);
  }
  assertSame(await users.get(user.$id), user);
});

test('a name is changed and removed', async () => {
  const before = await aUser();
  const renamed = await users.updateName({ userId: before.$id, name: 'Grace Hopper' });
  await assertChanged(before, renamed, { name: 'Grace Hopper' });
  await assertChanged(renamed, await users.updateName({ userId: before.$id, name: '' }), { name: '' });
  for (const name of ['x'.repeat(129), 5, null]) {
    await assertInvalid(users.updateName(before.$id, name), 'name', texts.textOrEmpty(128));
  }
});

test('the new password replaces the old one', async () => {
  const before = await aUser();
  const after = await users.updatePassword({ userId: before.$id, password: 'another valid password' });
  assert.notEqual(after.password, before.password);
  await assertChanged(before, after, { password: after.password, passwordUpdate: after.passwordUpdate });
  assert.ok(after.passwordUpdate >= before.passwordUpdate);
  await assertErrorType(signIn(before.email, PASSWORD), 'user_invalid_credentials');
  assert.equal((await signIn(before.email, 'another valid password')).userId, before.$id);
});

test('an empty password removes the password and is never accepted', async () => {
  const before = await aUser();
  const after = await users.updatePassword({ userId: before.$id, password: '' });
  await assertChanged(before, after, { ...NO_PASSWORD, passwordUpdate: after.passwordUpdate });
  await assertErrorType(signIn(before.email), 'user_invalid_credentials');
  await assert.rejects(signIn(before.email, ''));
});

test('a user without a password gets one and signs in', async () => {
  const { $id: userId, email } = await aBareUser({ email: anEmail() });
  await assertErrorType(signIn(email), 'user_invalid_credentials');
  const user = await users.updatePassword({ userId, password: PASSWORD });
  assert.equal(user.hash, 'argon2');
  assert.equal((await signIn(email)).userId, userId);
});

test('an invalid password is rejected', async () => {
  const { $id } = await aUser();
  for (const password of ['1234567', 'x'.repeat(257), 5, null]) {
    await assertInvalid(users.updatePassword($id, password), 'password', texts.PASSWORD);
  }
});

test('a user is blocked and unblocked', async () => {
  const before = await aUser();
  const blocked = await users.updateStatus({ userId: before.$id, status: false });
  await assertChanged(before, blocked, { status: false });
  await assertErrorType(signIn(before.email), 'user_blocked');
  await assertErrorType(users.createSession({ userId: before.$id }), 'user_blocked');
  await assertChanged(blocked, await users.updateStatus({ userId: before.$id, status: true }), { status: true });
});

for (const [method, param] of [
  ['updateStatus', 'status'], ['updateImpersonator', 'impersonator'],
]) {
  test(`${method} accepts its flag as boolean, text and number`, async () => {
    const { $id: userId } = await aUser();
    for (const [sent, expected] of [['false', false], ['true', true], [0, false], [1, true], ['0', false], ['1', true]]) {
      assert.equal((await users[method]({ userId, [param]: sent }))[param], expected, `${typeof sent} ${sent}`);
    }
    for (const flag of ['maybe', 2, [], '', null]) {
      await assertInvalid(users[method]({ userId, [param]: flag }), param, texts.BOOLEAN);
    }
  });
}

for (const [method, param] of [
  ['updateEmailVerification', 'emailVerification'], ['updatePhoneVerification', 'phoneVerification'],
  ['updateMfa', 'mfa'], ['updateMFA', 'mfa'],
]) {
  test(`${method} sets and clears its flag, and accepts only true and false`, async () => {
    const before = await aUser({ phone: aPhone() });
    const set = await users[method]({ userId: before.$id, [param]: true });
    await assertChanged(before, set, { [param]: true });
    await assertChanged(set, await users[method]({ userId: before.$id, [param]: false }), { [param]: false });
    for (const flag of ['true', 1, '', null]) {
      await assertInvalid(users[method]({ userId: before.$id, [param]: flag }), param, texts.BOOLEAN);
    }
  });
}

test('a missing parameter is reported by its name', async () => {
  const { $id } = await aUser();
  for (const [path, param] of [
    ['email', 'email'], ['name', 'name'], ['password', 'password'], ['phone', 'number'], ['status', 'status'],
    ['verification', 'emailVerification'], ['verification/phone', 'phoneVerification'], ['mfa', 'mfa'],
    ['impersonator', 'impersonator'], ['prefs', 'prefs'],
  ]) {
    const answer = await http('PATCH', `/users/${$id}/${path}`, { body: '{}' });
    assert.deepEqual([answer.status, answer.json().message], [400, `Param "${param}" is not optional.`], path);
  }
});

test('preferences are replaced as a whole and stored without changes', async () => {
  const { $id: userId } = await aUser();
  const prefs = { theme: 'dark', nested: { empty: {}, list: [], deep: [1, { a: null }] }, tag: aTag() };
  assertSame(await users.updatePrefs({ userId, prefs }), prefs);
  assertSame(await users.getPrefs({ userId }), prefs);
  assertSame((await users.get({ userId })).prefs, prefs);
  assertSame(await users.updatePrefs({ userId, prefs: {} }), {});
  for (const invalid of [['a'], 'text', 5, null]) {
    await assertInvalid(users.updatePrefs({ userId, prefs: invalid }), 'prefs', texts.OBJECT);
  }
});

test('labels are replaced and kept in order without duplicates', async () => {
  const before = await aUser();
  const labels = ['vip', 'Admin', 'vip', '2026'];
  const labelled = await users.updateLabels({ userId: before.$id, labels });
  await assertChanged(before, labelled, { labels: ['vip', 'Admin', '2026'] });
  await assertChanged(labelled, await users.updateLabels({ userId: before.$id, labels: [] }), { labels: [] });
});

test('a label has up to 36 letters and digits, and a user up to 1000 labels', async () => {
  const { $id: userId } = await aUser();
  const chars = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'].join(', ');
  const rule = 'Value must a valid array no longer than 1000 items and Value must be a valid string and at least 1 chars '
    + `and no longer than 36 chars and only consist of '${chars}' chars`;
  await users.updateLabels({ userId, labels: ['x'.repeat(36)] });
  for (const labels of [['a b'], ['ä'], [''], ['x'.repeat(37)], [5], 'vip', Array(1001).fill('a')]) {
    await assertInvalid(users.updateLabels({ userId, labels }), 'labels', rule);
  }
  assert.equal((await users.get({ userId })).labels.length, 1);
});

test('a deleted user is unknown, and other users can have the email and phone', async () => {
  const { $id: userId, email, phone } = await aUser({ phone: aPhone() });
  assertSame(await users.delete({ userId }), { message: '' });
  await assertErrorType(users.get({ userId }), 'user_not_found');
  await assertErrorType(users.delete({ userId }), 'user_not_found');
  const next = await aBareUser({ email, phone });
  assert.deepEqual([next.email, next.phone], [email, phone]);
  assert.notEqual(next.$id, userId);
  await assertErrorType(users.updateLabels({ userId: anId(), labels: [] }), 'user_not_found');
});
