// What the page costs: requests, read units, and the time of the script for a key press. Sizes are in files.test.mjs.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, Visit } from './lib/browser.mjs';
import { crowd } from './lib/people.mjs';
import { newProject, requestsSince } from './lib/stack.mjs';

/** Read units of the first list: 25 users and the total. */
const RRU = 1.5;
/** Milliseconds of script for a key press, among 500 rows. */
const KEY_PRESS = 16;

/** A slow computer and connection. What takes longer than the limit, in milliseconds, is broken even while the machine does other work. */
const SLOW = { processor: 4, latency: 150, bytes: 1_000_000, limit: 5000 };

let project;
before(async () => {
  await launch();
  project = newProject('speed');
  await crowd(project, 500, (at) => (at % 4 === 0 ? { phone: `+4420794${String(70_000 + at)}` } : {}));
  await project.call('PUT', '/users/u0007/labels', { labels: ['vip'] });
});
after(close);

const rows = (visit, number) => visit.page.waitForFunction((wanted) => document.querySelectorAll('tbody tr').length === wanted, number);

test('the first visit is three requests, and one of the API with at most 1.5 read units', async () => {
  const visit = await Visit.open();
  const { end } = requestsSince();
  await visit.to('/users', project);
  await rows(visit, 25);
  await visit.page.waitForTimeout(500);
  const paths = visit.requests.map(({ path }) => path.split('?')[0].replace(/\.[0-9a-f]{12}\./, '.'));
  assert.deepEqual(paths, ['/console/', '/console/console.css', '/console/console.js', '/v1/users']);
  const { requests } = requestsSince(end);
  const lists = requests.filter((entry) => entry['http.route'] === '/v1/users' && entry['http.method'] === 'GET');
  const units = lists.map((entry) => entry['table.read_units']);
  console.log(`read units of the first list: ${units.join(', ')} (budget ${RRU})`);
  assert.equal(units.length, 1);
  assert.ok(units[0] > 0 && units[0] <= RRU, `${units[0]} read units`);
  await visit.end();
});

test('on a slow computer and a slow connection the first list is there soon after the key', async () => {
  const visit = await Visit.open();
  const { page, context } = visit;
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW.processor });
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: SLOW.latency, downloadThroughput: SLOW.bytes, uploadThroughput: SLOW.bytes });
  await visit.to('/users');
  await visit.seen(page.getByLabel('API key'));
  const painted = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  await page.getByLabel('Project', { exact: true }).fill(project.id);
  await page.getByLabel('API key').fill(project.key);
  // Measured in the page: from the key press to the frame that shows the rows.
  const list = await page.evaluate(() => new Promise((resolve) => {
    let began = 0;
    addEventListener('submit', () => { began = performance.now(); }, { capture: true, once: true });
    new MutationObserver((_, observer) => {
      if (document.querySelector('tbody tr') === null) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began), 0));
    }).observe(document.body, { childList: true, subtree: true });
    document.querySelector('form').requestSubmit();
  }));
  console.log(`processor slowed down ${SLOW.processor} times, ${SLOW.latency} ms for each round trip: first paint after ${Math.round(painted)} ms, `
    + `the list ${Math.round(list)} ms after the key`);
  assert.ok(painted < SLOW.limit && list < SLOW.limit, `${painted} and ${list} ms`);
  await visit.end();
});

test('a view is one request', async () => {
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/users', project);
  await rows(visit, 25);
  const one = async (what, act, ready) => {
    visit.calls();
    await act();
    await visit.seen(ready());
    await page.waitForTimeout(150);
    const calls = visit.calls().map(({ method, path }) => `${method} ${path}`);
    assert.equal(calls.length, 1, `${what}: ${calls.join(', ')}`);
  };
  await one('next page', () => visit.button('Next').click(), () => page.getByRole('link', { name: 'User 0474' }));
  await one('filter', () => visit.hash('/users?f=label%3Avip'), () => visit.text('1 found'));
  await one('user', () => page.getByRole('link', { name: 'User 0007' }).click(), () => page.getByRole('heading', { name: 'User 0007' }));
  for (const [tab, selector] of [['Preferences', 'textarea'], ['Sessions', '.empty'], ['Log', '.items li'], ['Teams', '.empty'], ['Targets', '.items li'], ['Second factor', '.facts + .facts']]) {
    await one(tab, () => page.getByRole('navigation', { name: 'Parts of the user' }).getByRole('link', { name: tab }).click(), () => page.locator(`main ${selector}`));
  }
  await one('teams', () => page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Teams' }).click(), () => visit.text('No team yet'));
  await one('usage', () => page.getByRole('link', { name: 'Usage' }).click(), () => page.locator('.chart'));
  await visit.end();
});

/** Milliseconds that the page spent in scripts, as the browser measures them. */
async function scriptSeconds(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'ScriptDuration').value;
}

test('a key press among 500 rows takes less than 16 ms of script', async () => {
  const visit = await Visit.open();
  const { page, context } = visit;
  await visit.to('/users?size=500', project);
  await rows(visit, 500);
  const session = await context.newCDPSession(page);
  // Time of the processor, not of the clock: what else the machine does is not counted.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.getByPlaceholder('Name, email, phone or id').focus();
  const measured = async (keys) => {
    const times = [];
    for (const key of keys) {
      const before_ = await scriptSeconds(session);
      await page.keyboard.press(key);
      await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve, 0)); }));
      times.push((await scriptSeconds(session) - before_) * 1000);
    }
    return times.sort((one, other) => one - other);
  };
  const typed = await measured([...'user one ']);
  await page.getByPlaceholder('Name, email, phone or id').fill('');
  await rows(visit, 500);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  const moved = await measured([...'jjjjjjjjj']);
  const selected = await measured([...'xjxjxjxjx']);
  const median = (times) => times[Math.floor(times.length / 2)];
  for (const [what, times] of [['typing', typed], ['moving', moved], ['selecting', selected]]) {
    console.log(`500 rows, ${what}: ${median(times).toFixed(1)} ms of script in the median, ${times.at(-1).toFixed(1)} at most (budget ${KEY_PRESS})`);
    // The median: on a machine that does other work, single values say nothing about the page.
    assert.ok(median(times) < KEY_PRESS, `${what}: ${times.map((time) => time.toFixed(1)).join(' ')} ms`);
  }
  await visit.end();
});

test('the memory of the page stays the same over many pages', async () => {
  const visit = await Visit.open();
  const { page, context } = visit;
  await visit.to('/users', project);
  await rows(visit, 25);
  const session = await context.newCDPSession(page);
  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const turn = async (button) => {
    const first = await page.locator('tbody td.who').first().innerText();
    await visit.button(button).click();
    await page.waitForFunction((former) => document.querySelector('.is-loading') === null && document.querySelector('tbody td.who')?.innerText !== former, first);
  };
  for (let at = 0; at < 8; at += 1) await turn(at % 2 === 0 ? 'Next' : 'Previous');
  const before_ = await heap();
  for (let at = 0; at < 40; at += 1) await turn(at % 20 < 10 ? 'Next' : 'Previous');
  const after_ = await heap();
  console.log(`heap after 8 pages: ${(before_ / 1e6).toFixed(2)} MB, after 48: ${(after_ / 1e6).toFixed(2)} MB`);
  assert.ok(after_ - before_ < 1_000_000, `${after_ - before_} bytes more`);
  await visit.end();
});
