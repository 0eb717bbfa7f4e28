// Providers that are slow, answer with something else, or change their keys; a client secret that is wrong; a callback by a form.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OpenIdProvider } from './lib/provider.mjs';
import { aProject, callbacks, identitiesOf, setProvider } from './lib/roster.mjs';
import { scene } from './lib/scene.mjs';

const at = scene('providers');
const NO_ANSWER = 'The OpenID Connect OAuth2 provider gave no usable answer. Please try again.';
/** Milliseconds for which Roster does not ask again for the keys of a provider. */
const KEYS_KEPT = 60_000;

describe('an answer', () => {
  const faults = ['slow', 'rubbish', 'html', 'huge', 'broken', 'gone', 'redirect'];
  for (const [path, name] of [['/token', 'for a code'], ['/me', 'about the user']]) {
    for (const fault of faults) {
      test(`${name} is ${fault}: an error, nobody, and the next sign-in works`, async () => {
        const login = `${fault}-${path.slice(1)}`;
        const person = await at.visit();
        at.provider.fault(path, fault);
        const began = Date.now();
        await person.signIn('account.createOAuth2Session', login);
        const { type, code, message } = await person.failure();
        at.provider.fault(path);
        assert.ok(Date.now() - began < 20_000);
        assert.deepEqual([type, code], ['user_oauth2_provider_error', 424], message);
        assert.ok(message === NO_ANSWER || message.startsWith('Failed to obtain access token.'), message);
        assert.deepEqual((await person.cookies()).filter((cookie) => cookie.startsWith('a_')), []);
        assert.equal((await identitiesOf(at.project)).some(({ providerUid }) => providerUid === login), false);

        await person.home();
        await person.signIn('account.createOAuth2Session', login);
        assert.equal((await person.ask('account.get')).email, `${login}@example.com`);
        await person.leaveForGood();
      });
    }
  }

  test('that renews tokens is slow: the session stays, with the tokens of before', async () => {
    const person = await at.visit();
    await person.signIn('account.createOAuth2Session', 'renewing');
    const before = await person.ask('account.getSession', { sessionId: 'current' });
    at.provider.fault('/token', 'slow');
    const { error } = await person.call('account.updateSession', { sessionId: 'current' });
    at.provider.fault('/token');
    assert.deepEqual([error.code, error.type], [424, 'user_oauth2_provider_error']);
    const after = await person.ask('account.getSession', { sessionId: 'current' });
    assert.deepEqual([after.providerAccessToken, after.providerRefreshToken], [before.providerAccessToken, before.providerRefreshToken]);
    assert.notEqual((await person.ask('account.updateSession', { sessionId: 'current' })).providerAccessToken, before.providerAccessToken);
    await person.leaveForGood();
  });
});

test('a provider whose discovery document cannot be had is an error of a page, until it can', async () => {
  const provider = await at.another('auth0', { ends: '/' }, ({ host }) => ({ domain: host }));
  const person = await at.visit();
  for (const fault of ['slow', 'rubbish', 'huge', 'gone', 'redirect']) {
    provider.fault('/.well-known/openid-configuration', fault);
    await person.leave('account.createOAuth2Session', { provider: 'auth0' });
    assert.equal(person.last().status, 424, fault);
    assert.match(await person.page.locator('body').innerText(), /Auth0 OAuth2 provider gave no usable answer/);
    await person.home();
  }
  provider.fault('/.well-known/openid-configuration');
  await person.signIn('account.createOAuth2Session', 'found', { provider: 'auth0' });
  assert.equal((await person.ask('account.get')).email, 'found@example.com');
  await person.leaveForGood();
});

test('a provider that signs with a new key: it is read; a key that is not published is rejected', async () => {
  const person = await at.visit();
  await person.signIn('account.createOAuth2Session', 'of-the-old-key');
  const read = at.provider.calls.findLast(({ path }) => path === '/jwks').at;
  await new Promise((resolve) => { setTimeout(resolve, Math.max(0, read + KEYS_KEPT - Date.now())); });
  at.provider.changeKeys();
  const stranger = await at.visit();
  await stranger.signIn('account.createOAuth2Session', 'of-the-new-key');
  assert.equal((await stranger.query()).at, 'success');
  assert.ok(at.provider.calls.findLast(({ path }) => path === '/jwks').at > read);
  assert.equal((await person.ask('account.get')).email, 'of-the-old-key@example.com', 'the session of before stays');

  const published = await (await fetch(`${at.provider.issuer}/jwks`)).text();
  at.provider.changeKeys();
  at.provider.fault('/jwks', (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(published));
  await stranger.home();
  await stranger.signIn('account.createOAuth2Session', 'of-no-key');
  assert.equal((await stranger.failure()).message, NO_ANSWER);
  await Promise.all([person, stranger].map((one) => one.leaveForGood()));
});

test('a wrong client secret is an error that shows no secret', async () => {
  const project = aProject('wrong-secret');
  const provider = await at.another('okta', { path: '/oauth2/default' }, ({ host }) => ({ domain: host }));
  const { id } = provider.allow(callbacks(project, 'okta'));
  setProvider(project, 'okta', { id, secret: 'a secret that is not the one' }, { domain: provider.host });
  const person = await at.visit({}, project);
  await person.signIn('account.createOAuth2Session', 'nobody', { provider: 'okta' });
  const { type, code, message } = await person.failure();
  assert.deepEqual([type, code], ['user_oauth2_unauthorized', 401]);
  assert.match(message, /^Failed to obtain access token. The Okta OAuth2 provider returned an error: invalid_client/);
  assert.doesNotMatch(message, /a secret that/);
  assert.deepEqual(await identitiesOf(project), []);
  await person.leaveForGood();
});

test('a provider that sends a form instead of a link', async () => {
  const project = aProject('form-post');
  const provider = await OpenIdProvider.start();
  try {
    const options = { endpoint: provider.issuer, authorizationEndpoint: `${provider.issuer}/auth?response_mode=form_post` };
    setProvider(project, 'oidc', provider.allow(callbacks(project, 'oidc')), options);
    const person = await at.visit({}, project);
    await person.leave('account.createOAuth2Session');
    await person.agree('form');
    await person.page.waitForURL(/at=success/);
    assert.equal(person.answers.findLast(({ url }) => url.includes('/callback/')).status, 303);
    assert.equal((await person.ask('account.get')).email, 'form@example.com');
    await person.home();
    await person.leave('account.createOAuth2Token', { success: `${person.url}?at=again` });
    await person.page.waitForURL(/at=again/);
    assert.deepEqual(Object.keys(await person.query()), ['at', 'userId', 'secret']);
    await person.leaveForGood();
  } finally {
    await provider.stop();
  }
});
