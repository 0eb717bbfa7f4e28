// Sign-ins that must not succeed: people who cancel, callbacks that are changed, used twice or opened elsewhere, emails that nobody has
// verified, and people at the same time.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { identitiesOf, sessionsOf, userOf, usersOf } from './lib/roster.mjs';
import { scene } from './lib/scene.mjs';

const at = scene('rejected');
const BEGIN_AGAIN = /has expired, has ended before, or began in another browser/;

/** The page that the browser shows is an error of this status, and nobody is signed in. */
async function shows(person, status, text) {
  assert.equal(person.last().status, status);
  assert.match(person.last().headers['content-type'], /^text\/html/);
  assert.match(await person.page.locator('body').innerText(), text);
  assert.equal((await person.cookies()).some((name) => name.startsWith('a_session_')), false);
}

describe('at the provider', () => {
  test('somebody cancels at the login, or at the consent', async () => {
    const person = await at.visit();
    for (const until of ['login', 'consent']) {
      await person.leave('account.createOAuth2Session');
      if (until === 'consent') await person.signInAtProvider('cancels');
      await person.cancel();
      const { type, code, message } = await person.failure();
      assert.deepEqual([type, code], ['user_oauth2_bad_request', 400]);
      assert.match(message, /OpenID Connect OAuth2 provider returned an error: access_denied/);
      assert.deepEqual(await person.cookies(), []);
    }
    assert.deepEqual((await identitiesOf(at.project)).filter(({ providerUid }) => providerUid === 'cancels'), []);
    await person.leaveForGood();
  });

  test('without a page of failure the error is a page', async () => {
    const person = await at.visit();
    await person.leave('account.createOAuth2Session', { failure: '' });
    await person.cancel();
    await shows(person, 400, /access_denied/);
    assert.match(person.last().headers['content-security-policy'], /default-src 'none'/);
    await person.leaveForGood();
  });

  test('it rejects what the page asks for', async () => {
    const person = await at.visit();
    await person.leave('account.createOAuth2Token', { scopes: ['admin'] });
    const { type, message } = await person.failure();
    assert.equal(type, 'user_oauth2_bad_request');
    assert.match(message, /invalid_scope/);
    await person.leaveForGood();
  });
});

describe('the callback', () => {
  test('with another state, or without one', async () => {
    const person = await at.visit();
    const callback = new URL(await person.held('changed'));
    const state = callback.searchParams.get('state');
    const [random, end, signature] = state.split('.');
    const other = (text) => text.slice(0, -2) + (text.endsWith('AA') ? 'BB' : 'AA');
    for (const changed of ['', 'x', other(state), [other(random), end, signature].join('.'), [random, Number(end) + 600, signature].join('.')]) {
      const url = new URL(callback);
      url.searchParams.set('state', changed);
      await person.page.goto(String(url));
      await shows(person, 400, BEGIN_AGAIN);
    }
    await person.page.goto(String(callback));
    assert.equal((await person.query()).at, 'success', 'what was tried has not ended the sign-in');
    await person.leaveForGood();
  });

  test('of one provider at another one', async () => {
    await at.another('keycloak', { path: '/realms/shop' }, ({ host }) => ({ domain: host, realm: 'shop' }));
    const person = await at.visit();
    const callback = await person.held('crossing');
    await person.page.goto(callback.replace('/callback/oidc/', '/callback/keycloak/'));
    await shows(person, 400, BEGIN_AGAIN);
    await person.leaveForGood();
  });

  test('used twice', async () => {
    const person = await at.visit();
    await person.signIn('account.createOAuth2Session', 'twice');
    const { $id } = await person.ask('account.get');
    await person.page.goto(person.callback());
    assert.equal(person.last().status, 400);
    assert.match(await person.page.locator('body').innerText(), BEGIN_AGAIN);
    assert.equal((await sessionsOf(at.project, $id)).length, 1);
    await person.home();
    assert.equal((await person.ask('account.get')).$id, $id, 'the first sign-in stays');
    await person.leaveForGood();
  });

  test('in another browser, which gets the link from somebody', async () => {
    const [sender, victim] = await Promise.all([at.visit(), at.visit()]);
    const callback = await sender.held('sender');
    await victim.page.goto(callback);
    await shows(victim, 400, BEGIN_AGAIN);
    await victim.home();
    assert.equal((await victim.call('account.get')).error.code, 401);
    assert.equal((await identitiesOf(at.project)).some(({ providerUid }) => providerUid === 'sender'), false);
    await sender.page.goto(callback);
    await shows(sender, 400, BEGIN_AGAIN);
    await Promise.all([sender, victim].map((one) => one.leaveForGood()));
  });

  test('in another browser that has begun a sign-in of its own', async () => {
    const [sender, victim] = await Promise.all([at.visit(), at.visit()]);
    const callback = await sender.held('sender-2');
    await victim.held('victim-2');
    await victim.page.goto(callback);
    await shows(victim, 400, BEGIN_AGAIN);
    await Promise.all([sender, victim].map((one) => one.leaveForGood()));
  });

  test('of two sign-ins in one browser, each ends with its own', async () => {
    const person = await at.visit();
    const first = await person.held('tabs');
    await person.home();
    await person.leave('account.createOAuth2Session');
    await person.agree('tabs');
    assert.equal((await person.query()).at, 'success');
    await person.page.goto(first);
    assert.equal((await person.query()).at, 'success');
    assert.equal((await sessionsOf(at.project, (await userOf(at.project, 'tabs')).$id)).length, 2);
    assert.equal((await person.cookies()).some((name) => name.startsWith('a_oauth2_')), false);
    await person.leaveForGood();
  });
});

