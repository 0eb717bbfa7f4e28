// What users do with the emails and text messages that they get: from the inbox of a local stack.
//
// The visitor asks without an API key, so the secret is only in the message. The server signs them in with its key, which
// shows it the secret of the session.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, accountAs, teamsAs, users, withSession } from './lib/clients.mjs';
import * as environment from './lib/environment.mjs';
import {
  aMember, anEmail, anId, aPhone, aTeam, aUser, JOIN_URL, PASSWORD, remember, signIn,
} from './lib/fixtures.mjs';
import { assertModel, assertRecent, assertSame } from './lib/models.mjs';
import { assertErrorType, assertGuest } from './lib/errors.mjs';
import { Inbox, otherThan } from '../shared/inbox.mjs';

const NEW_PASSWORD = 'another valid password';
const PAGE = 'http://localhost/page';
const [QUARTER, HOUR] = [900, 3600];

const inbox = new Inbox(environment.endpoint);
const guest = accountAs({ key: null });

const seconds = (from, to) => Math.floor(Date.parse(to) / 1000) - Math.floor(Date.parse(from) / 1000);

/** The Account class of a user in a new session that a server has made. */
const signedIn = async ({ $id }) => withSession((await users.createSession({ userId: $id })).secret);

/** Fails unless it is a token of the user that lives so long, and whose secret is only in the message. */
function assertToken(token, userId, lifetime) {
  assertModel('token', token);
  assertRecent(token.$createdAt);
  assert.deepEqual([token.userId, token.secret, seconds(token.$createdAt, token.expire)], [userId, '', lifetime]);
}

const assertInvalidToken = (call) => assertErrorType(call, 'user_invalid_token');

test('somebody signs up, and verifies their email with the link of an email', async () => {
  const [userId, email] = [anId(), anEmail()];
  remember(await guest.create({ userId, email, password: PASSWORD, name: 'Ada Lovelace' }));
  const own = withSession((await signIn(email)).secret);
  const token = await own.createEmailVerification({ url: PAGE });
  assertToken(token, userId, HOUR);
  const first = await inbox.link(email);
  assert.deepEqual([first.page, first.userId, first.expire], [PAGE, userId, token.expire]);
  await own.createVerification({ url: PAGE });
  const second = await inbox.link(email, 2);
  assert.notEqual(second.secret, first.secret);

  await assertInvalidToken(guest.updateEmailVerification({ userId, secret: 'wrong' }));
  assert.equal((await own.get()).emailVerification, false);
  const used = await guest.updateEmailVerification({ userId, secret: first.secret });
  assertModel('token', used);
  assert.deepEqual([used.$id, used.userId, used.secret], [token.$id, userId, '']);
  assert.equal((await own.get()).emailVerification, true);
  await assertInvalidToken(guest.updateEmailVerification({ userId, secret: first.secret }));
  // Each link works once, and the methods have an old name.
  await guest.updateVerification({ userId, secret: second.secret });
  await assertErrorType(own.createEmailVerification({ url: PAGE }), 'user_email_already_verified');
});

test('a user verifies their phone with the code of a text message', async () => {
  const phone = aPhone();
  const user = await aUser({ phone });
  const own = await signedIn(user);
  assertToken(await own.createPhoneVerification(), user.$id, HOUR);
  const code = await inbox.code(phone);
  await assertInvalidToken(guest.updatePhoneVerification({ userId: user.$id, secret: otherThan(code) }));
  await guest.updatePhoneVerification({ userId: user.$id, secret: code });
  assert.equal((await own.get()).phoneVerification, true);
  await assertErrorType(own.createPhoneVerification(), 'user_phone_already_verified');
  await assertErrorType((await signedIn(await aUser())).createPhoneVerification(), 'user_phone_not_found');
});

