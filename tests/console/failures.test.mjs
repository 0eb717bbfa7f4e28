// What goes wrong: wrong, expired and read-only keys, a lost connection, a busy API, a filter that is too broad.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, Visit } from './lib/browser.mjs';
import { crowd } from './lib/people.mjs';
import { newProject } from './lib/stack.mjs';

let project;
before(async () => {
  await launch();
  project = newProject('failures');
  await crowd(project, 12);
});
after(close);

const rows = (visit) => visit.page.locator('tbody tr');
const alert = (visit, text) => visit.page.getByRole('alert').filter({ hasText: text });
/** Waits until a call is rejected. */
async function rejects(call) {
  while (await call().then(() => true, () => false)) await new Promise((resolve) => { setTimeout(resolve, 200); });
}

/** An error of the API as the gateway or a function sends it. */
const answer = (status, type, message, headers = {}) => ({
  status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ message, code: status, type, version: '1.9.6' }),
});

test('a wrong key, project or nothing: the sign-in says why and keeps the project', async () => {
  const visit = await Visit.open({ statuses: [401, 404] });
  const { page } = visit;
  await visit.to('/users/u0001', project, 'standard_wrong');
  await visit.seen(alert(visit, 'The current user is not authorized'));
  assert.equal(await page.getByLabel('Project').inputValue(), project.id);
  await visit.signIn({ id: 'nothing', key: project.key });
  await visit.seen(alert(visit, 'Project with the requested ID could not be found.'));
  visit.calls();
  await page.getByLabel('API key').fill('');
  await visit.button('Sign in').click();
  assert.equal(visit.calls().length, 0, 'nothing is sent without a key');
  await visit.signIn(project);
  await visit.seen(page.getByRole('heading', { name: 'User 0001' }));
  await visit.end();
});

test('the key is in no storage, in no URL, and gone after a reload', async () => {
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/users', project);
  await visit.seen(rows(visit));
  const kept = await page.evaluate(async () => JSON.stringify([
    { ...localStorage }, { ...sessionStorage }, document.cookie, location.href, document.documentElement.outerHTML, history.state,
    await indexedDB.databases(), await caches.keys(),
  ]));
  assert.ok(!kept.includes(project.key), 'the key is kept somewhere');
  assert.ok(visit.requests.every(({ path, body }) => !path.includes(project.key) && !(body ?? '').includes(project.key)));
  await page.reload();
  await visit.seen(page.getByLabel('API key'));
  assert.equal(await page.getByLabel('API key').inputValue(), '');
  await visit.end();
});

test('signing out, and being signed out after half an hour, removes everything', async () => {
  const visit = await Visit.open();
  const { page } = visit;
  await page.clock.install();
  await visit.to('/users', project);
  await visit.seen(rows(visit));
  await visit.button('Sign out').click();
  await visit.seen(page.getByLabel('API key'));
  assert.equal(await rows(visit).count(), 0);
  await visit.signIn(project);
  await visit.seen(rows(visit));
  await page.clock.fastForward('29:00');
  assert.equal(await rows(visit).count(), 12);
  await page.keyboard.press('j');
  await page.clock.fastForward('29:00');
  assert.equal(await rows(visit).count(), 12, 'a key press starts the half hour again');
  await page.clock.fastForward('02:00');
  await visit.seen(alert(visit, 'Signed out after 30 minutes without activity.'));
  assert.equal(await rows(visit).count(), 0);
  await visit.end();
});

