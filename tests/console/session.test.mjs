// The page of `roster console`: without a sign-in, and without a key.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, Visit } from './lib/browser.mjs';
import { consoleCommand, keysOf, newProject } from './lib/stack.mjs';

let project;
before(async () => {
  await launch();
  project = newProject('session');
  await project.user({ userId: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' });
});
after(close);

/** Opens the link in a browser. */
async function opened(session, options) {
  const visit = await Visit.open({ origin: new URL(session.link).origin, ...options });
  await visit.page.goto(session.link);
  return visit;
}

/** The calls of the API since the last call of this function. */
function apiCalls(visit) {
  const calls = visit.requests.filter(({ path }) => path.includes('/v1/'));
  visit.requests.length = 0;
  return calls;
}

test('the link opens the page without a sign-in; what is changed there is in the log with the name of the session', async () => {
  const session = await consoleCommand(project.id, '--name', 'Ann of support');
  const visit = await opened(session);
  const { page, context } = visit;
  await visit.seen(visit.text('Ada Lovelace'));
  assert.equal(await visit.button('Sign out').count(), 0);
  await visit.seen(visit.text('Ann of support'));
  assert.equal(apiCalls(visit).length, 1, 'one call of the API for the first list');

  await visit.hash('/users/ada');
  await visit.button('Edit: Name').click();
  await page.locator('.fact input').fill('Ada Byron');
  await page.locator('.fact').getByRole('button', { name: 'Save' }).click();
  await visit.seen(page.getByRole('heading', { name: 'Ada Byron' }));
  await visit.hash('/users/ada/log');
  await visit.seen(page.locator('.items li').first().filter({ hasText: 'by an API key Ann of support' }));
  await visit.accessible('the log of a session');

  const [cookie, ...others] = await context.cookies();
  assert.deepEqual([others.length, cookie.httpOnly, cookie.sameSite, cookie.path], [0, true, 'Strict', new URL(session.link).pathname.replace(/open\/.*/, '')]);
  assert.equal(await page.evaluate(() => document.cookie), '', 'no script can read it');
  const held = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML, location.href]));
  assert.doesNotMatch(held, /standard_/, 'the key is nowhere in the page');

  await page.reload();
  await visit.seen(visit.text('by an API key Ann of support'));
  await visit.end();
  assert.equal(await session.end(), 0);
  assert.deepEqual(keysOf(project.id).map(({ name }) => name).includes('Ann of support'), false);
});

test('a second browser cannot use the link, and a page of another origin cannot call', async () => {
  const session = await consoleCommand(project.id, '--read-only');
  const visit = await opened(session);
  await visit.seen(visit.text('ada@example.com'));
  const other = await Visit.open({ origin: new URL(session.link).origin, statuses: [410, 401] });
  await other.page.goto(session.link);
  await other.seen(other.text('This link has been used'));
  await other.page.goto(session.link.replace(/open\/.*/, ''));
  await other.seen(other.text('This browser has not opened the link'));
  assert.equal(await other.text('ada@example.com').count(), 0);
  await other.end();

  // The origin of make dev is another one of the same host: its requests have the cookie neither by path nor by site.
  const foreign = await visit.context.newPage();
  await foreign.goto(`${process.env.CONSOLE_BASE}/docs/`);
  const api = session.link.replace(/open\/.*/, 'v1/users');
  const read = await foreign.evaluate((url) => fetch(url, { credentials: 'include' }).then((response) => response.status, () => 'rejected'), api);
  assert.equal(read, 'rejected');
  await foreign.close();
  await visit.end();
  await session.end();
});

test('a session that reads only cannot write, and when the command ends the page says so and keeps what is shown', async () => {
  const session = await consoleCommand(project.id, '--read-only');
  const visit = await opened(session, { statuses: [401, 0] });
  const { page } = visit;
  await visit.seen(visit.text('ada@example.com'));
  await visit.hash('/users/ada');
  await visit.button('Edit: Name').click();
  await page.locator('.fact input').fill('Nobody');
  await page.locator('.fact').getByRole('button', { name: 'Save' }).click();
  await visit.seen(visit.text(/missing scope/));
  await session.end();
  await visit.hash('/users');
  await visit.seen(visit.text('The API cannot be reached'));
  await visit.end();
});
