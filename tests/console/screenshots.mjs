// The pictures of the README and of the guide: four views of a project with made-up users, in docs/images.

import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { close, launch, NARROW, Visit } from './lib/browser.mjs';
import { newProject } from './lib/stack.mjs';

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));
/** The largest picture, in bytes. */
const LARGEST = 150_000;

const FIRST = ['Ada', 'Grace', 'Mary', 'Alan', 'Edsger', 'Barbara', 'Katherine', 'Donald', 'Margaret', 'Tim', 'Radia', 'Ken', 'Frances', 'Dennis', 'Hedy', 'Joan'];
const LAST = ['Lovelace', 'Hopper', 'Somerville', 'Turing', 'Dijkstra', 'Liskov', 'Johnson', 'Knuth', 'Hamilton', 'Berners', 'Perlman', 'Thompson', 'Allen', 'Ritchie', 'Lamarr', 'Clarke'];
const LABELS = [['beta'], [], ['staff'], [], ['beta', 'staff'], [], [], ['beta']];

/** Users whose names are those of pioneers, in a new order. */
async function seed(project) {
  for (let at = 0; at < 40; at += 1) {
    const [first, last] = [FIRST[at % 16], LAST[(at * 5 + Math.floor(at / 16)) % 16]];
    const userId = `${first}.${last}`.toLowerCase();
    await project.user({
      userId, name: `${first} ${last}`, email: `${userId}@example.com`, ...(at % 3 === 0 && { phone: `+442079460${100 + at}` }),
      ...(at % 4 === 0 && { password: 'correct horse battery' }),
    });
    if (at % 2 === 0) await project.call('PATCH', `/users/${userId}/verification`, { emailVerification: true });
    if (LABELS[at % 8].length > 0) await project.call('PUT', `/users/${userId}/labels`, { labels: LABELS[at % 8] });
    if (at % 3 === 0) await project.call('POST', `/users/${userId}/sessions`);
    if (at === 36) await project.call('PATCH', `/users/${userId}/status`, { status: false });
  }
  await project.user({ userId: 'abd', name: 'عبد الرحمن بن محمد', email: 'abd@example.com' });
  await project.call('PATCH', '/users/ada.lovelace/prefs', { prefs: { theme: 'dark', sizes: [1, 1.5], panels: {} } });
}

const VIEWS = [
  { name: 'console-users', hash: '/users', ready: 'tbody tr' },
  { name: 'console-user', hash: '/users/ada.lovelace', ready: '.facts' },
  { name: 'console-log-dark', hash: '/users/ada.lovelace/log', ready: '.items li', colorScheme: 'dark' },
  { name: 'console-narrow', hash: '/users?f=label%3Abeta', ready: 'tbody tr', viewport: NARROW },
];

await launch();
try {
  const project = newProject('Shop', 'shop');
  await seed(project);
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, hash, ready, colorScheme = 'light', viewport = { width: 1120, height: 680 } } of VIEWS) {
    const visit = await Visit.open({ colorScheme, viewport });
    await visit.to(hash, project);
    await visit.seen(visit.page.locator(ready));
    await visit.page.evaluate(() => document.activeElement?.blur());
    await visit.page.mouse.move(0, 0);
    const path = `${FOLDER}${name}.png`;
    await visit.page.screenshot({ path });
    await visit.end();
    const { size } = statSync(path);
    console.log(`${path}: ${size.toLocaleString('en')} bytes`);
    if (size > LARGEST) throw new Error(`${name} has more than ${LARGEST} bytes`);
  }
} finally {
  await close();
}
