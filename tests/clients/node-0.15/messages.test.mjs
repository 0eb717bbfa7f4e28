// What users do with the emails and text messages that they get: from the inbox of a local stack.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountAs, forUser, teamsAs, users } from './lib/clients.mjs';
import * as environment from './lib/environment.mjs';
import {
  aMember, anEmail, aPhone, aSession, aTeam, aUser, JOIN_URL, jwtOf, PASSWORD, remember,
} from './lib/fixtures.mjs';
import { assertModel, assertRecent } from './lib/models.mjs';
import { assertError } from './lib/errors.mjs';
import { Inbox, otherThan } from '../shared/inbox.mjs';

const NEW_PASSWORD = 'another valid password';
const WEEK = 7 * 24 * 3600;

const inbox = new Inbox(environment.endpoint);
const guest = accountAs({ key: null });
const guestTeams = teamsAs({ key: null });

const signedIn = async ({ $id }) => forUser(await jwtOf(await aSession($id)));

/** Fails unless the password is that of the user: with a wrong one the email stays as it is. */
const assertPassword = async (user, password) => {
  const account = accountAs(await signedIn(user));
  assert.equal((await account.updateEmail(anEmail(), password)).$id, user.$id);
};

const assertInvalidToken = (call, what) =>
  assertError(call, 401, 'user_invalid_token', `Invalid ${what} token`);

test('a user verifies their email with the link of an email', async () => {
  const user = await aUser();
  const token = await accountAs(await signedIn(user)).createVerification(JOIN_URL);
  assertModel('token', token);
  assertRecent(token.$createdAt);
  assert.deepEqual([token.userId, token.secret, token.expire - token.$createdAt], [user.$id, '', WEEK]);
  const { page, userId, secret, expire } = await inbox.link(user.email);
  assert.deepEqual([page, userId, expire], [JOIN_URL, user.$id, String(token.expire)]);
  await assertInvalidToken(guest.updateVerification(userId, 'wrong'), 'verification');
  assert.equal((await users.get(user.$id)).emailVerification, false);
  assert.deepEqual(await guest.updateVerification(userId, secret), token);
  assert.equal((await users.get(user.$id)).emailVerification, true);
  await assertInvalidToken(guest.updateVerification(userId, secret), 'verification');
});

test('a user verifies their phone with the code of a text message', async () => {
  const [user, phone] = [await aUser(), aPhone()];
  await users.updatePhone(user.$id, phone);
  const token = await accountAs(await signedIn(user)).createPhoneVerification();
  assertModel('token', token);
  assert.deepEqual([token.userId, token.secret, token.expire - token.$createdAt], [user.$id, '', 3600]);
  const code = await inbox.code(phone);
  await assertInvalidToken(guest.updatePhoneVerification(user.$id, otherThan(code)), 'verification');
  await guest.updatePhoneVerification(user.$id, code);
  const { phoneVerification, emailVerification } = await users.get(user.$id);
  assert.deepEqual([phoneVerification, emailVerification], [true, false]);
  await assertInvalidToken(guest.updatePhoneVerification(user.$id, code), 'verification');
});

test('a user without a phone has nothing to verify', async () => {
  const account = accountAs(await signedIn(await aUser()));
  await assertError(account.createPhoneVerification(), 400, 'user_phone_not_found', 'User has no phone number.');
});

