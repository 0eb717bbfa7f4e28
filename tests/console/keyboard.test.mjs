// Everything by the keyboard alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, Visit } from './lib/browser.mjs';
import { crowd } from './lib/people.mjs';
import { base, newProject } from './lib/stack.mjs';

let project;
before(async () => {
  await launch();
  project = newProject('keyboard');
  await crowd(project, 30);
});
after(close);

test('an administrator signs in, finds, edits, selects and blocks without a mouse', async () => {
  const visit = await Visit.open();
  const { page } = visit;
  const keys = async (...all) => { for (const key of all) await page.keyboard.press(key); };
  const type = (text) => page.keyboard.type(text);
  const focused = () => page.evaluate(() => document.activeElement?.textContent || document.activeElement?.getAttribute('aria-label') || document.activeElement?.tagName);
  await page.goto(`${base}/console/`);
  // The server proposes a project, so the key has the focus.
  await visit.seen(page.getByLabel('API key'));
  await keys('Shift+Tab', 'ControlOrMeta+a');
  await type(project.id);
  await keys('Tab');
  await type(project.key);
  await keys('Enter');
  await visit.seen(page.locator('tbody tr'));

  await keys('j', 'j', 'j', 'k');
  assert.match(await focused(), /User 0028/);
  await keys('x');
  await visit.seen(visit.text('1 user selected'));
  await keys('j', 'j', 'Shift+X');
  await visit.seen(visit.text('3 users selected'));
  await keys('Escape');
  await visit.gone(visit.text('3 users selected'));
  await keys('n');
  await visit.seen(page.getByRole('link', { name: 'User 0004' }));
  await keys('p');
  await visit.seen(page.getByRole('link', { name: 'User 0029' }));

  await keys('/');
  await type('user 0007');
  await visit.seen(visit.text('1 found'));
  await keys('Escape', 'j', 'Enter');
  await visit.seen(page.getByRole('heading', { name: 'User 0007' }));
  await page.getByRole('button', { name: 'Edit: Name' }).focus();
  await keys('Enter');
  await visit.seen(page.locator('.edit input:focus'));
  await type('Seven');
  await keys('Enter');
  await visit.seen(page.getByRole('heading', { name: 'Seven' }));
  assert.equal(await focused(), 'Edit: Name', 'the focus is back where the edit began');

  await page.getByRole('button', { name: 'Block …' }).focus();
  await keys('Enter');
  await visit.seen(page.getByRole('dialog'));
  await keys('Escape');
  await visit.gone(page.getByRole('dialog'));
  assert.equal(await focused(), 'Block …', 'the focus is back where the dialog was opened');

  await keys('g', 't');
  await visit.seen(page.getByRole('heading', { name: 'Teams' }));
  await keys('c');
  await visit.seen(page.getByRole('dialog', { name: 'New team' }));
  await type('Keys');
  await keys('Enter');
  await visit.seen(page.getByRole('heading', { name: 'Keys' }));
  await keys('g', 's');
  await visit.seen(page.getByRole('heading', { name: 'Usage' }));
  await keys('g', 'u');
  await visit.seen(page.locator('tbody tr'));
  await keys('c');
  await visit.seen(page.getByRole('heading', { name: 'New user' }));
  await visit.end();
});

test('the menu of a row is used by arrows, and the focus comes back', async () => {
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/users', project);
  await visit.button('Actions for User 0029').focus();
  await page.keyboard.press('Enter');
  await visit.seen(page.getByRole('menu'));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Block …');
  await page.keyboard.press('End');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Delete …');
  await page.keyboard.press('Escape');
  await visit.gone(page.getByRole('menu'));
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Actions for User 0029');
  await visit.end();
});

test('the keys are listed, and do nothing while somebody types', async () => {
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/users', project);
  await visit.seen(page.locator('tbody tr'));
  await page.keyboard.press('?');
  await visit.seen(page.getByRole('dialog', { name: 'Keys' }));
  await page.keyboard.press('c');
  await visit.seen(page.getByRole('dialog', { name: 'Keys' }));
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('c x j ? g u');
  assert.equal(await page.getByPlaceholder('Name, email, phone or id').inputValue(), 'c x j ? g u');
  assert.match(page.url(), /#\/users/);
  await visit.end();
});

test('the first Tab leads to the content', async () => {
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/users', project);
  await visit.seen(page.locator('tbody tr'));
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  assert.match(page.url(), /#\/(users)?$/);
  await visit.end();
});