test('a user who has forgotten their password sets a new one with a link, and their sessions end', async () => {
  const user = await aUser();
  const old = await signedIn(user);
  assertToken(await guest.createRecovery({ email: user.email, url: PAGE }), '', HOUR);
  const { page, userId, secret } = await inbox.link(user.email);
  assert.deepEqual([page, userId], [PAGE, user.$id]);
  await assertInvalidToken(guest.updateRecovery({ userId, secret: 'wrong', password: NEW_PASSWORD }));
  assert.equal((await old.get()).$id, user.$id);
  assert.equal((await guest.updateRecovery({ userId, secret, password: NEW_PASSWORD })).userId, user.$id);
  await assertInvalidToken(guest.updateRecovery({ userId, secret, password: PASSWORD }));
  await assertGuest(old.get(), 'account');
  await assertErrorType(signIn(user.email), 'user_invalid_credentials');
  assert.equal((await signIn(user.email, NEW_PASSWORD)).userId, user.$id);
});

test('a visitor who asks for a new password does not learn whether there is such a user, and a server does', async () => {
  const email = anEmail();
  assertToken(await guest.createRecovery({ email, url: PAGE }), '', HOUR);
  assert.deepEqual(await inbox.messagesTo(email), []);
  await assertErrorType(account.createRecovery({ email, url: PAGE }), 'user_not_found');
});

test('a magic URL makes a user and signs them in, and the email shows the security phrase of the answer', async () => {
  const [userId, email] = [anId(), anEmail()];
  const { phrase, ...token } = await guest.createMagicURLToken({ userId, email, url: PAGE, phrase: true });
  remember({ $id: userId });
  assertToken({ ...token, phrase }, userId, HOUR);
  assert.match(phrase, /^\S+ \S+$/);
  assert.ok((await inbox.newest(email)).text.includes(phrase));
  const { page, secret, ...query } = await inbox.link(email);
  assert.deepEqual([page, query.userId, query.project], [PAGE, userId, environment.project]);
  await assertInvalidToken(account.createSession({ userId, secret: 'wrong' }));
  const session = await account.createSession({ userId, secret });
  assertSame([session.provider, session.factors], ['magic-url', ['email']]);
  const found = await withSession(session.secret).get();
  assertSame([found.email, found.emailVerification, found.passwordUpdate], [email, true, '']);
  await assertInvalidToken(account.createSession({ userId, secret }));

  // The user is known now, so another id makes no other user. The method of older servers signs in, too.
  assertToken(await guest.createMagicURLToken(anId(), email, PAGE), userId, HOUR);
  const again = await account.updateMagicURLSession(userId, (await inbox.link(email, 2)).secret);
  assert.deepEqual([again.userId, again.provider], [userId, 'magic-url']);
});

test('a code of an email signs in once, and a new code replaces the former', async () => {
  const user = await aUser();
  const ask = { userId: anId(), email: user.email, phrase: true };
  const asked = await guest.createEmailToken(ask);
  assertToken(asked, user.$id, QUARTER);
  assert.ok((await inbox.newest(user.email)).text.includes(asked.phrase));
  const former = await inbox.code(user.email);
  await guest.createEmailToken({ ...ask, phrase: false });
  const code = await inbox.code(user.email, 2);
  const use = (secret) => account.createSession({ userId: user.$id, secret });
  if (former !== code) await assertInvalidToken(use(former));
  const session = await use(code);
  assertSame([session.userId, session.factors], [user.$id, ['email']]);
  assert.equal((await withSession(session.secret).get()).emailVerification, true);
  await assertInvalidToken(use(code));
});

test('a code of a text message makes a user and signs them in', async () => {
  const [userId, phone] = [anId(), aPhone()];
  assertToken(await guest.createPhoneToken({ userId, phone }), userId, QUARTER);
  remember({ $id: userId });
  const code = await inbox.code(phone);
  await assertInvalidToken(account.createSession({ userId, secret: otherThan(code) }));
  const session = await account.createSession({ userId, secret: code });
  assertSame([session.provider, session.factors], ['phone', ['phone']]);
  const found = await withSession(session.secret).get();
  assertSame([found.phone, found.phoneVerification, found.email], [phone, true, '']);

  await guest.createPhoneToken(anId(), phone);
  const again = await account.updatePhoneSession(userId, await inbox.code(phone, 2));
  assert.deepEqual([again.userId, again.provider], [userId, 'phone']);
});

