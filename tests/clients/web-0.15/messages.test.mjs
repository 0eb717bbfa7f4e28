// Visitors who prove who they are by what is sent to them, and unknown visitors: with the inbox of a local stack.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as environment from './lib/environment.mjs';
import { aMember, anEmail, anId, aPhone, aTeam, aUser, JOIN_URL, PASSWORD, remember, signIn } from './lib/fixtures.mjs';
import { assertError, assertGuest, assertWrongPassword } from './lib/errors.mjs';
import { aVisitor, storedSession, teams, users } from './lib/visitors.mjs';
import { Inbox, otherThan } from '../shared/inbox.mjs';

const NEW_PASSWORD = 'another valid password';
const PAGE = 'http://localhost/page';
const TOKEN_KEYS = ['$id', '$createdAt', 'userId', 'secret', 'expire'];

const inbox = new Inbox(environment.endpoint);

const assertInvalidToken = (call, what) =>
  assertError(call, 401, 'user_invalid_token', `Invalid ${what} token`);

/** Fails unless it is a token of the user, whose secret is only in the message. */
const assertToken = (token, userId) => {
  assert.deepEqual(Object.keys(token), TOKEN_KEYS);
  assert.deepEqual([token.userId, token.secret], [userId, '']);
};

test('a visitor signs up, and verifies their email with the link of an email in another browser', async () => {
  const { account } = aVisitor();
  const [id, email] = [anId(), anEmail()];
  remember(await account.create(id, email, PASSWORD));
  await account.createEmailSession(email, PASSWORD);
  assertToken(await account.createVerification(`${PAGE}?from=sign-up`), id);
  const { page, from, userId, secret } = await inbox.link(email);
  assert.deepEqual([page, from, userId], [PAGE, 'sign-up', id]);
  const elsewhere = aVisitor();
  await assertInvalidToken(elsewhere.account.updateVerification(id, 'wrong'), 'verification');
  assert.equal((await account.get()).emailVerification, false);
  await elsewhere.account.updateVerification(id, secret);
  assert.equal((await account.get()).emailVerification, true);
  await assertInvalidToken(elsewhere.account.updateVerification(id, secret), 'verification');
  await assertGuest(elsewhere.account.get());
});

test('a user verifies their phone with the code of a text message', async () => {
  const [{ user, account }, phone] = [await aMember(), aPhone()];
  await account.updatePhone(phone, PASSWORD);
  assertToken(await account.createPhoneVerification(), user.$id);
  const code = await inbox.code(phone);
  await assertInvalidToken(account.updatePhoneVerification(user.$id, otherThan(code)), 'verification');
  await account.updatePhoneVerification(user.$id, code);
  assert.equal((await account.get()).phoneVerification, true);
});

test('a user who has forgotten their password sets a new one with the link of an email', async () => {
  const { user, account: old } = await aMember();
  const { account } = aVisitor();
  assertToken(await account.createRecovery(user.email, PAGE), '');
  const { page, userId, secret } = await inbox.link(user.email);
  assert.deepEqual([page, userId], [PAGE, user.$id]);
  const mismatch = account.updateRecovery(userId, secret, NEW_PASSWORD, PASSWORD);
  await assertError(mismatch, 400, 'user_password_mismatch', 'Passwords must match');
  await account.updateRecovery(userId, secret, NEW_PASSWORD, NEW_PASSWORD);
  await assertInvalidToken(account.updateRecovery(userId, secret, PASSWORD, PASSWORD), 'recovery');
  await assertWrongPassword(account.createEmailSession(user.email, PASSWORD));
  await account.createEmailSession(user.email, NEW_PASSWORD);
  // In this dialect the sessions stay, and the link has verified the email.
  assert.equal((await old.get()).emailVerification, true);
});

test('a visitor who asks for a new password does not learn whether there is such a user', async () => {
  const { account } = aVisitor();
  const email = anEmail();
  assertToken(await account.createRecovery(email, PAGE), '');
  assert.deepEqual(await inbox.messagesTo(email), []);
});

test('somebody unknown becomes a user by a magic URL', async () => {
  const { account, storage } = aVisitor();
  const [id, email] = [anId(), anEmail()];
  assertToken(await account.createMagicURLSession(id, email, PAGE), id);
  remember({ $id: id });
  const { page, userId, secret, project } = await inbox.link(email);
  assert.deepEqual([page, userId, project], [PAGE, id, environment.project]);
  await assertInvalidToken(account.updateMagicURLSession(id, 'wrong'), 'login');
  const session = await account.updateMagicURLSession(userId, secret);
  assert.deepEqual([session.userId, session.provider, session.current], [id, 'magic-url', true]);
  assert.notEqual(storedSession({ storage }), null);
  const found = await account.get();
  assert.deepEqual([found.email, found.emailVerification, found.passwordUpdate], [email, true, 0]);
  await assertInvalidToken(aVisitor().account.updateMagicURLSession(userId, secret), 'login');
});

