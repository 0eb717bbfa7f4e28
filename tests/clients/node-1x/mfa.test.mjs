// PATCH /users/{userId}/mfa, its factors, recovery codes and authenticators; GET and DELETE /users/identities.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AuthenticatorType, Query } from 'node-appwrite';
import { http, users, withSession } from './lib/clients.mjs';
import { anId, aPhone, aUser } from './lib/fixtures.mjs';
import { assertModel, assertSame } from './lib/models.mjs';
import { assertInvalid, assertErrorType } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const CODE = /^[0-9a-f]{10}$/;

test('a new user has no factors', async () => {
  const { $id: userId } = await aUser({ phone: aPhone() });
  assertSame(await users.listMfaFactors({ userId }), { totp: false, phone: false, email: false, recoveryCode: false });
});

test('a verified email and a verified phone are factors', async () => {
  const { $id: userId } = await aUser({ phone: aPhone() });
  await users.updateEmailVerification({ userId, emailVerification: true });
  assertSame(await users.listMFAFactors(userId), { totp: false, phone: false, email: true, recoveryCode: false });
  await users.updatePhoneVerification({ userId, phoneVerification: true });
  assertSame(await users.listMfaFactors(userId), { totp: false, phone: true, email: true, recoveryCode: false });
});

test('recovery codes are created once, read, and replaced', async () => {
  const { $id: userId } = await aUser();
  for (const call of ['getMfaRecoveryCodes', 'getMFARecoveryCodes', 'updateMfaRecoveryCodes', 'updateMFARecoveryCodes']) {
    await assertErrorType(users[call]({ userId }), 'user_recovery_codes_not_found');
  }
  const first = await users.createMfaRecoveryCodes({ userId });
  assertModel('codes', first);
  assert.equal(new Set(first.recoveryCodes).size, 6);
  first.recoveryCodes.forEach((code) => assert.match(code, CODE));
  assertSame(await users.getMfaRecoveryCodes({ userId }), first);
  assert.equal((await users.listMfaFactors({ userId })).recoveryCode, true);
  for (const call of ['createMfaRecoveryCodes', 'createMFARecoveryCodes']) {
    await assertErrorType(users[call](userId), 'user_recovery_codes_already_exists');
  }
  const second = await users.updateMfaRecoveryCodes({ userId });
  assert.equal(new Set([...first.recoveryCodes, ...second.recoveryCodes]).size, 12);
  assertSame(await users.getMFARecoveryCodes({ userId }), second);
});

test('a user without an authenticator has none to delete', async () => {
  const { $id: userId } = await aUser();
  const type = AuthenticatorType.Totp;
  for (const call of ['deleteMfaAuthenticator', 'deleteMFAAuthenticator']) {
    await assertErrorType(users[call]({ userId, type }), 'user_authenticator_not_found');
  }
  const answer = await http('DELETE', `/users/${userId}/mfa/authenticators/fax`, { body: '{}' });
  assert.deepEqual([answer.status, answer.json().message], [400, `Invalid \`type\` param: ${texts.oneOf('totp')}`]);
});

test('a user with mfa and a second factor is rejected with one factor', async () => {
  const { $id: userId } = await aUser();
  const { secret } = await users.createSession({ userId });
  await users.updateMfa({ userId, mfa: true });
  assert.equal((await withSession(secret).get()).mfa, true);
  await users.updateEmailVerification({ userId, emailVerification: true });
  await assertErrorType(withSession(secret).get(), 'user_more_factors_required');
  await users.updateMFA(userId, false);
  assert.equal((await withSession(secret).get()).$id, userId);
});

test('the list of identities is empty without accounts at providers', async () => {
  assertSame(await users.listIdentities(), { total: 0, identities: [] });
  const queries = [Query.equal('provider', 'github'), Query.limit(5), Query.orderDesc('$createdAt')];
  assertSame(await users.listIdentities({ queries, total: false }), { total: 0, identities: [] });
  const why = texts.query('Attribute not found in schema: colour');
  await assertInvalid(users.listIdentities([Query.equal('colour', 'red')]), 'queries', why);
  await assertErrorType(users.deleteIdentity({ identityId: anId() }), 'user_identity_not_found');
});