test('a server gets the secret, so that it can send its own email', async () => {
  const user = await aUser();
  const asked = await account.createEmailToken({ userId: anId(), email: user.email });
  assert.match(asked.secret, /^\d{6}$/);
  assert.equal((await account.createSession({ userId: user.$id, secret: asked.secret })).userId, user.$id);
  const { secret } = await account.createRecovery({ email: user.email, url: PAGE });
  await account.updateRecovery({ userId: user.$id, secret, password: NEW_PASSWORD });
  assert.equal((await signIn(user.email, NEW_PASSWORD)).userId, user.$id);
});

test('an anonymous user becomes a real one, with the same id, session and preferences', async () => {
  const session = await account.createAnonymousSession();
  const userId = remember({ $id: session.userId }).$id;
  assertSame([session.provider, session.factors], ['anonymous', ['anonymous']]);
  const own = withSession(session.secret);
  await own.updatePrefs({ prefs: { theme: 'dark' } });
  const { email: taken } = await aUser();
  await assertErrorType(own.updateEmail({ email: taken, password: PASSWORD }), 'user_email_already_exists');
  const email = anEmail();
  const real = await own.updateEmail({ email, password: PASSWORD });
  assertSame([real.$id, real.email, real.emailVerification], [userId, email, false]);
  assert.equal((await own.get()).$id, userId);
  const again = await signIn(email);
  assert.equal(again.userId, userId);
  assertSame(await withSession(again.secret).getPrefs(), { theme: 'dark' });
  await assertErrorType(own.createAnonymousSession(), 'user_session_already_exists');
});

test('an owner invites somebody, who becomes a member with a session', async () => {
  const [team, founder, email] = [await aTeam(), await aUser(), anEmail()];
  await aMember(team, { email: founder.email, roles: ['owner'] });
  const { secret: token } = await users.createSession({ userId: founder.$id });
  const owner = teamsAs({ key: null, setSession: token });
  const invite = { teamId: team.$id, roles: ['developer'], email, url: JOIN_URL, name: 'Grace Hopper' };
  const invited = await owner.createMembership(invite);
  remember({ $id: invited.userId });
  assertModel('membership', invited);
  assertSame([invited.confirm, invited.joined, invited.userEmail], [false, '', email]);
  const former = await inbox.link(email);
  assert.deepEqual([former.page, former.userId], [JOIN_URL, invited.userId]);

  // Another invitation makes the former link invalid.
  assert.equal((await owner.createMembership({ ...invite, roles: ['admin'] })).$id, invited.$id);
  const { teamId, membershipId, userId, secret } = await inbox.link(email, 2);
  const visitor = teamsAs({ key: null });
  const accept = (proof) => visitor.updateMembershipStatus({ teamId, membershipId, userId, secret: proof });
  for (const wrong of ['wrong', former.secret]) await assertErrorType(accept(wrong), 'team_invalid_secret');
  assert.equal((await owner.get({ teamId })).total, 1);

  const accepted = await accept(secret);
  assertModel('membership', accepted);
  assertSame([accepted.$id, accepted.confirm, accepted.roles], [invited.$id, true, ['admin']]);
  assert.equal((await owner.get({ teamId })).total, 2);
  const { sessions: [session, ...more] } = await users.listSessions({ userId });
  assertSame([session.provider, session.factors, more], ['email', ['email'], []]);
  assert.equal((await users.get({ userId })).emailVerification, true);
  await assertErrorType(accept(secret), 'membership_already_confirmed');
  await assertErrorType(owner.createMembership(invite), 'membership_already_confirmed');
});

test('nobody has an identity of another provider', async () => {
  assertSame(await (await signedIn(await aUser())).listIdentities(), { total: 0, identities: [] });
});