test('a user who has forgotten their password sets a new one with the link of an email', async () => {
  const user = await aUser();
  const session = await aSession(user.$id);
  const token = await guest.createRecovery(user.email.toUpperCase(), JOIN_URL);
  assertModel('token', token);
  assert.deepEqual([token.userId, token.secret, token.expire - token.$createdAt], ['', '', 3600]);
  const { page, userId, secret } = await inbox.link(user.email);
  assert.deepEqual([page, userId], [JOIN_URL, user.$id]);
  await assertError(
    guest.updateRecovery(userId, secret, NEW_PASSWORD, PASSWORD), 400, 'user_password_mismatch', 'Passwords must match',
  );
  await assertInvalidToken(guest.updateRecovery(userId, 'wrong', NEW_PASSWORD, NEW_PASSWORD), 'recovery');
  assert.equal((await guest.updateRecovery(userId, secret, NEW_PASSWORD, NEW_PASSWORD)).userId, user.$id);
  await assertInvalidToken(guest.updateRecovery(userId, secret, PASSWORD, PASSWORD), 'recovery');
  // In this dialect the sessions stay, and the link has verified the email.
  const found = await accountAs(forUser(await jwtOf(session))).get();
  assert.deepEqual([found.$id, found.emailVerification], [user.$id, true]);
  await assertPassword(user, NEW_PASSWORD);
});

test('a URL of a web page that the project does not know is rejected, and nothing is sent', async () => {
  const user = await aUser();
  const account = accountAs(await signedIn(user));
  await assert.rejects(account.createVerification('https://stranger.example/'), { code: 400 });
  await assert.rejects(guest.createRecovery(user.email, 'https://stranger.example/'), { code: 400 });
  assert.deepEqual(await inbox.messagesTo(user.email), []);
});

test('an owner invites somebody, who becomes a member with a session', async () => {
  const [team, founder, email] = [await aTeam(), await aUser(), anEmail()];
  await aMember(team, { email: founder.email, roles: ['owner'] });
  const owner = teamsAs(await signedIn(founder));
  const invited = await owner.createMembership(team.$id, email, ['developer'], JOIN_URL, 'Grace Hopper');
  remember({ $id: invited.userId });
  assertModel('membership', invited);
  assert.deepEqual([invited.confirm, invited.joined, invited.userEmail], [false, 0, email]);
  const already = 'User has already been invited or is already a member of this team';
  const again = owner.createMembership(team.$id, email, ['developer'], JOIN_URL);
  await assertError(again, 409, 'team_invite_already_exists', already);

  const { page, teamId, membershipId, userId, secret } = await inbox.link(email);
  assert.deepEqual([page, teamId, membershipId, userId], [JOIN_URL, team.$id, invited.$id, invited.userId]);
  const accept = (...how) => guestTeams.updateMembershipStatus(teamId, membershipId, ...how);
  await assertError(accept(userId, 'wrong'), 401, 'team_invalid_secret', 'Secret key not valid');
  const other = 'Invite does not belong to current user ()';
  await assertError(accept(founder.$id, secret), 401, 'team_invite_mismatch', other);
  assert.equal((await owner.get(teamId)).total, 1);

  const accepted = await accept(userId, secret);
  assertModel('membership', accepted);
  assert.deepEqual([accepted.$id, accepted.confirm, accepted.roles], [invited.$id, true, ['developer']]);
  assertRecent(accepted.joined);
  assert.equal((await owner.get(teamId)).total, 2);
  assert.equal((await users.getSessions(userId)).total, 1);
  assert.equal((await users.get(userId)).emailVerification, true);
  await assertError(accept(userId, secret), 409, 'general_unknown', 'Membership already confirmed');
});

test('an invitation that is withdrawn cannot be accepted', async () => {
  const [team, founder, guestUser] = [await aTeam(), await aUser(), await aUser()];
  await aMember(team, { email: founder.email, roles: ['owner'] });
  const owner = teamsAs(await signedIn(founder));
  const { $id } = await owner.createMembership(team.$id, guestUser.email, ['developer'], JOIN_URL);
  const { secret } = await inbox.link(guestUser.email);
  await owner.deleteMembership(team.$id, $id);
  const accepting = guestTeams.updateMembershipStatus(team.$id, $id, guestUser.$id, secret);
  await assertError(accepting, 404, 'membership_not_found', 'Membership not found');
  assert.equal((await owner.get(team.$id)).total, 1);
});
