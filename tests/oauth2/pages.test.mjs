// People who sign in with others on a page of another web origin: both SDKs, cookie form and token form, tokens of the provider, and
// linking.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { launchWithProfile, NEWEST, OLD } from './lib/browser.mjs';
import { identitiesOf, sessionsOf, userOf } from './lib/roster.mjs';
import { scene } from './lib/scene.mjs';
import { CUSTOMER, STRANGER } from './lib/sites.mjs';

const at = scene('pages');

for (const sdk of [NEWEST, OLD]) {
  describe(`appwrite ${sdk}`, () => {
    test('a session in a cookie: somebody new, and again', async () => {
      const login = `cookie-${sdk}`;
      const person = await at.visit({ sdk });
      assert.deepEqual(await person.signIn('account.createOAuth2Session', login), { at: 'success' });
      const user = await person.ask('account.get');
      assert.deepEqual([user.email, user.emailVerification, user.name], [`${login}@example.com`, true, `Name of ${login}`]);
      const session = await person.ask('account.getSession', { sessionId: 'current' });
      assert.deepEqual([session.provider, session.providerUid, session.current], ['oidc', login, true]);
      assert.deepEqual(await person.cookies(), [`a_session_${at.project.id}`, `a_session_${at.project.id}_legacy`]);

      await person.ask('account.deleteSession', { sessionId: 'current' });
      assert.equal((await person.call('account.get')).error.code, 401);
      assert.deepEqual(await person.signIn('account.createOAuth2Session', login), { at: 'success' });
      assert.equal((await person.ask('account.get')).$id, user.$id);
      assert.equal((await sessionsOf(at.project, user.$id)).length, 1);
      await person.leaveForGood();
    });

    test('tokens of the provider are renewed with the session', async () => {
      const person = await at.visit({ sdk });
      await person.signIn('account.createOAuth2Session', `renewed-${sdk}`);
      const before = await person.ask('account.getSession', { sessionId: 'current' });
      const after = await person.ask('account.updateSession', { sessionId: 'current' });
      const again = await person.ask('account.updateSession', { sessionId: 'current' });
      for (const name of ['providerAccessToken', 'providerRefreshToken']) {
        const values = [before, after, again].map((session) => session[name]);
        assert.equal(new Set(values).size, 3, name);
        assert.ok(values.every((value) => value.length > 20), name);
      }
      // 0.15 has seconds.
      const end = sdk === OLD ? after.providerAccessTokenExpiry * 1000 : Date.parse(after.providerAccessTokenExpiry);
      assert.ok(end > Date.now() && end < Date.now() + 3_600_000, after.providerAccessTokenExpiry);
      const known = await fetch(`${at.provider.issuer}/me`, { headers: { authorization: `Bearer ${again.providerAccessToken}` } });
      assert.equal((await known.json()).email, `renewed-${sdk}@example.com`);
      await person.leaveForGood();
    });
  });
}

test('a session in a cookie on a page of another site, in a browser that sends cookies there', async () => {
  const { window, end } = await launchWithProfile(at.sites.port);
  const person = await at.visit({ site: CUSTOMER, window });
  assert.deepEqual(await person.signIn('account.createOAuth2Session', 'abroad'), { at: 'success' });
  assert.equal((await person.ask('account.get')).email, 'abroad@example.com');
  await end();
});

test('a token in the URL, of which a page of another site makes a session without cookies', async () => {
  const person = await at.visit({ site: CUSTOMER });
  const { at: where, userId, secret, ...rest } = await person.signIn('account.createOAuth2Token', 'token');
  assert.deepEqual([where, rest], ['success', {}]);
  assert.equal((await person.call('account.get')).error.code, 401);
  const session = await person.ask('account.createSession', { userId, secret });
  assert.deepEqual([session.provider, session.providerUid], ['oidc', 'token']);
  assert.equal((await person.ask('account.get')).email, 'token@example.com');
  const { error } = await person.call('account.createSession', { userId, secret });
  assert.deepEqual([error.code, error.type], [401, 'user_invalid_token']);
  await person.leaveForGood();
});

test('a user sees and removes the identity, and signs in again with the same account', async () => {
  const person = await at.visit();
  await person.signIn('account.createOAuth2Session', 'identity');
  const { $id } = await person.ask('account.get');
  const { total, identities: [identity] } = await person.ask('account.listIdentities');
  assert.deepEqual([total, identity.provider, identity.providerUid, identity.providerEmail, identity.userId],
    [1, 'oidc', 'identity', 'identity@example.com', $id]);
  const session = await person.ask('account.getSession', { sessionId: 'current' });
  assert.equal(identity.providerAccessToken, session.providerAccessToken);
  const ofServer = (await identitiesOf(at.project)).find(({ $id: id }) => id === identity.$id);
  assert.equal(ofServer.providerAccessToken, identity.providerAccessToken);

  await person.ask('account.deleteIdentity', { identityId: identity.$id });
  assert.equal((await person.ask('account.listIdentities')).total, 0);
  const { error } = await person.call('account.deleteIdentity', { identityId: identity.$id });
  assert.equal(error.code, 404);
  await person.signIn('account.createOAuth2Session', 'identity');
  assert.equal((await person.ask('account.get')).$id, $id, 'both have verified the email');
  await person.leaveForGood();
});

test('a user with a password links an account, then another one at a second provider', async () => {
  await at.another('keycloak', { path: '/realms/shop' }, ({ host }) => ({ domain: host, realm: 'shop' }));
  const person = await at.visit();
  const credentials = { email: 'linker@example.com', password: 'correct horse battery' };
  const user = await at.project.user({ userId: 'linker', ...credentials });
  await person.ask('account.createEmailPasswordSession', credentials);
  assert.deepEqual(await person.signIn('account.createOAuth2Session', 'of-work'), { at: 'success' });
  assert.deepEqual(await person.signIn('account.createOAuth2Session', 'at-home', { provider: 'keycloak' }), { at: 'success' });
  assert.equal((await person.ask('account.get')).$id, user.$id);
  const { identities } = await person.ask('account.listIdentities');
  assert.deepEqual(identities.map(({ provider, providerUid }) => `${provider} ${providerUid}`).sort(), ['keycloak at-home', 'oidc of-work']);

  const elsewhere = await at.visit({ sdk: OLD });
  await elsewhere.signIn('account.createOAuth2Session', 'at-home', { provider: 'keycloak' });
  assert.equal((await elsewhere.ask('account.get')).$id, user.$id);
  await Promise.all([person, elsewhere].map((one) => one.leaveForGood()));
});

test('an account of another user cannot be linked', async () => {
  const [owner, other] = await Promise.all([at.visit(), at.visit()]);
  await owner.signIn('account.createOAuth2Session', 'owned');
  const credentials = { email: 'other@example.com', password: 'correct horse battery' };
  const user = await at.project.user({ userId: 'other', ...credentials });
  await other.ask('account.createEmailPasswordSession', credentials);
  await other.signIn('account.createOAuth2Session', 'owned');
  assert.equal((await other.failure()).type, 'user_already_exists');
  assert.equal((await other.ask('account.get')).$id, user.$id);
  assert.notEqual((await userOf(at.project, 'owned')).$id, user.$id);
  await Promise.all([owner, other].map((one) => one.leaveForGood()));
});

test('a page that the project does not know can begin nothing', async () => {
  const person = await at.visit({ site: STRANGER });
  await person.leave('account.createOAuth2Session');
  assert.equal(person.last().status, 400);
  assert.match(await person.page.content(), /project_invalid_success_url|Invalid redirect URL for OAuth success/);
  await person.leaveForGood();
});
