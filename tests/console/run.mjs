// Starts a stack, runs the tests of the console against it in Chromium, and closes with the number of tests.
//
//     node run.mjs test [FILE ...]     all tests, or these files
//     node run.mjs screenshots         the pictures in docs/images
//     node run.mjs peer [ROUNDS]       a first visit beside the page of another product
//
// With CONSOLE_BASE, CONSOLE_DATA and CONSOLE_PROGRAMS in the environment, a running stack is used.

import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './lib/stack.mjs';
import { chromium, run, runTests } from './lib/suite.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const [what = 'test', ...chosen] = process.argv.slice(2);

const browser = chromium();
if (!browser && what !== 'test') {
  console.error('there is no Chromium: scripts/install-tools browser');
  process.exit(1);
}
const stack = process.env.CONSOLE_BASE ? { environment: {}, stop: async () => {} } : await start();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => { void stack.stop().then(() => process.exit(130)); });
let status = 1;
try {
  const environment = { ...stack.environment, ...(browser && { CHROMIUM: browser }) };
  if (what !== 'test') {
    ({ status } = await run(HERE, [`${what}.mjs`, ...chosen], environment));
  } else {
    const all = readdirSync(HERE).filter((name) => name.endsWith('.test.mjs')).sort();
    const files = chosen.length > 0 ? chosen : browser ? all : all.filter((name) => name === 'files.test.mjs');
    if (!browser) console.log('NOT RUN: everything in a browser, because Chromium is missing: scripts/install-tools browser');
    status = await runTests(HERE, files, environment);
  }
} finally {
  await stack.stop();
}
process.exit(status ?? 1);
