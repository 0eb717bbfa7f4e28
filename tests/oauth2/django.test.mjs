// A second real provider, django-oauth-toolkit, with its own pages: it signs with RSA, says the email in the id_token, and gives refresh
// tokens.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NEWEST, OLD } from './lib/browser.mjs';
import { startDjango } from './lib/django.mjs';
import { aProject, callbacks, setProvider, userOf } from './lib/roster.mjs';
import { scene } from './lib/scene.mjs';

const at = scene();
const PEOPLE = ['ada', 'bob', 'eve', 'joined'].map((login) => ({
  login, password: `password of ${login}`, email: `${login}@example.com`, verified: login !== 'eve', name: `Name of ${login}`,
}));
let [project, django] = [];

before(async () => {
  project = aProject('django');
  django = await startDjango(callbacks(project, 'oidc'), PEOPLE);
  setProvider(project, 'oidc', django.client, { endpoint: django.issuer });
});
after(() => django?.stop());

/** Signs in on the page of Django, and chooses a button on the page of consent. */
async function choose(person, login, button) {
  const { page } = person;
  await page.locator('input[name=username]').fill(login);
  await page.locator('input[name=password]').fill(`password of ${login}`);
  await page.locator('input[type=submit]').click();
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL(/[?&]at=/);
}

for (const sdk of [NEWEST, OLD]) {
  test(`appwrite ${sdk}: a session, new tokens, and the same user again`, async () => {
    const person = await at.visit({ sdk }, project);
    const login = sdk === NEWEST ? 'ada' : 'bob';
    await person.leave('account.createOAuth2Session');
    await choose(person, login, 'Authorize');
    const user = await person.ask('account.get');
    assert.deepEqual([user.email, user.emailVerification, user.name], [`${login}@example.com`, true, `Name of ${login}`]);
    const before = await person.ask('account.getSession', { sessionId: 'current' });
    const after = await person.ask('account.updateSession', { sessionId: 'current' });
    assert.notEqual(after.providerAccessToken, before.providerAccessToken);
    assert.notEqual(after.providerRefreshToken, before.providerRefreshToken);
    await person.ask('account.deleteSession', { sessionId: 'current' });
    await person.leave('account.createOAuth2Session');
    await person.page.getByRole('button', { name: 'Authorize' }).click();
    await person.page.waitForURL(/[?&]at=/);
    assert.equal((await person.ask('account.get')).$id, user.$id);
    await person.leaveForGood();
  });
}

test('somebody cancels', async () => {
  const person = await at.visit({}, project);
  await person.leave('account.createOAuth2Token');
  await choose(person, 'ada', 'Cancel');
  const { type, message } = await person.failure();
  assert.equal(type, 'user_oauth2_bad_request');
  assert.match(message, /access_denied/);
  await person.leaveForGood();
});

test('an email that is not verified does not become that of the user', async () => {
  const person = await at.visit({}, project);
  await person.leave('account.createOAuth2Session');
  await choose(person, 'eve', 'Authorize');
  const user = await person.ask('account.get');
  assert.deepEqual([user.email, user.emailVerification], ['', false]);
  await person.leaveForGood();
});

test('a user who has verified the email is joined, and keeps the password', async () => {
  const credentials = { email: 'joined@example.com', password: 'correct horse battery' };
  await project.user({ userId: 'joined', ...credentials });
  await project.call('PATCH', '/users/joined/verification', { emailVerification: true });
  const person = await at.visit({}, project);
  await person.leave('account.createOAuth2Token');
  await choose(person, 'joined', 'Authorize');
  const { userId, secret } = await person.query();
  assert.equal(userId, 'joined');
  await person.ask('account.createSession', { userId, secret });
  const { identities: [{ providerUid }] } = await person.ask('account.listIdentities');
  assert.equal((await userOf(project, providerUid)).$id, 'joined');
  const elsewhere = await at.visit({}, project);
  assert.equal((await elsewhere.ask('account.createEmailPasswordSession', credentials)).userId, 'joined');
  await Promise.all([person, elsewhere].map((one) => one.leaveForGood()));
});
