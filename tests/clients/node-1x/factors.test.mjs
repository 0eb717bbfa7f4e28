// Second factors of a user, with the SDK's Account class: an authenticator app, codes by email and text message, and
// recovery codes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AuthenticationFactor, AuthenticatorType } from 'node-appwrite';
import { URI } from 'otpauth';
import { users, withSession } from './lib/clients.mjs';
import * as environment from './lib/environment.mjs';
import { aPhone, aUser, signIn } from './lib/fixtures.mjs';
import { assertModel, assertSame } from './lib/models.mjs';
import { assertErrorType } from './lib/errors.mjs';
import { Authenticator } from '../shared/authenticator.mjs';
import { Inbox, otherThan } from '../shared/inbox.mjs';

const type = AuthenticatorType.Totp;
const inbox = new Inbox(environment.endpoint);

/** The Account class of a user who has just signed in with their password. */
const signedIn = async ({ email }) => withSession((await signIn(email)).secret);

/** Sets up an authenticator app with the code that it shows now. */
async function enrol(own) {
  const created = await own.createMfaAuthenticator({ type });
  assertModel('authenticator', created);
  const totp = URI.parse(created.uri);
  assert.equal(totp.secret.base32, created.secret);
  const app = new Authenticator(totp);
  await assertErrorType(own.updateMfaAuthenticator({ type, otp: app.wrongCode() }), 'user_invalid_token');
  assertModel('account', await own.updateMfaAuthenticator({ type, otp: app.code() }));
  return app;
}

/** Asks for a challenge. Returns what presents a code. */
async function challenge(own, factor) {
  const { $id: challengeId, ...rest } = await own.createMfaChallenge({ factor });
  assertModel('challenge', { $id: challengeId, ...rest });
  return (otp) => own.updateMfaChallenge({ challengeId, otp });
}

const assertHeldBack = (own) => assertErrorType(own.get(), 'user_more_factors_required');
const assertInvalidToken = (call) => assertErrorType(call, 'user_invalid_token');

test('a user sets up an authenticator, and signs in with it and with a recovery code, each once', async () => {
  const user = await aUser();
  const first = await signedIn(user);
  const app = await enrol(first);
  await assertErrorType(first.createMfaAuthenticator({ type }), 'user_authenticator_already_verified');
  assertSame(await first.listMfaFactors(), { totp: true, phone: false, email: false, recoveryCode: false });
  const { recoveryCodes } = await first.createMfaRecoveryCodes();
  assert.equal(new Set(recoveryCodes).size, 6);
  await assertErrorType(first.createMfaRecoveryCodes(), 'user_recovery_codes_already_exists');
  await assertErrorType(first.getMfaRecoveryCodes(), 'user_challenge_required');
  assert.equal((await first.updateMFA({ mfa: true })).mfa, true);
  assert.equal((await first.get()).$id, user.$id, 'the session of the call is not locked out');

  const second = await signedIn(user);
  await assertHeldBack(second);
  await assertErrorType(second.updateName({ name: 'Mallory' }), 'user_more_factors_required');
  assertSame(await second.listMfaFactors(), { totp: true, phone: false, email: false, recoveryCode: true });
  const present = await challenge(second, AuthenticationFactor.Totp);
  await assertInvalidToken(present(app.wrongCode()));
  await assertHeldBack(second);
  // The code of now was used to set up the app, so this one is the next.
  const code = app.code(1);
  const session = await present(code);
  assertModel('session', session);
  assertSame([session.userId, session.current, session.factors], [user.$id, true, ['password', 'totp']]);
  assert.notEqual(session.mfaUpdatedAt, '');
  assert.equal((await second.get()).$id, user.$id);
  await assertInvalidToken(present(code));

  const third = await signedIn(user);
  await assertInvalidToken((await challenge(third, 'totp'))(code));
  await assertHeldBack(third);
  // The constant of the SDK says `recoverycode`.
  const recover = await challenge(third, AuthenticationFactor.Recoverycode);
  await assertInvalidToken(recover('0000000000'));
  assertSame((await recover(recoveryCodes[0])).factors, ['password', 'recoveryCode']);
  assert.equal((await third.get()).$id, user.$id);
  assertSame(await third.getMfaRecoveryCodes(), { recoveryCodes: recoveryCodes.slice(1) });

  const fourth = await signedIn(user);
  await assertInvalidToken((await challenge(fourth, 'recoveryCode'))(recoveryCodes[0]));
  await assertHeldBack(fourth);
  // What they can do is to sign out.
  await fourth.deleteSession({ sessionId: 'current' });

  const renewed = await third.updateMfaRecoveryCodes();
  assert.equal(new Set([...recoveryCodes, ...renewed.recoveryCodes]).size, 12);
  await third.deleteMfaAuthenticator({ type });
  await assertErrorType(third.deleteMfaAuthenticator({ type }), 'user_authenticator_not_found');
  assert.equal((await signedIn(user).then((own) => own.get())).$id, user.$id, 'no other factor is left');
});

test('codes by email and by text message are second factors', async () => {
  const phone = aPhone();
  const user = await aUser({ phone });
  const ours = { userId: user.$id };
  const unverified = await signedIn(user);
  await assertErrorType(unverified.createMfaChallenge({ factor: AuthenticationFactor.Email }), 'user_email_not_verified');
  await users.updateEmailVerification({ ...ours, emailVerification: true });
  await users.updatePhoneVerification({ ...ours, phoneVerification: true });
  await users.updateMfa({ ...ours, mfa: true });
  for (const [factor, to] of [[AuthenticationFactor.Email, user.email], [AuthenticationFactor.Phone, phone]]) {
    const own = await signedIn(user);
    await assertHeldBack(own);
    const present = await challenge(own, factor);
    const code = await inbox.code(to);
    await assertInvalidToken(present(otherThan(code)));
    assertSame((await present(code)).factors, ['password', factor]);
    await assertInvalidToken(present(code));
    assert.equal((await own.get()).$id, user.$id);
  }
});

test('a server lets a user in who has lost everything', async () => {
  const user = await aUser();
  const own = await signedIn(user);
  await enrol(own);
  await own.updateMFA({ mfa: true });
  const again = await signedIn(user);
  await assertHeldBack(again);
  await users.deleteMfaAuthenticator({ userId: user.$id, type });
  assert.equal((await again.get()).$id, user.$id);
});

test('the methods of older releases of the SDK do the same', async () => {
  const own = await signedIn(await aUser());
  const app = new Authenticator(URI.parse((await own.createMFAAuthenticator(type)).uri));
  await own.updateMFAAuthenticator(type, app.code());
  assert.equal((await own.listMFAFactors()).totp, true);
  const { recoveryCodes } = await own.createMFARecoveryCodes();
  const { $id } = await own.createMFAChallenge('totp');
  await own.updateMFAChallenge($id, app.code(1));
  assertSame((await own.getMFARecoveryCodes()).recoveryCodes, recoveryCodes);
  assert.equal((await own.updateMFARecoveryCodes()).recoveryCodes.length, 6);
  await own.deleteMFAAuthenticator(type);
  assert.equal((await own.listMFAFactors()).totp, false);
});
