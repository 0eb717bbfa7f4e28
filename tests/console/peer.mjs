// The console beside the page of another product, in one run: a first visit on a slow computer and a slow connection, from an empty cache
// to the first rows of the list of users. Prints a table with the medians.
//
//     scripts/bench console [ROUNDS]

import { close, launch, newContext } from './lib/browser.mjs';
import { crowd } from './lib/people.mjs';
import { startPocketBase } from './lib/pocketbase.mjs';
import { base, newProject } from './lib/stack.mjs';

const USERS = 100;
const ROUNDS = Number(process.argv[2] ?? 7);
/** How much slower the processor is, the milliseconds of a round trip, and the bytes a second. */
const SLOW = { processor: 4, latency: 150, bytes: 1_000_000 };

/** Signs in, and measures in the page: from the sending of the form to the frame that shows rows. */
const untilRows = () => new Promise((resolve) => {
  const began = performance.now();
  new MutationObserver((_, observer) => {
    if (document.querySelector('tbody tr td:nth-child(3)') === null) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began), 0));
  }).observe(document.body, { childList: true, subtree: true });
  document.querySelector('form').requestSubmit();
});

/** A first visit: milliseconds, requests, and bytes as they are sent. */
async function visit({ url, fields }) {
  const context = await newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW.processor });
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false, latency: SLOW.latency, downloadThroughput: SLOW.bytes, uploadThroughput: SLOW.bytes,
  });
  const kinds = new Map();
  const seen = { requests: 0, script: 0, bytes: 0 };
  session.on('Network.requestWillBeSent', ({ requestId, type, request }) => {
    if (request.url.startsWith('data:')) return;
    kinds.set(requestId, type);
    seen.requests += 1;
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    seen.bytes += encodedDataLength;
    if (kinds.get(requestId) === 'Script') seen.script += encodedDataLength;
  });
  await page.goto(url);
  for (const [selector, value] of fields) await page.locator(selector).fill(value);
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  const rows = await page.evaluate(untilRows);
  await context.close();
  return { paint, rows, ...seen };
}

function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

const COLUMNS = [
  ['first paint, ms', 'paint'], ['first row after sign-in, ms', 'rows'], ['requests', 'requests'], ['script, bytes', 'script'], ['all, bytes', 'bytes'],
];

const project = newProject('peer');
await crowd(project, USERS);
await launch();
const peer = await startPocketBase(USERS);
try {
  const own = { name: 'Roster', url: `${base}/console/`, fields: [['input >> nth=0', project.id], ['input[type=password]', project.key]] };
  const pages = [own, peer.page];
  const visits = pages.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    // In turn, so that what else the machine does meets both.
    for (const [at, page] of pages.entries()) visits[at].push(await visit(page));
  }
  console.log(`${ROUNDS} rounds, ${USERS} users; processor ${SLOW.processor} times slower, ${SLOW.latency} ms a round trip, ${SLOW.bytes / 1e6} MB/s`);
  console.log(`| page | ${COLUMNS.map(([label]) => label).join(' | ')} |\n|---|${'--:|'.repeat(COLUMNS.length)}`);
  for (const [at, { name }] of pages.entries()) {
    const cells = COLUMNS.map(([, field]) => Math.round(median(visits[at].map((one) => one[field]))).toLocaleString('en'));
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
} finally {
  await close();
  await peer.stop();
}
