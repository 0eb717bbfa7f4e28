// What goes wrong on the way: people who refuse, states and codes that are not theirs, and providers that misbehave.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { OAuth2Server } from 'oauth2-mock-server';
import { CLIENT, Issuer } from './lib/issuer.mjs';
import { projectWith } from './lib/project.mjs';
import { Site } from './lib/site.mjs';

const VERSION = '24.2.0';
let site, issuer, project;
before(async () => {
  site = await Site.start();
  ({ issuer, project } = await projectWith((callbacks) => Issuer.start(callbacks)));
});
after(async () => {
  await site?.stop();
  await issuer?.stop();
});

const errorOf = (url) => JSON.parse(url.searchParams.get('error'));
const isSignedIn = async (visit) => (await visit.call('get')).error === undefined;

/** The URL of the last step, which the browser does not open. */
async function lastStep(visit, login) {
  let url;
  await visit.page.route('**/redirect?**', (route) => {
    url = route.request().url();
    return route.abort();
  });
  await visit.leave();
  await visit.logIn(login).catch(() => undefined);
  for (const end = Date.now() + 60_000; url === undefined && Date.now() < end;) await visit.page.waitForTimeout(50);
  await visit.page.unroute('**/redirect?**');
  return url;
}

test('who refuses at the provider is on the page of failure', async () => {
  const visit = await site.visit(project, VERSION);
  await visit.leave();
  await visit.page.getByRole('link', { name: 'Cancel' }).click();
  const url = await visit.isBack();
  assert.equal(url.pathname, `/out/${VERSION}`);
  assert.match(errorOf(url).message, /access_denied/);
  assert.equal(await isSignedIn(visit), false);
  await visit.close();
});

test('a callback is used once, and only in the browser that began', async () => {
  const [one, other] = [await site.visit(project, VERSION), await site.visit(project, VERSION)];
  const step = await lastStep(one, 'once');
  const elsewhere = await other.page.goto(step);
  assert.equal(elsewhere.status(), 400);
  assert.match(await other.page.innerText('p'), /began in another browser/);
  const late = await one.page.goto(step);
  assert.equal(late.status(), 400, 'what somebody else has opened is used up');
  const again = await lastStep(one, 'once');
  await one.page.goto(again);
  assert.equal((await one.isBack()).pathname, `/in/${VERSION}`);
  const repeated = await one.page.goto(again);
  assert.equal(repeated.status(), 400);
  await one.page.goto(one.url('start'));
  assert.equal(await isSignedIn(one), true);
  await other.page.goto(other.url('start'));
  assert.equal(await isSignedIn(other), false);
  await Promise.all([one.close(), other.close()]);
});

test('a wrong state is a page that says so', async () => {
  const visit = await site.visit(project, VERSION);
  const step = new URL(await lastStep(visit, 'state'));
  const state = step.searchParams.get('state');
  step.searchParams.set('state', `x${state.slice(1)}`);
  const answer = await visit.page.goto(step.href);
  assert.equal(answer.status(), 400);
  assert.match(await visit.page.innerText('p'), /has expired/);
  await visit.close();
});

test('an email that the provider has not verified is not the user\'s', async () => {
  const visit = await site.visit(project, VERSION);
  await visit.signIn('unverified-eve');
  const user = await visit.ask('get');
  assert.deepEqual([user.email, user.emailVerification], ['', false]);
  await visit.close();
  await project.user({ userId: 'victim', email: 'unverified-victim@example.com', password: 'correct horse' });
  const attacker = await site.visit(project, VERSION);
  const url = await attacker.signIn('unverified-victim');
  assert.equal(errorOf(url).type, 'general_bad_request');
  assert.equal(await isSignedIn(attacker), false);
  await attacker.close();
});

test('two browsers at once are one user of one account', async () => {
  const visits = await Promise.all([1, 2].map(() => site.visit(project, VERSION)));
  const steps = [];
  for (const visit of visits) steps.push(await lastStep(visit, 'race'));
  await Promise.all(visits.map((visit, at) => visit.page.goto(steps[at])));
  const users = [];
  for (const visit of visits) users.push((await visit.ask('get')).$id);
  assert.equal(users[0], users[1]);
  await Promise.all(visits.map((visit) => visit.close()));
});

for (const mood of ['failing', 'silent', 'rubbish', 'huge']) {
  test(`a provider that is ${mood} leads to the page of failure`, async () => {
    const visit = await site.visit(project, VERSION);
    const step = await lastStep(visit, `mood-${mood}`);
    issuer.mood = mood;
    const begin = Date.now();
    await visit.page.goto(step);
    const url = await visit.isBack();
    issuer.mood = 'good';
    assert.equal(errorOf(url).type, 'user_oauth2_provider_error');
    assert.ok(Date.now() - begin < 20_000);
    assert.equal(await isSignedIn(visit), false);
    await visit.close();
  });
}

test('another server, in place of the certified one', async () => {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(0, '127.0.0.1');
  server.issuer.url = `http://127.0.0.1:${server.address().port}`;
  server.service.on('beforeTokenSigning', (token) => {
    Object.assign(token.payload, { sub: 'mock-1', email: 'mock@example.com', email_verified: true, name: 'Mock' });
  });
  const { project: other } = await projectWith(async () => ({ url: server.issuer.url }));
  const visit = await site.visit(other, VERSION);
  const left = visit.isBack.bind(visit);
  visit.call('createOAuth2Session', 'oidc', visit.url('in'), visit.url('out')).catch(() => undefined);
  // It has no page of login: the browser is back at once.
  await visit.page.waitForURL(visit.url('in'));
  await left();
  const user = await visit.ask('get');
  assert.deepEqual([user.email, user.name], ['mock@example.com', 'Mock']);
  await visit.close();
  await server.stop();
  assert.ok(CLIENT.id);
});

// Last, because nobody is signed in at the provider any more.
test('a provider changes its keys', async () => {
  const visit = await site.visit(project, VERSION);
  await visit.signIn('keys');
  await visit.close();
  issuer.changeKeys();
  const later = await site.visit(project, VERSION);
  let url = await later.signIn('keys');
  // A key is looked for again after a minute at the earliest.
  for (const end = Date.now() + 90_000; url.searchParams.has('error') && Date.now() < end;) {
    await later.page.waitForTimeout(10_000);
    url = await later.signIn('keys');
  }
  assert.equal(url.pathname, `/in/${VERSION}`);
  await later.close();
});
