// The newest web SDK in a browser, on a foreign site: visitors who prove who they are by what is sent to them, and by second
// factors. The links lead back to that site; emails and text messages are in the inbox of a local stack.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { URI } from 'otpauth';
import { Browser } from './lib/browser.mjs';
import { endpoint, project } from './lib/environment.mjs';
import { anEmail, anId, aPhone, aUser, PASSWORD, remember, request, sessionsOf } from './lib/fixtures.mjs';
import { serve, SITES } from './lib/sites.mjs';
import { Authenticator } from '../shared/authenticator.mjs';
import { Inbox, otherThan } from '../shared/inbox.mjs';

const VERSION = '24.2.0';
const SITE = SITES.foreign;
const PAGE = `${SITE.page}/page/${VERSION}`;
const NEW_PASSWORD = 'another valid password';

const inbox = new Inbox(endpoint);

let server;
let browser;
before(async () => {
  server = await serve();
  browser = await Browser.start({ port: server.port });
});
after(async () => {
  await browser?.stop();
  await server.stop();
});

/** A test with a visitor who is new to the browser. */
const visiting = (name, run) => test(name, async () => {
  const visit = await browser.visit(SITE, VERSION);
  try {
    await run(visit);
  } finally {
    await visit.close();
  }
});

const signIn = (visit, { email }, password = PASSWORD) =>
  visit.ask('account.createEmailPasswordSession', { email, password });

/** Fails unless the call is rejected with this error. */
async function assertRejected(visit, name, params, code, type) {
  const { error } = await visit.call(name, params);
  assert.deepEqual([error?.code, error?.type], [code, type], name);
}

const assertInvalidToken = (visit, name, params) => assertRejected(visit, name, params, 401, 'user_invalid_token');

visiting('a visitor signs up, and the link of an email verifies the email', async (visit) => {
  const [userId, email] = [anId(), anEmail()];
  await visit.ask('account.create', { userId, email, password: PASSWORD, name: 'Ada Lovelace' });
  remember(userId);
  await signIn(visit, { email });
  assert.equal((await visit.ask('account.get')).emailVerification, false);
  const { secret: shown } = await visit.ask('account.createEmailVerification', { url: `${PAGE}?step=verify` });
  assert.equal(shown, '');
  const { step, userId: whose, secret } = await visit.follow((await inbox.link(email)).url);
  assert.deepEqual([step, whose], ['verify', userId]);
  await assertInvalidToken(visit, 'account.updateEmailVerification', { userId, secret: 'wrong' });
  await visit.ask('account.updateEmailVerification', { userId, secret });
  assert.equal((await visit.ask('account.get')).emailVerification, true);
  await assertInvalidToken(visit, 'account.updateEmailVerification', { userId, secret });
});

visiting('a user who has forgotten their password sets a new one with the link of an email', async (visit) => {
  const user = await aUser();
  assert.equal((await visit.ask('account.createRecovery', { email: user.email, url: PAGE })).userId, '');
  const { userId, secret } = await visit.follow((await inbox.link(user.email)).url);
  await visit.ask('account.updateRecovery', { userId, secret, password: NEW_PASSWORD });
  await assertInvalidToken(visit, 'account.updateRecovery', { userId, secret, password: PASSWORD });
  const former = { email: user.email, password: PASSWORD };
  await assertRejected(visit, 'account.createEmailPasswordSession', former, 401, 'user_invalid_credentials');
  await signIn(visit, user, NEW_PASSWORD);
  assert.equal((await visit.ask('account.get')).$id, user.$id);
});

visiting('a link to a site that the project does not know is not sent', async (visit) => {
  const user = await aUser();
  const params = { email: user.email, url: SITES.unknown.page };
  await assertRejected(visit, 'account.createRecovery', params, 400, 'general_argument_invalid');
  assert.deepEqual(await inbox.messagesTo(user.email), []);
});

visiting('a magic URL makes a user and signs them in', async (visit) => {
  const email = anEmail();
  const asked = await visit.ask('account.createMagicURLToken', { userId: anId(), email, url: PAGE, phrase: true });
  remember(asked.userId);
  assert.ok((await inbox.newest(email)).text.includes(asked.phrase));
  const { userId, secret, project: where } = await visit.follow((await inbox.link(email)).url);
  assert.deepEqual([userId, where], [asked.userId, project]);
  await visit.ask('account.createSession', { userId, secret });
  const found = await visit.ask('account.get');
  assert.deepEqual([found.$id, found.email, found.emailVerification], [userId, email, true]);
  await visit.reload();
  assert.equal((await visit.ask('account.getSession', { sessionId: 'current' })).provider, 'magic-url');
  await assertInvalidToken(visit, 'account.createSession', { userId, secret });
});

