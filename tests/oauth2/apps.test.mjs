// Apps on phones, which wait for a URL of their own scheme, and servers, which send a browser to the provider.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Account, Client, Query, Users } from 'node-appwrite';
import { APP, base } from './lib/roster.mjs';
import { scene } from './lib/scene.mjs';
import { SHOP } from './lib/sites.mjs';

const at = scene('apps');

/** The browser of a phone, in which an app opens a URL of the API. Returns the URL that it gives to the app. */
async function openInBrowser(path, query, act) {
  const person = await at.visit();
  const url = new URL(`${person.api}${path}`);
  url.search = new URLSearchParams({ ...query, project: at.project.id });
  await person.page.goto(String(url));
  await act(person);
  assert.equal(person.toApp.protocol, `appwrite-callback-${at.project.id}:`);
  await person.leaveForGood();
  return person.toApp;
}

/** A call of an app, with the cookie that it keeps for the domain of the API. */
async function asApp(cookie, method, path) {
  const headers = { cookie, 'x-appwrite-project': at.project.id, 'x-appwrite-response-format': '1.9.6', origin: APP };
  const response = await fetch(`${base}/v1${path}`, { method, headers });
  return { status: response.status, body: response.status === 204 ? undefined : await response.json() };
}

// The SDKs of Flutter, Android and Apple name no page, and keep `secret` as the cookie `key` of the domain of the API.
for (const [what, query] of [['no page', {}], ['its scheme', { success: 'appwrite-callback-apps://', failure: 'appwrite-callback-apps://' }]]) {
  test(`an app that names ${what} gets a session as key and secret`, async () => {
    const { searchParams } = await openInBrowser('/account/sessions/oauth2/oidc', query, (person) => person.agree('phone'));
    assert.deepEqual([...searchParams.keys()].sort(), ['domain', 'key', 'project', 'secret']);
    assert.deepEqual([searchParams.get('domain'), searchParams.get('project')], ['api.shop.test', at.project.id]);
    const cookie = `${searchParams.get('key')}=${searchParams.get('secret')}`;
    const { body } = await asApp(cookie, 'GET', '/account');
    assert.equal(body.email, 'phone@example.com');
    assert.equal((await asApp(cookie, 'GET', '/account/sessions/current')).body.provider, 'oidc');
    assert.equal((await asApp(cookie, 'DELETE', '/account/sessions/current')).status, 204);
    assert.equal((await asApp(cookie, 'GET', '/account')).status, 401);
  });
}

test('an app that asks for a token gets userId and secret', async () => {
  // The SDK of React Native; its documents make a session of them.
  const success = `appwrite-callback-${at.project.id}://localhost`;
  const { searchParams } = await openInBrowser('/account/tokens/oauth2/oidc', { success, failure: success }, (person) => person.agree('native'));
  assert.deepEqual([...searchParams.keys()].sort(), ['secret', 'userId']);
  const client = new Client().setEndpoint(`${base}/v1`).setProject(at.project.id).setKey(at.project.key);
  const session = await new Account(client).createSession({ userId: searchParams.get('userId'), secret: searchParams.get('secret') });
  assert.equal(session.providerUid, 'native');
});

test('an app whose user cancels gets the error', async () => {
  const success = `appwrite-callback-${at.project.id}://`;
  const { searchParams } = await openInBrowser('/account/sessions/oauth2/oidc', { success, failure: success }, (person) => person.cancel());
  assert.deepEqual([...searchParams.keys()], ['error']);
  assert.equal(JSON.parse(searchParams.get('error')).type, 'user_oauth2_bad_request');
});

test('the scheme of an app of another project is rejected', async () => {
  const person = await at.visit();
  const query = new URLSearchParams({ project: at.project.id, success: 'appwrite-callback-other://' });
  await person.page.goto(`${person.api}/account/sessions/oauth2/oidc?${query}`);
  assert.equal(person.last().status, 400);
  await person.leaveForGood();
});

test('a server sends a browser to the provider, and makes a session of what comes back', async () => {
  const client = () => new Client().setEndpoint(`${base}/v1`).setProject(at.project.id);
  const server = new Account(client().setKey(at.project.key));
  const success = `${SHOP}/page/24.2.0?at=success`;
  const url = await server.createOAuth2Token({ provider: 'oidc', success, failure: `${SHOP}/page/24.2.0?at=failure` });
  assert.ok(url.startsWith(`${at.provider.issuer}/auth?`), url);

  const person = await at.visit();
  await person.page.goto(url);
  await person.agree('of-a-server');
  const { at: where, userId, secret } = await person.query();
  assert.equal(where, 'success');
  const session = await server.createSession({ userId, secret });
  const user = new Account(client().setSession(session.secret));
  assert.equal((await user.get()).email, 'of-a-server@example.com');
  assert.deepEqual((await user.listIdentities()).identities.map(({ providerUid }) => providerUid), ['of-a-server']);
  const renewed = await user.updateSession({ sessionId: 'current' });
  assert.notEqual(renewed.providerAccessToken, session.providerAccessToken);

  await person.page.goto(person.callback());
  assert.equal(person.last().status, 400, 'the callback was used');

  const users = new Users(client().setKey(at.project.key));
  const { identities } = await users.listIdentities({ queries: [Query.equal('providerUid', ['of-a-server'])] });
  assert.deepEqual(identities.map((identity) => [identity.userId, identity.providerAccessToken]), [[userId, renewed.providerAccessToken]]);
  await users.deleteIdentity({ identityId: identities[0].$id });
  assert.equal((await user.listIdentities()).total, 0);
  await person.leaveForGood();
});

test('a server without a key that may create sessions gets a URL that is bound to its own cookie', async () => {
  const { secret } = at.project.newKey('users.read');
  const server = new Account(new Client().setEndpoint(`${base}/v1`).setProject(at.project.id).setKey(secret));
  const page = `${SHOP}/page/24.2.0`;
  const url = await server.createOAuth2Token({ provider: 'oidc', success: page, failure: page });
  const person = await at.visit();
  await person.page.goto(url);
  await person.agree('of-no-server');
  assert.equal(person.last().status, 400);
  await person.leaveForGood();
});