describe('an email', () => {
  test('that the provider has not verified does not become that of a new user', async () => {
    at.provider.knows('unverified', { email: 'unverified@example.com', email_verified: false, name: 'U' });
    const person = await at.visit();
    await person.signIn('account.createOAuth2Session', 'unverified');
    const user = await person.ask('account.get');
    assert.deepEqual([user.email, user.emailVerification, user.name], ['', false, 'U']);
    await person.leaveForGood();
  });

  test('that the provider has not verified does not sign in the user who has it', async () => {
    at.provider.knows('thief', { email: 'taken@example.com', email_verified: false });
    const owner = await at.project.user({ userId: 'owner', email: 'taken@example.com', password: 'correct horse battery' });
    const person = await at.visit();
    await person.signIn('account.createOAuth2Session', 'thief');
    assert.equal((await person.failure()).type, 'general_bad_request');
    assert.deepEqual(await sessionsOf(at.project, owner.$id), []);
    await person.leaveForGood();
  });

  test('that a stranger has signed up with does not give the account of its owner to the stranger', async () => {
    await at.project.user({ userId: 'stranger', email: 'real@example.com', password: 'correct horse battery' });
    const person = await at.visit();
    await person.signIn('account.createOAuth2Session', 'real');
    assert.equal((await person.failure()).type, 'user_already_exists');
    await person.leaveForGood();
  });

  test('that the provider does not say at all', async () => {
    at.provider.knows('nameless', {});
    const person = await at.visit();
    await person.signIn('account.createOAuth2Session', 'nameless');
    const { type, message } = await person.failure();
    assert.deepEqual([type, message], ['user_unauthorized', 'OAuth provider failed to return email.']);
    await person.leaveForGood();
  });
});

test('two browsers of one account at the same time are one user', async () => {
  const people = await Promise.all([at.visit(), at.visit()]);
  const callbacks = await Promise.all(people.map((person) => person.held('racer')));
  await Promise.all(people.map((person, which) => person.page.goto(callbacks[which])));
  assert.deepEqual(await Promise.all(people.map((person) => person.query())), [{ at: 'success' }, { at: 'success' }]);
  const [one, other] = await Promise.all(people.map((person) => person.ask('account.get')));
  assert.equal(one.$id, other.$id);
  assert.equal((await usersOf(at.project)).filter(({ email }) => email === 'racer@example.com').length, 1);
  assert.equal((await sessionsOf(at.project, one.$id)).length, 2);
  assert.equal((await userOf(at.project, 'racer')).$id, one.$id);
  await Promise.all(people.map((person) => person.leaveForGood()));
});