test('a user keeps their id when they sign in by a magic URL', async () => {
  const [user, { account }] = [await aUser(), aVisitor()];
  assertToken(await account.createMagicURLSession(anId(), user.email, PAGE), user.$id);
  const { userId, secret } = await inbox.link(user.email);
  await account.updateMagicURLSession(userId, secret);
  assert.equal((await account.get()).name, user.name);
});

test('somebody unknown becomes a user by the code of a text message', async () => {
  const { account } = aVisitor();
  const [id, phone] = [anId(), aPhone()];
  assertToken(await account.createPhoneSession(id, phone), id);
  remember({ $id: id });
  const code = await inbox.code(phone);
  await assertInvalidToken(account.updatePhoneSession(id, otherThan(code)), 'login');
  const session = await account.updatePhoneSession(id, code);
  assert.deepEqual([session.userId, session.provider, session.current], [id, 'phone', true]);
  const found = await account.get();
  assert.deepEqual([found.phone, found.phoneVerification, found.email], [phone, true, '']);
  await assertInvalidToken(aVisitor().account.updatePhoneSession(id, code), 'login');
});

test('an anonymous user becomes a real one, with the same id, session and preferences', async () => {
  const { account } = aVisitor();
  const session = await account.createAnonymousSession();
  const id = remember({ $id: session.userId }).$id;
  assert.deepEqual([session.provider, session.current], ['anonymous', true]);
  await account.updatePrefs({ theme: 'dark' });
  const again = account.createAnonymousSession();
  await assertError(again, 401, 'user_session_already_exists', 'Cannot create an anonymous user when logged in.');
  const { email: taken } = await aUser();
  await assertError(account.updateEmail(taken, PASSWORD), 409, 'user_email_already_exists', 'Email already exists');
  const email = anEmail();
  const real = await account.updateEmail(email, PASSWORD);
  assert.deepEqual([real.$id, real.email, real.emailVerification], [id, email, false]);
  assert.equal((await account.get()).$id, id);
  const elsewhere = await signIn({ email });
  assert.deepEqual(await elsewhere.account.getPrefs(), { theme: 'dark' });
  assert.equal((await elsewhere.account.get()).$id, id);
});

test('an owner invites somebody, who becomes a member with a session', async () => {
  const [owner, email] = [await aMember(), anEmail()];
  const team = await aTeam(owner);
  const invited = await owner.teams.createMembership(team.$id, email, ['developer'], JOIN_URL, 'Grace Hopper');
  remember({ $id: invited.userId });
  assert.deepEqual([invited.confirm, invited.joined, invited.userName], [false, 0, 'Grace Hopper']);
  const { page, teamId, membershipId, userId, secret } = await inbox.link(email);
  assert.deepEqual([page, teamId, membershipId, userId], [JOIN_URL, team.$id, invited.$id, invited.userId]);

  const stranger = await aMember();
  const stolen = stranger.teams.updateMembershipStatus(teamId, membershipId, userId, secret);
  const other = `Invite does not belong to current user (${stranger.user.email})`;
  await assertError(stolen, 401, 'team_invite_mismatch', other);

  const visitor = aVisitor();
  const wrong = visitor.teams.updateMembershipStatus(teamId, membershipId, userId, 'wrong');
  await assertError(wrong, 401, 'team_invalid_secret', 'Secret key not valid');
  await assertGuest(visitor.account.get());
  const accepted = await visitor.teams.updateMembershipStatus(teamId, membershipId, userId, secret);
  assert.deepEqual([accepted.$id, accepted.confirm, accepted.roles], [invited.$id, true, ['developer']]);
  const found = await visitor.account.get();
  assert.deepEqual([found.$id, found.name, found.emailVerification], [userId, 'Grace Hopper', true]);
  assert.deepEqual((await visitor.teams.list()).teams.map(({ $id, total }) => [$id, total]), [[teamId, 2]]);
  const again = aVisitor().teams.updateMembershipStatus(teamId, membershipId, userId, secret);
  await assertError(again, 409, 'general_unknown', 'Membership already confirmed');
  // They never had a password, so they choose one without the old one.
  await visitor.account.updatePassword(NEW_PASSWORD);
  assert.equal((await signIn({ email }, NEW_PASSWORD)).session.userId, userId);
  assert.equal((await teams.get(teamId)).total, 2);
  assert.equal((await users.getMemberships(userId)).total, 1);
});
