// What users wrote is text: hostile names, labels, user agents and preferences change nothing of the page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, NARROW, Visit } from './lib/browser.mjs';
import { HOSTILE } from './lib/people.mjs';
import { base, newProject } from './lib/stack.mjs';

let project;
before(async () => {
  await launch();
  project = newProject('hostile');
  for (const [id, name] of Object.entries(HOSTILE)) await project.user({ userId: id, name });
  await project.user({
    userId: `long-${'x'.repeat(31)}`, name: 'W'.repeat(128), email: `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example.com`,
  });
  await project.call('PUT', '/users/element/labels', { labels: Array.from({ length: 1000 }, (_, at) => `label${at}`) });
  await project.call('POST', '/teams', { teamId: 'team', name: HOSTILE.element });
  await project.call('POST', '/teams/team/memberships', { userId: 'script', roles: ['owner'] });
  await project.call('POST', '/users/element/targets', { targetId: 'target', providerType: 'push', identifier: HOSTILE.element, name: HOSTILE.script });
  const agent = `Mozilla/5.0 (${HOSTILE.element}) ${HOSTILE.script}`;
  await fetch(`${base}/v1/users/element/sessions`, {
    method: 'POST',
    headers: { 'X-Appwrite-Project': project.id, 'X-Appwrite-Key': project.key, 'X-Appwrite-Response-Format': '1.9.6', 'X-Forwarded-User-Agent': agent, 'User-Agent': agent },
  });
});
after(close);

/** Names as they are in the element that isolates them. */
const isolated = (visit) => visit.page.locator('bdi').allTextContents();

for (const viewport of [undefined, NARROW]) {
  test(`hostile names in the list, ${viewport ? '360' : '1,280'} pixels wide`, async () => {
    const visit = await Visit.open(viewport ? { viewport } : {});
    await visit.to('/users?size=100', project);
    await visit.seen(visit.page.locator('tbody tr'));
    const shown = await isolated(visit);
    for (const name of Object.values(HOSTILE)) assert.ok(shown.includes(name), name);
    assert.equal(await visit.page.locator('tbody img, tbody script, tbody a:not([href^="#/users/"])').count(), 0);
    await visit.fits('list');
    // A long name does not move what is beside it.
    const lefts = await visit.page.locator('tbody td.at-email').evaluateAll((cells) => [...new Set(cells.filter((cell) => cell.offsetWidth > 0).map((cell) => Math.round(cell.getBoundingClientRect().left)))]);
    assert.equal(lefts.length, 1);
    await visit.end();
  });

  test(`hostile users on their pages, ${viewport ? '360' : '1,280'} pixels wide`, async () => {
    const visit = await Visit.open(viewport ? { viewport } : {});
    const { page } = visit;
    await visit.to('/users/element', project);
    for (const [id, name] of Object.entries(HOSTILE)) {
      await visit.hash(`/users/${id}`);
      await visit.seen(page.getByRole('heading', { level: 1 }).locator('bdi').filter({ hasText: name.slice(0, 20) }));
      await visit.fits(id);
    }
    await visit.hash(`/users/long-${'x'.repeat(31)}`);
    await visit.seen(visit.text('W'.repeat(128)));
    await visit.fits('the longest values');
    for (const [place, selector] of [
      ['element/sessions', '.items li'], ['element/log', '.items li'], ['element/targets', '.items li'], ['script/teams', '.items li'], ['element/prefs', 'textarea'],
      ['element/factors', '.fact'],
    ]) {
      await visit.hash(`/users/${place}`);
      await visit.seen(page.locator(selector));
      await visit.fits(place);
      assert.equal(await page.locator('main img, main script').count(), 0);
    }
    await visit.hash('/teams');
    await visit.seen(page.locator('tbody tr'));
    await visit.fits('teams');
    await visit.hash('/teams/team');
    await visit.seen(page.locator('.items li'));
    await visit.fits('team');
    await visit.end();
  });
}

test('a thousand labels are counted, and shown on request', async () => {
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/users/element', project);
  await visit.seen(visit.text('1,000', { exact: true }));
  assert.equal(await page.locator('.chips .chip').count(), 30);
  await visit.button('Show 970 more').click();
  assert.equal(await page.locator('.chips .chip').count(), 1000);
  await visit.fits('labels');
  await visit.button('Remove the label label999').click();
  await visit.button('Save the labels').click();
  await visit.seen(visit.text('999', { exact: true }));
  assert.equal((await project.call('GET', '/users/element')).labels.length, 999);
  await visit.end();
});

test('a URL that somebody sent does nothing by itself', async () => {
  const visit = await Visit.open({ statuses: [400, 404] });
  const { page } = visit;
  const addresses = [
    '/users/%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E', '/users/..%2f..%2fteams', '/users/%E0%A4%A', '/users?f=nothing:x&f=status&order=evil&size=99999&after=%00',
    '/nothing', '/teams/%2e%2e', '/users/element/nothing', '/usage?range=evil', '//evil.test/', '/users/..', '/users/..?f=x', '/users/./sessions', '/users/new/..',
  ];
  await visit.to('/users/element', project);
  await visit.seen(page.locator('.title'));
  for (const address of addresses) {
    visit.calls();
    await visit.hash(address);
    await page.waitForTimeout(300);
    assert.ok(visit.calls().every(({ method, path }) => method === 'GET' && path.startsWith('/v1/')), address);
    assert.equal(await page.locator('header').count(), 1, `the page is still there: ${address}`);
  }
  await visit.end();
});
