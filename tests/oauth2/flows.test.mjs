// The whole way with Appwrite's SDKs, unmodified, and a certified OpenID provider.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Account as ServerAccount, Client as ServerClient } from 'node-appwrite';
import { base } from '../console/lib/stack.mjs';
import { Issuer } from './lib/issuer.mjs';
import { projectWith } from './lib/project.mjs';
import { Site } from './lib/site.mjs';

const VERSIONS = ['24.2.0', '9.0.2'];
let site, issuer, project;
before(async () => {
  site = await Site.start();
  ({ issuer, project } = await projectWith((callbacks) => Issuer.start(callbacks)));
});
after(async () => {
  await site?.stop();
  await issuer?.stop();
});

for (const version of VERSIONS) {
  const isNew = version === '24.2.0';
  const login = `ann-${isNew}`;
  describe(`appwrite ${version} for the web`, () => {
    test('createOAuth2Session signs in with cookies, and the account is the same user again', async () => {
      const visit = await site.visit(project, version);
      const url = await visit.signIn(login);
      assert.equal(url.href, visit.url('in'));
      const user = await visit.ask('get');
      assert.deepEqual([user.email, user.emailVerification, user.name], [`${login}@example.com`, true, `Name of ${login}`]);
      const session = await visit.ask('getSession', 'current');
      assert.deepEqual([session.provider, session.providerUid], ['oidc', login]);
      assert.ok(session.providerAccessToken.length > 20 && session.providerRefreshToken.length > 20);
      const names = (await visit.cookies()).map(({ name }) => name).filter((name) => name.startsWith('a_'));
      assert.deepEqual(names.sort(), [`a_session_${project.id}`, `a_session_${project.id}_legacy`]);
      await visit.close();
      const again = await site.visit(project, version);
      await again.signIn(login);
      assert.equal((await again.ask('get')).$id, user.$id);
      await again.close();
    });

    test('updateSession gets new tokens of the provider', async () => {
      const visit = await site.visit(project, version);
      await visit.signIn(login);
      const before = await visit.ask('getSession', 'current');
      const renewed = await visit.ask('updateSession', 'current');
      assert.notEqual(renewed.providerAccessToken, before.providerAccessToken);
      assert.equal(renewed.expire === before.expire, !isNew);
      await visit.close();
    });
  });
}

describe('appwrite 24.2.0 for the web', () => {
  const [version] = VERSIONS;

  test('createOAuth2Token and createSession sign in with a token', async () => {
    const visit = await site.visit(project, version);
    const url = await visit.signIn('tom', 'createOAuth2Token');
    const [userId, secret] = ['userId', 'secret'].map((name) => url.searchParams.get(name));
    const session = await visit.ask('createSession', userId, secret);
    assert.deepEqual([session.provider, session.userId], ['oidc', userId]);
    assert.equal((await visit.ask('get')).email, 'tom@example.com');
    const { error } = await visit.call('createSession', userId, secret);
    assert.equal(error.code, 401);
    await visit.close();
  });

  test('listIdentities shows the account, and deleteIdentity removes it', async () => {
    const visit = await site.visit(project, version);
    await visit.signIn('ida');
    const { total, identities: [identity] } = await visit.ask('listIdentities');
    assert.deepEqual([total, identity.provider, identity.providerUid, identity.providerEmail], [1, 'oidc', 'ida', 'ida@example.com']);
    assert.ok(identity.providerAccessToken.length > 20);
    await visit.ask('deleteIdentity', identity.$id);
    assert.equal((await visit.ask('listIdentities')).total, 0);
    assert.equal((await visit.ask('get')).email, 'ida@example.com', 'the session stays');
    await visit.close();
  });

  test('a signed-in user links the account', async () => {
    await project.user({ userId: 'link', email: 'link-own@example.com', password: 'correct horse' });
    const visit = await site.visit(project, version);
    await visit.ask('createEmailPasswordSession', 'link-own@example.com', 'correct horse');
    await visit.signIn('link-other');
    const user = await visit.ask('get');
    assert.deepEqual([user.$id, user.email], ['link', 'link-own@example.com']);
    assert.deepEqual((await visit.ask('listIdentities')).identities.map(({ providerUid }) => providerUid), ['link-other']);
    await visit.close();
    const later = await site.visit(project, version);
    await later.signIn('link-other');
    assert.equal((await later.ask('get')).$id, 'link');
    await later.close();
  });
});

test('an app of a phone takes the session from the URL of its scheme', async () => {
  const visit = await site.visit(project, VERSIONS[0]);
  const { page } = visit;
  // The SDKs of phones open this URL in a browser and wait for their scheme.
  await page.goto(`${base}/v1/account/sessions/oauth2/oidc?project=${project.id}`);
  const redirect = page.waitForResponse((response) => (response.headers().location ?? '').startsWith('appwrite-callback-'));
  await visit.logIn('phone').catch(() => undefined);
  const url = new URL((await redirect).headers().location);
  assert.equal(url.protocol, `appwrite-callback-${project.id}:`.toLowerCase());
  const [key, secret] = ['key', 'secret'].map((name) => url.searchParams.get(name));
  assert.equal(key, `a_session_${project.id}`.toLowerCase());
  const answer = await fetch(`${base}/v1/account`, { headers: { 'X-Appwrite-Project': project.id, Cookie: `${key}=${secret}` } });
  assert.equal((await answer.json()).email, 'phone@example.com');
  await visit.close();
});

test('a server sends a browser to the URL of createOAuth2Token', async () => {
  const client = () => new ServerClient().setEndpoint(`${base}/v1`).setProject(project.id);
  const account = new ServerAccount(client().setKey(project.key));
  const visit = await site.visit(project, VERSIONS[0]);
  const url = await account.createOAuth2Token({ provider: 'oidc', success: visit.url('in'), failure: visit.url('out') });
  await visit.page.goto(url);
  await visit.logIn('server');
  const back = await visit.isBack();
  const session = await account.createSession({ userId: back.searchParams.get('userId'), secret: back.searchParams.get('secret') });
  const user = await new ServerAccount(client().setSession(session.secret)).get();
  assert.equal(user.email, 'server@example.com');
  await visit.close();
});