for (const [how, name, person, factor] of [
  ['an email', 'account.createEmailToken', () => ({ email: anEmail() }), 'email'],
  ['a text message', 'account.createPhoneToken', () => ({ phone: aPhone() }), 'phone'],
]) {
  visiting(`a code of ${how} makes a user and signs them in`, async (visit) => {
    const to = person();
    const { userId } = await visit.ask(name, { userId: anId(), ...to });
    remember(userId);
    const code = await inbox.code(Object.values(to)[0]);
    await assertInvalidToken(visit, 'account.createSession', { userId, secret: otherThan(code) });
    const session = await visit.ask('account.createSession', { userId, secret: code });
    assert.deepEqual([session.userId, session.factors], [userId, [factor]]);
    assert.equal((await visit.ask('account.get'))[`${factor}Verification`], true);
    await assertInvalidToken(visit, 'account.createSession', { userId, secret: code });
  });
}

visiting('an anonymous user becomes a real one, with the same id and session', async (visit) => {
  const session = await visit.ask('account.createAnonymousSession');
  remember(session.userId);
  await visit.ask('account.updatePrefs', { prefs: { theme: 'dark' } });
  await assertRejected(visit, 'account.createAnonymousSession', {}, 401, 'user_session_already_exists');
  const email = anEmail();
  await visit.ask('account.updateEmail', { email, password: PASSWORD });
  await visit.reload();
  const { $id: now } = await visit.ask('account.getSession', { sessionId: 'current' });
  assert.equal(now, session.$id);
  await visit.ask('account.deleteSession', { sessionId: 'current' });
  await signIn(visit, { email });
  const found = await visit.ask('account.get');
  assert.deepEqual([found.$id, found.prefs], [session.userId, { theme: 'dark' }]);
});

test('an owner invites somebody, who becomes a member with a session in their own browser', async () => {
  const [teamId, email] = [anId(), anEmail()];
  const owner = await browser.visit(SITE, VERSION);
  await signIn(owner, await aUser());
  await owner.ask('teams.create', { teamId, name: 'Page' });
  try {
    const params = { teamId, roles: ['developer'], email, url: PAGE, name: 'Grace Hopper' };
    const invited = await owner.ask('teams.createMembership', params);
    remember(invited.userId);
    assert.equal(invited.confirm, false);
    await owner.close();

    // Another visitor, without the cookies of the owner.
    const visit = await browser.visit(SITE, VERSION);
    const { membershipId, userId, secret, teamId: where } = await visit.follow((await inbox.link(email)).url);
    assert.deepEqual([membershipId, userId, where], [invited.$id, invited.userId, teamId]);
    const accept = 'teams.updateMembershipStatus';
    const wrong = { teamId, membershipId, userId, secret: 'wrong' };
    await assertRejected(visit, accept, wrong, 401, 'team_invalid_secret');
    await assertRejected(visit, 'account.get', {}, 401, 'general_unauthorized_scope');
    assert.equal((await visit.ask(accept, { teamId, membershipId, userId, secret })).confirm, true);
    await visit.reload();
    const found = await visit.ask('account.get');
    assert.deepEqual([found.$id, found.name, found.emailVerification], [userId, 'Grace Hopper', true]);
    assert.deepEqual((await visit.ask('teams.list')).teams.map(({ $id, total }) => [$id, total]), [[teamId, 2]]);
    assert.equal((await sessionsOf({ $id: userId })).length, 1);
    await visit.close();
  } finally {
    await request('DELETE', `/teams/${teamId}`);
  }
});

visiting('a user signs in with an authenticator and with a recovery code, each once', async (visit) => {
  const [user, type] = [await aUser(), 'totp'];
  await signIn(visit, user);
  const app = new Authenticator(URI.parse((await visit.ask('account.createMFAAuthenticator', { type })).uri));
  await assertInvalidToken(visit, 'account.updateMFAAuthenticator', { type, otp: app.wrongCode() });
  await visit.ask('account.updateMFAAuthenticator', { type, otp: app.code() });
  const { recoveryCodes: [recoveryCode, ...others] } = await visit.ask('account.createMFARecoveryCodes');
  await visit.ask('account.updateMFA', { mfa: true });

  const again = async () => {
    await visit.ask('account.deleteSession', { sessionId: 'current' });
    await signIn(visit, user);
    await assertRejected(visit, 'account.get', {}, 401, 'user_more_factors_required');
  };
  const challenge = async (factor) => (await visit.ask('account.createMFAChallenge', { factor })).$id;

  await again();
  const first = await challenge('totp');
  const code = app.code(1);
  await assertInvalidToken(visit, 'account.updateMFAChallenge', { challengeId: first, otp: app.wrongCode() });
  await visit.ask('account.updateMFAChallenge', { challengeId: first, otp: code });
  assert.equal((await visit.ask('account.get')).$id, user.$id);

  await again();
  await assertInvalidToken(visit, 'account.updateMFAChallenge', { challengeId: await challenge('totp'), otp: code });
  // As the constant of the SDK says.
  const second = await challenge('recoverycode');
  await visit.ask('account.updateMFAChallenge', { challengeId: second, otp: recoveryCode });
  assert.equal((await visit.ask('account.get')).$id, user.$id);
  assert.deepEqual((await visit.ask('account.getMFARecoveryCodes')).recoveryCodes, others);

  await again();
  const third = await challenge('recoveryCode');
  await assertInvalidToken(visit, 'account.updateMFAChallenge', { challengeId: third, otp: recoveryCode });
});
