// Every page in light, dark and narrow: no violation of axe-core, and nothing wider than the window.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, NARROW, Visit, WIDE } from './lib/browser.mjs';
import { crowd, HOSTILE } from './lib/people.mjs';
import { base, newProject } from './lib/stack.mjs';

let project;
before(async () => {
  await launch();
  project = newProject('looks');
  await crowd(project, 27, (at) => (at % 2 === 0 ? { phone: `+4420794601${String(at).padStart(2, '0')}` } : {}));
  await project.user({ userId: 'wide', name: HOSTILE.wide });
  await project.user({ userId: 'arabic', name: HOSTILE.arabic });
  await project.call('PATCH', '/users/u0026/status', { status: false });
  await project.call('PATCH', '/users/u0025/verification', { emailVerification: true });
  await project.call('PUT', '/users/u0025/labels', { labels: ['vip', 'beta', 'staff'] });
  await project.call('POST', '/users/u0025/sessions');
  await project.call('POST', '/users/u0025/targets', { targetId: 'device', providerType: 'push', identifier: 'x'.repeat(255), name: 'Phone' });
  await project.call('POST', '/teams', { teamId: 'team', name: 'The team' });
  for (const userId of ['u0025', 'wide', 'arabic']) await project.call('POST', '/teams/team/memberships', { userId, roles: ['owner', 'editor', 'reader', 'writer', 'guest'] });
});
after(close);

/** Views, what shows that they are complete, and what is opened on them. */
const VIEWS = [
  ['/users', 'tbody tr'],
  ['/users?search=nothing-like-this', '.empty'],
  ['/users?f=label%3Avip&f=status%3Aactive', 'tbody tr'],
  ['/users', 'tbody tr', ['Filter']],
  ['/users', 'tbody tr', ['Columns']],
  ['/users', 'tbody tr', ['Export']],
  ['/users', 'tbody tr', ['Actions for User 0026']],
  ['/users', 'tbody tr', [], async (page) => page.getByRole('checkbox').nth(1).click()],
  ['/users/new', 'form'],
  ['/users/u0025', '.facts'],
  ['/users/u0025', '.facts', ['Edit: Email']],
  ['/users/u0025', '.facts', ['Delete …']],
  ['/users/u0025/prefs', 'textarea'],
  ['/users/u0025/sessions', '.items li'],
  ['/users/u0025/log', '.items li'],
  ['/users/u0025/teams', '.items li'],
  ['/users/u0025/targets', '.items li'],
  ['/users/u0025/targets', '.items li', ['New target …']],
  ['/users/u0025/identities', '.empty'],
  ['/users/u0025/factors', '.facts + .facts'],
  ['/users/nobody', '.notice'],
  ['/nothing-like-this', '.empty'],
  ['/teams', 'tbody tr'],
  ['/teams/team', '.items li'],
  ['/teams/team', '.items li', ['Add a member …']],
  ['/teams/team/settings', '.facts'],
  ['/identities', '.empty'],
  ['/usage', '.chart'],
];

// Colours do not depend on the width.
for (const [colorScheme, viewport] of [['light', WIDE], ['dark', WIDE], ['light', NARROW]]) {
  test(`every page, ${colorScheme}, ${viewport.width} pixels wide`, async () => {
    const visit = await Visit.open({ colorScheme, viewport, statuses: [404] });
    const { page } = visit;
    await page.goto(`${base}/console/`);
    await visit.seen(page.getByLabel('API key'));
    await visit.accessible('the sign-in');
    await visit.fits('the sign-in');
    await visit.signIn(project);
    for (const [hash, ready, buttons = [], more] of VIEWS) {
      const what = [hash, ...buttons].join(' ');
      await visit.hash('/nothing');
      await visit.hash(hash);
      await visit.seen(page.locator(ready));
      for (const name of buttons) await visit.button(name).click();
      await more?.(page);
      await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
      await visit.accessible(what);
      await visit.fits(what);
      if (buttons.length > 0) await page.keyboard.press('Escape');
    }
    await visit.end();
  });
}

test('the colours can be chosen, and this browser remembers them', async () => {
  const visit = await Visit.open({ colorScheme: 'light' });
  const { page } = visit;
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await visit.to('/users', project);
  const light = await ground();
  await visit.button(/^Colours: as the system/).click();
  await visit.button(/^Colours: light/).click();
  await visit.seen(visit.button(/^Colours: dark/));
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.reload();
  await visit.seen(page.getByLabel('API key'));
  assert.equal(await ground(), dark);
  await visit.end();
});
