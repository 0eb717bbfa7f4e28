// Teams, and usage.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, Visit } from './lib/browser.mjs';
import { newProject } from './lib/stack.mjs';

let project;
before(async () => {
  await launch();
  project = newProject('teams');
});
after(close);

test('a team is created, gets members, is renamed and deleted', async () => {
  await project.user({ userId: 'ann', name: 'Ann', email: 'ann@example.com' });
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/teams', project);
  await visit.seen(visit.text('No team yet'));
  await visit.button('New team').click();
  await page.getByLabel('Name', { exact: true }).fill('Engineers');
  await page.getByLabel('Id', { exact: true }).fill('eng');
  await visit.button('Create').click();
  await visit.seen(page.getByRole('heading', { name: 'Engineers' }));
  await visit.seen(visit.text('No member yet'));
  const add = async (who, roles) => {
    await visit.button('Add a member …').click();
    await page.getByLabel('Email, phone or id', { exact: true }).fill(who);
    await page.getByLabel('Roles', { exact: true }).fill(roles);
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await visit.gone(page.getByRole('dialog'));
  };
  await add('ann', 'owner');
  await visit.seen(visit.text('1 member', { exact: true }));
  await add('new@example.com', '');
  await visit.seen(visit.text('2 members'));
  const members = (await project.call('GET', '/teams/eng/memberships')).memberships;
  assert.deepEqual(members.map(({ userEmail, roles }) => [userEmail, roles]).sort(), [['ann@example.com', ['owner']], ['new@example.com', []]]);
  await page.getByPlaceholder('Name, email, phone or id of a member').fill('ann');
  await visit.seen(visit.text('1 member found'));
  await visit.button('Edit the roles').click();
  await page.getByLabel('Roles, separated by spaces').fill('owner editor');
  await visit.button('Save').click();
  await visit.seen(page.locator('.roles .label', { hasText: 'editor' }));
  await visit.button('Remove …').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await visit.seen(visit.text('No member matches'));

  await page.getByRole('link', { name: 'Settings' }).click();
  await visit.button('Edit: Name').click();
  await page.locator('.edit input').fill('All engineers');
  await visit.button('Save').click();
  await visit.seen(page.getByRole('heading', { name: 'All engineers' }));
  await page.getByRole('link', { name: 'Log' }).click();
  await visit.seen(visit.text('Team created'));
  await page.getByRole('link', { name: 'Preferences' }).click();
  await page.getByLabel('Preferences').fill('{"a":1.0}');
  await visit.button('Save the preferences').click();
  await visit.seen(visit.text('Saved.'));
  assert.equal(await project.call('GET', '/teams/eng/prefs', undefined, { text: true }), '{"a":1.0}');
  await page.getByRole('link', { name: 'Settings' }).click();
  await visit.button('Delete …').click();
  await page.getByLabel('Type eng to confirm').fill('eng');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await visit.seen(visit.text('No team yet'));
  await visit.end();
});

test('teams and members go on by pages, and teams are found', async () => {
  const own = newProject('many teams');
  for (let at = 0; at < 27; at += 1) await own.call('POST', '/teams', { teamId: `t${at}`, name: `Team ${at}` });
  for (let at = 0; at < 27; at += 1) await own.call('POST', '/teams/t26/memberships', { email: `m${at}@example.com`, roles: [] });
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/teams', own);
  await visit.seen(visit.text('27 in all'));
  assert.equal(await page.locator('tbody tr').count(), 25);
  await visit.button('Next').click();
  await visit.seen(page.getByRole('link', { name: 'Team 0', exact: true }));
  await visit.button('Previous').click();
  await visit.seen(page.getByRole('link', { name: 'Team 26' }));
  await page.getByPlaceholder('Name or id').fill('team 13');
  await visit.seen(visit.text('1 found'));
  await visit.hash('/teams/t26');
  await visit.seen(visit.text('27 members'));
  await visit.button('Next').click();
  await page.waitForFunction(() => document.querySelectorAll('.items li').length === 2);
  await visit.button('First page').click();
  await page.waitForFunction(() => document.querySelectorAll('.items li').length === 25);
  await visit.end();
});

test('usage is drawn as bars, with the numbers as a table', async () => {
  const own = newProject('usage');
  for (let at = 0; at < 7; at += 1) await own.user({ userId: `u${at}` });
  for (let at = 0; at < 3; at += 1) await own.call('POST', `/users/u${at}/sessions`);
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/usage', own);
  const users = page.getByRole('region', { name: 'New users' });
  await visit.seen(users.getByText('7 in this range, 7 in all'));
  await visit.seen(page.getByRole('region', { name: 'New sessions' }).getByText('3 in this range, 3 in all'));
  assert.equal(await users.locator('.bar').count(), 30);
  const tallest = await users.locator('.bar').evaluateAll((bars) => Math.max(...bars.map((bar) => bar.getBoundingClientRect().height)));
  assert.ok(tallest > 50, `the tallest bar has ${tallest} pixels`);
  await users.locator('summary').click();
  assert.equal(await users.locator('tbody tr').count(), 30);
  assert.equal(await users.locator('tbody tr td:last-child').allInnerTexts().then((texts) => texts.reduce((sum, text) => sum + Number(text), 0)), 7);
  for (const [range, bars] of [['24 hours', 24], ['90 days', 90]]) {
    await page.getByRole('link', { name: range }).click();
    await page.waitForFunction((wanted) => document.querySelectorAll('[aria-label="New users"] .bar').length === wanted, bars);
  }
  assert.match(page.url(), /#\/usage\?range=90d$/);
  await visit.end();
});
