// /account: changes by a user, by a server with the user's JWT.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { accountAs, forUser, users } from './lib/clients.mjs';
import { anEmail, aPhone, aSession, aUser, jwtOf, PASSWORD } from './lib/fixtures.mjs';
import { assertList, assertModel, assertRecent } from './lib/models.mjs';
import {
  assertBlocked, assertInvalid, assertMissing, assertError, assertWrongPassword,
} from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const NEW_PASSWORD = 'another valid password';
const WRONG_PASSWORD = 'not the password';

let user;
let account;
beforeEach(async () => {
  user = await aUser();
  account = accountAs(forUser(await jwtOf(await aSession(user.$id))));
});

/** Fails unless the answer is the user with these changes, and equals the stored user. */
const assertChanged = async (answer, changes) => {
  assertModel('user', answer);
  assert.deepEqual(answer, { ...user, ...changes, $updatedAt: answer.$updatedAt });
  assert.ok(answer.$updatedAt >= user.$updatedAt);
  assert.deepEqual(await account.get(), answer);
  assert.deepEqual(await users.get(user.$id), answer);
};

test('a user reads their own account', async () => {
  const found = await account.get();
  assertModel('user', found);
  assert.deepEqual(found, user);
});

test('a name is changed', async () => {
  await assertChanged(await account.updateName('Grace Hopper'), { name: 'Grace Hopper' });
  await assertInvalid(account.updateName('x'.repeat(129)), 'name', texts.text(128));
  await assertMissing(account.updateName(''), 'name');
});

test('an email is changed with the password and is unverified', async () => {
  await users.updateEmailVerification(user.$id, true);
  const email = anEmail();
  await assertChanged(await account.updateEmail(email.toUpperCase(), PASSWORD), { email, emailVerification: false });
});

test('an invalid or used email or a wrong password is rejected', async () => {
  const other = await aUser();
  await assertWrongPassword(account.updateEmail(anEmail(), WRONG_PASSWORD));
  const taken = account.updateEmail(other.email, PASSWORD);
  await assertError(taken, 409, 'user_email_already_exists', 'Email already exists');
  await assertInvalid(account.updateEmail('nobody', PASSWORD), 'email', texts.EMAIL);
  await assertInvalid(account.updateEmail(anEmail(), 'short'), 'password', texts.PASSWORD_SHORT);
  await assertMissing(account.updateEmail(anEmail(), ''), 'password');
  assert.deepEqual(await account.get(), user);
});

test('a phone is changed with the password and is unverified', async () => {
  await users.updatePhoneVerification(user.$id, true);
  const phone = aPhone();
  await assertChanged(await account.updatePhone(phone, PASSWORD), { phone, phoneVerification: false });
});

test('an invalid or used phone or a wrong password is rejected', async () => {
  const [other, phone] = [await aUser(), aPhone()];
  await users.updatePhone(other.$id, phone);
  await assertWrongPassword(account.updatePhone(aPhone(), WRONG_PASSWORD));
  const taken = account.updatePhone(phone, PASSWORD);
  await assertError(taken, 409, 'user_phone_already_exists', 'Phone number already exists');
  await assertInvalid(account.updatePhone('123', PASSWORD), 'number', texts.PHONE);
  assert.deepEqual(await account.get(), user);
});

test('a password is changed with the old one', async () => {
  const changed = await account.updatePassword(NEW_PASSWORD, PASSWORD);
  assertRecent(changed.passwordUpdate);
  await assertChanged(changed, { passwordUpdate: changed.passwordUpdate });
  await assertWrongPassword(account.updateEmail(anEmail(), PASSWORD));
  const email = anEmail();
  assert.equal((await account.updateEmail(email, NEW_PASSWORD)).email, email);
});

test('an invalid password or a wrong or missing old one is rejected', async () => {
  await assertWrongPassword(account.updatePassword(NEW_PASSWORD, WRONG_PASSWORD));
  await assertWrongPassword(account.updatePassword(NEW_PASSWORD));
  await assertInvalid(account.updatePassword('short', PASSWORD), 'password', texts.PASSWORD_SHORT);
  await assertInvalid(account.updatePassword('x'.repeat(257), PASSWORD), 'password', texts.PASSWORD_LONG);
  await assertMissing(account.updatePassword(''), 'password');
  assert.equal((await account.updateEmail(anEmail(), PASSWORD)).passwordUpdate, user.passwordUpdate);
});

test('preferences are replaced as a whole and stored without changes', async () => {
  const prefs = { theme: 'dark', nested: { empty: {}, none: [] }, number: 1.5 };
  assert.deepEqual(await account.getPrefs(), {});
  await assertChanged(await account.updatePrefs(prefs), { prefs });
  assert.deepEqual(await account.getPrefs(), prefs);
  await account.updatePrefs({ other: true });
  assert.deepEqual(await account.getPrefs(), { other: true });
  await assertInvalid(account.updatePrefs(['a']), 'prefs', texts.OBJECT);
});

test('users can block themselves, and only an administrator can unblock them', async () => {
  const blocked = await account.updateStatus();
  assertModel('user', blocked);
  assert.deepEqual(blocked, { ...user, status: false, $updatedAt: blocked.$updatedAt });
  await assertBlocked(account.get());
  await users.updateStatus(user.$id, true);
  assert.equal((await account.get()).status, true);
});

test('the log distinguishes changes by the user and changes by an API key', async () => {
  await account.updateName('Grace Hopper');
  await account.updatePrefs({ theme: 'dark' });
  await users.updateName(user.$id, 'Ada Lovelace');
  const answer = await account.getLogs();
  const entries = assertList(answer, 'logs', 'log');
  const [{ $id: session }] = (await account.getSessions()).sessions;
  assert.deepEqual(entries.map(({ event, mode }) => [event, mode]), [
    [`users.${user.$id}.update.name`, 'admin'],
    [`users.${user.$id}.update.prefs`, 'default'],
    [`users.${user.$id}.update.name`, 'default'],
    [`users.${user.$id}.sessions.${session}.create`, 'admin'],
    [`users.${user.$id}.create`, 'admin'],
  ]);
  assert.equal(answer.total, 5);
  // Each entry has the name of its time.
  const names = ['Ada Lovelace', 'Grace Hopper', 'Grace Hopper', 'Ada Lovelace', 'Ada Lovelace'];
  for (const [at, entry] of entries.entries()) {
    assert.deepEqual([entry.userId, entry.userEmail, entry.userName], [user.$id, user.email, names[at]]);
    assertRecent(entry.time);
  }
  // Only a server sees which API key made a change.
  assert.ok(entries.every(({ keyId, keyName }) => keyId === '' && keyName === ''));
  const { total, logs } = await users.getLogs(user.$id);
  assert.deepEqual(logs.map(({ keyId }) => keyId !== ''), [true, false, false, true, true]);
  assert.deepEqual(answer, { total, logs: logs.map((entry) => ({ ...entry, keyId: '', keyName: '' })) });
});

test('the log has limit and offset', async () => {
  await account.updateName('Grace Hopper');
  const all = (await account.getLogs()).logs;
  assert.deepEqual(await account.getLogs(1, 1), { total: 3, logs: all.slice(1, 2) });
  assert.deepEqual(await account.getLogs(0), { total: 3, logs: [] });
  await assertInvalid(account.getLogs(101), 'limit', texts.range(0, 100));
  await assertInvalid(account.getLogs(25, 5001), 'offset', texts.range(0, '5,000'));
});
