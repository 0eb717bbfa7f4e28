// The accounts of users at providers: of all users, of one user, and in sessions.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { close, launch, NARROW, Visit } from './lib/browser.mjs';
import { newProvider, signInByProvider } from './lib/provider.mjs';
import { newProject } from './lib/stack.mjs';

const TABLE = new URL('../../crates/providers/src/table/', import.meta.url);
const providers = [];
const projectWith = async (name, ...names) => {
  const project = newProject(name);
  for (const one of names) providers.push(await newProvider(project, one));
  return project;
};

before(launch);
after(async () => {
  await close();
  for (const provider of providers) await provider.stop();
});

const items = (page) => page.locator('.items li');

test('identities are found, lead to their user, and are deleted', async () => {
  const project = await projectWith('identities', 'oidc', 'keycloak');
  for (const login of ['ann', 'bob']) await signInByProvider(project, login);
  await signInByProvider(project, 'kim', 'keycloak');
  const { identities } = await project.call('GET', '/users/identities');
  const ann = identities.find(({ providerUid }) => providerUid === 'ann');

  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/identities', project);
  await visit.seen(visit.text('3 in all'));
  assert.deepEqual(await items(page).locator('strong').allInnerTexts(), ['kim@example.com', 'bob@example.com', 'ann@example.com']);
  assert.equal((await page.content()).includes(ann.providerAccessToken), false, 'tokens are not shown');
  visit.calls();
  await page.getByLabel('Search: Email, user or account').fill('ann@example.com');
  await visit.seen(visit.text('1 found'));
  assert.equal(visit.calls().length, 1, 'one request');
  await page.getByLabel('Search: Email, user or account').fill('');
  await visit.seen(visit.text('3 in all'));
  await page.getByLabel('Provider', { exact: true }).selectOption('keycloak');
  await visit.seen(visit.text('1 found'));
  assert.match(page.url(), /#\/identities\?provider=keycloak$/);
  assert.deepEqual(await items(page).locator('strong').allInnerTexts(), ['kim@example.com']);
  await page.getByLabel('Provider', { exact: true }).selectOption('google');
  await visit.seen(visit.text('No identity matches'));
  await page.getByRole('link', { name: 'Show all identities' }).click();
  await visit.seen(visit.text('3 in all'));

  await page.getByRole('link', { name: ann.userId }).click();
  await visit.seen(visit.text('1 identity', { exact: true }));
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  await visit.seen(items(page).getByText('oidc account ann'));
  await visit.accessible('a session with a provider');
  await page.getByRole('navigation', { name: 'Parts of the user' }).getByRole('link', { name: 'Identities' }).click();
  await visit.seen(visit.text('1 identity', { exact: true }));
  await visit.button('Delete …').click();
  await visit.seen(page.getByRole('dialog').getByText('ann@example.com'));
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await visit.seen(visit.text('0 identities'));
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Identities' }).click();
  await visit.seen(visit.text('2 in all'));
  const left = (await project.call('GET', '/users/identities')).identities.map(({ providerUid }) => providerUid);
  assert.deepEqual(left.sort(), ['bob', 'kim']);
  await items(page).filter({ hasText: 'bob' }).getByRole('button', { name: 'Delete …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await visit.seen(visit.text('1 in all'));
  await visit.end();
});

test('identities go on by pages, on wide and narrow screens', async () => {
  const project = await projectWith('many identities', 'oidc');
  for (let at = 0; at < 27; at += 1) await signInByProvider(project, `p${String(at).padStart(2, '0')}-${'x'.repeat(at % 2 === 0 ? 0 : 60)}`);
  for (const [viewport, colorScheme] of [[undefined, 'light'], [NARROW, 'dark']]) {
    const visit = await Visit.open({ ...(viewport && { viewport }), colorScheme });
    const { page } = visit;
    await visit.to('/identities', project);
    await visit.seen(visit.text('27 in all'));
    assert.equal(await items(page).count(), 25);
    await visit.accessible(`identities, ${colorScheme}`);
    await visit.fits(`identities, ${colorScheme}`);
    await page.keyboard.press('n');
    await page.waitForFunction(() => document.querySelectorAll('.items li').length === 2);
    await visit.seen(visit.text('27 in all'));
    await visit.button('Previous').click();
    await page.waitForFunction(() => document.querySelectorAll('.items li').length === 25);
    await visit.end();
  }
});

test('on a narrow screen the tab that is open is seen', async () => {
  const project = newProject('tabs');
  await project.user({ userId: 'ann', name: 'Ann' });
  const visit = await Visit.open({ viewport: NARROW });
  await visit.to('/users/ann/factors', project);
  const tab = visit.page.getByRole('link', { name: 'Second factor' });
  await visit.seen(tab);
  await visit.page.waitForFunction((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left >= 0 && right <= document.documentElement.clientWidth;
  }, await tab.elementHandle());
  await visit.end();
});

test('without identities and without the scope, the pages say so', async () => {
  const project = newProject('no identities');
  await project.user({ userId: 'ann', name: 'Ann' });
  const visit = await Visit.open({ statuses: [401] });
  await visit.to('/users/ann/identities', project);
  await visit.seen(visit.text('No identity', { exact: true }));
  await visit.page.keyboard.press('g');
  await visit.page.keyboard.press('d');
  await visit.seen(visit.text('No identity yet'));
  await visit.end();

  const other = await Visit.open({ statuses: [401] });
  await other.to('/identities', project, project.newKey('teams.read').secret);
  await other.seen(other.text('missing scope'));
  await other.end();
});

test('the providers to choose from are those that can be set up', async () => {
  const known = readdirSync(TABLE).map((name) => name.replace('.rs', '')).filter((name) => name !== 'mod').sort();
  const visit = await Visit.open();
  await visit.to('/identities', newProject('providers'));
  await visit.seen(visit.page.getByLabel('Provider', { exact: true }));
  const offered = await visit.page.locator('#provider option').allInnerTexts();
  assert.deepEqual(offered, ['All providers', ...known]);
  await visit.end();
});
