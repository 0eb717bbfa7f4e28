// The inbox of `make dev`: what a user would have been sent.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, NARROW, Visit } from './lib/browser.mjs';
import { base, newProject } from './lib/stack.mjs';

let project;
before(async () => {
  await launch();
  project = newProject('inbox');
});
after(close);

/** Asks for a code by email, as somebody who signs in. */
const ask = (email, name) => fetch(`${base}/v1/account/tokens/email`, {
  method: 'POST',
  headers: { 'X-Appwrite-Project': project.id, 'X-Appwrite-Response-Format': '1.9.6', 'Content-Type': 'application/json' },
  body: JSON.stringify({ userId: name, email }),
}).then((response) => assert.equal(response.status, 201));

test('a message is read where it would have been sent, and all are deleted', async () => {
  await ask('ivy@example.com', 'ivy');
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/inbox', project);
  const message = page.locator('.items li').filter({ hasText: 'ivy@example.com' });
  for (const end = Date.now() + 30_000; await message.count() === 0 && Date.now() < end;) {
    await visit.button('Read again').click();
    await page.waitForTimeout(300);
  }
  await visit.seen(message);
  assert.match(await message.innerText(), /\b\d{6}\b/, 'the code is in the text');
  await visit.accessible('the inbox');
  await page.setViewportSize(NARROW);
  await visit.fits('the inbox');
  await visit.button('Delete all').click();
  await visit.seen(visit.text('No message yet'));
  assert.deepEqual(await (await fetch(`${base}/inbox/messages`)).json(), []);
  await visit.end();
});

test('what somebody wrote is text', async () => {
  const project2 = newProject('<img src=x onerror="window.reports.push(1)">');
  await fetch(`${base}/v1/account/tokens/email`, {
    method: 'POST',
    headers: { 'X-Appwrite-Project': project2.id, 'X-Appwrite-Response-Format': '1.9.6', 'Content-Type': 'application/json' },
    body: JSON.stringify({ userId: 'unique()', email: 'mal@example.com' }),
  });
  const visit = await Visit.open();
  await visit.to('/inbox', project);
  const message = visit.page.locator('.items li').filter({ hasText: 'mal@example.com' });
  for (const end = Date.now() + 30_000; await message.count() === 0 && Date.now() < end;) {
    await visit.button('Read again').click();
    await visit.page.waitForTimeout(300);
  }
  await visit.seen(message.filter({ hasText: '<img src=x' }));
  assert.equal(await visit.page.locator('main img').count(), 0);
  await visit.end();
});