test('with a key of users.read alone everything can be read, and writes say which scope is missing', async () => {
  const { secret } = project.newKey('users.read');
  const visit = await Visit.open({ statuses: [401] });
  const { page } = visit;
  await visit.to('/users/u0003', project, secret);
  await visit.button('Edit: Name').click();
  await page.locator('.edit input').fill('Changed');
  await visit.button('Save').click();
  await visit.seen(alert(visit, 'users.write'));
  assert.equal(await page.locator('.edit input').inputValue(), 'Changed');
  await visit.button('Cancel').click();
  for (const name of ['Edit: Name', 'Edit: Email', 'Block …', 'Delete …', 'Make one …']) assert.ok(await visit.button(name).isDisabled(), name);
  assert.match(await visit.button('Delete …').getAttribute('title'), /lacks the scope users\.write/);
  assert.equal((await project.call('GET', '/users/u0003')).name, 'User 0003');
  for (const [tab, text] of [['sessions', 'Not signed in'], ['log', 'Created by an API key'], ['prefs', 'Preferences'], ['targets', '1 target'], ['factors', 'Authenticator app'], ['teams', 'In no team']]) {
    await visit.hash(`/users/u0003/${tab}`);
    await visit.seen(visit.text(text));
  }
  await visit.hash('/users');
  await visit.seen(rows(visit));
  assert.ok(await visit.button('New user').isDisabled());
  await visit.hash('/teams');
  await visit.seen(alert(visit, 'teams.read'));
  assert.equal(await page.getByLabel('API key').count(), 0, 'a missing scope is no reason to sign in again');
  await visit.end();
});

test('a key that expires in the middle of an edit: what was typed stays, and is saved with another key', async () => {
  const { secret } = project.newKey('all', '--expires', '15s');
  const visit = await Visit.open({ statuses: [401] });
  const { page } = visit;
  await visit.to('/users/u0004', project, secret);
  await visit.button('Edit: Name').click();
  await page.locator('.edit input').fill('Typed before the end');
  await rejects(() => project.call('GET', '/users/u0004', undefined, { key: secret }));
  await visit.button('Save').click();
  const dialog = page.getByRole('dialog', { name: 'The key no longer works' });
  await visit.seen(dialog.getByRole('alert').filter({ hasText: 'expired' }));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await visit.seen(dialog);
  await dialog.getByLabel('API key').fill(project.key);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await visit.gone(dialog);
  assert.equal(await page.locator('.edit input').inputValue(), 'Typed before the end');
  await visit.button('Save').click();
  await visit.seen(page.getByRole('heading', { name: 'Typed before the end' }));
  assert.equal((await project.call('GET', '/users/u0004')).name, 'Typed before the end');
  await visit.end();
});

test('a lost connection leaves what is shown, says that it is old, and can be tried again', async () => {
  const visit = await Visit.open({ statuses: [0] });
  const { page, context } = visit;
  await visit.to('/users', project);
  await visit.seen(rows(visit));
  await context.setOffline(true);
  await page.getByPlaceholder('Name, email, phone or id').fill('user 0001');
  await visit.seen(alert(visit, 'The API cannot be reached'));
  await visit.seen(alert(visit, 'is from before'));
  assert.equal(await rows(visit).count(), 12);
  await context.setOffline(false);
  await visit.button('Try again').click();
  await visit.seen(visit.text('1 found'));
  await visit.gone(alert(visit, 'The API cannot be reached'));

  await page.getByRole('link', { name: 'User 0001' }).click();
  await visit.button('Edit: Name').click();
  await page.locator('.edit input').fill('Offline');
  await context.setOffline(true);
  await visit.button('Save').click();
  await visit.seen(page.locator('.edit').getByRole('alert').filter({ hasText: 'cannot be reached' }));
  await visit.seen(page.getByRole('heading', { name: 'User 0001' }));
  await context.setOffline(false);
  await visit.button('Save').click();
  await visit.seen(page.getByRole('heading', { name: 'Offline' }));
  await visit.end();
});

for (const [status, type, message] of [
  [429, 'general_rate_limit_exceeded', 'Rate limit for the current endpoint has been exceeded.'],
  [503, 'general_unavailable', 'The service is busy.'],
]) {
  test(`a read that gets ${status} is repeated after the time that the API names`, async () => {
    const visit = await Visit.open({ statuses: [status] });
    const { page } = visit;
    let rejected = 0;
    await page.route('**/v1/users?*', (route) => {
      rejected += 1;
      return rejected <= 2 ? route.fulfill(answer(status, type, message, { 'retry-after': '3' })) : route.continue();
    });
    await visit.to('/users', project);
    await visit.seen(page.getByRole('alert').filter({ hasText: /It is tried again in [123] s\./ }));
    await visit.seen(alert(visit, message));
    await visit.seen(rows(visit));
    assert.equal(rejected, 3);
    await visit.gone(alert(visit, message));
    await visit.end();
  });

  test(`a write that gets ${status} is not repeated by itself`, async () => {
    const visit = await Visit.open({ statuses: [status] });
    const { page } = visit;
    let writes = 0;
    await page.route('**/v1/users/u0005/name', (route) => {
      writes += 1;
      return writes === 1 ? route.fulfill(answer(status, type, message, { 'retry-after': '3' })) : route.continue();
    });
    await visit.to('/users/u0005', project);
    await visit.button('Edit: Name').click();
    await page.locator('.edit input').fill(`Name ${status}`);
    await visit.button('Save').click();
    await visit.seen(page.getByRole('alert').filter({ hasText: /Try again in [123] s\./ }));
    await visit.seen(alert(visit, `${message} Try again now.`));
    assert.equal(writes, 1);
    assert.equal(await page.locator('.edit input').inputValue(), `Name ${status}`);
    await visit.button('Save').click();
    await visit.seen(page.getByRole('heading', { name: `Name ${status}` }));
    await visit.end();
  });
}

test('the response of a gateway without a body is said by its status', async () => {
  const visit = await Visit.open({ statuses: [502] });
  await visit.page.route('**/v1/users?*', (route) => route.fulfill({ status: 502, body: '' }));
  await visit.to('/users', project);
  await visit.seen(alert(visit, 'The response has the status 502 and no text.'));
  await visit.end();
});

test('a filter that is too broad is explained beside the chips', async () => {
  const visit = await Visit.open({ statuses: [400] });
  const message = 'Invalid `queries` param: The filters match too many users to look through.';
  await visit.page.route(/\/v1\/users\?.*endsWith/, (route) => route.fulfill(answer(400, 'general_argument_invalid', message)));
  await visit.to('/users?f=email%3A%40example.com', project);
  await visit.seen(visit.page.locator('.filters').getByRole('alert').filter({ hasText: message }));
  await visit.button(/^Remove the filter/).click();
  await visit.seen(rows(visit));
  await visit.end();
});

test('an action on a selection stops at the first error that all others would get', async () => {
  const { secret } = project.newKey('users.read');
  const visit = await Visit.open({ statuses: [401, 404] });
  const { page } = visit;
  await visit.to('/users', project, secret);
  await page.getByLabel('Select all on this page').check();
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Block', exact: true }).click();
  visit.calls();
  await page.getByRole('dialog').getByRole('button', { name: 'Block: 12 users' }).click();
  await visit.seen(visit.text('Nothing more was sent.'));
  const sent = visit.calls().length;
  assert.ok(sent >= 1 && sent <= 5, `${sent} requests`);
  await visit.seen(visit.text('0 of 12 done'));
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await visit.end();
});

test('one failure among a selection does not stop the others, and is listed', async () => {
  const own = newProject('partly');
  await crowd(own, 8);
  const visit = await Visit.open({ statuses: [404] });
  const { page } = visit;
  await visit.to('/users', own);
  await page.getByLabel('Select all on this page').check();
  await own.call('DELETE', '/users/u0004');
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Block', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Block: 8 users' }).click();
  await visit.seen(visit.text('7 of 8 done, 1 failed.'));
  await visit.seen(page.locator('.failures li').filter({ hasText: 'u0004 User with the requested ID could not be found.' }));
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await visit.seen(visit.text('7 in all'));
  await visit.end();
});

test('usage that is not counted says how to switch it on', async () => {
  const visit = await Visit.open({ statuses: [501] });
  await visit.page.route('**/v1/users/usage*', (route) => route.fulfill(answer(501, 'general_usage_disabled', 'Usage stats is not configured.')));
  await visit.to('/usage', project);
  await visit.seen(visit.text('UsageStats=yes'));
  await visit.end();
});
