// Starts a stack, runs the tests of sign-in with others against it in Chromium, and closes with the number of tests.
//
//     node run.mjs [FILE ...]     all tests, or these files
//
// With CONSOLE_BASE, CONSOLE_DATA and CONSOLE_PROGRAMS in the environment, a running stack is used.

import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from '../console/lib/stack.mjs';
import { chromium, runTests } from '../console/lib/suite.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const chosen = process.argv.slice(2);
const browser = chromium();
if (!browser) {
  console.log('NOT RUN: sign-in with others, because Chromium is missing: scripts/install-tools browser');
  console.log('0 passed, 0 failed');
  process.exit(0);
}
const stack = process.env.CONSOLE_BASE ? { environment: {}, stop: async () => {} } : await start();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => { void stack.stop().then(() => process.exit(130)); });
let status = 1;
try {
  const all = readdirSync(HERE).filter((name) => name.endsWith('.test.mjs')).sort();
  status = await runTests(HERE, chosen.length > 0 ? chosen : all, { ...stack.environment, CHROMIUM: browser });
} finally {
  await stack.stop();
}
process.exit(status ?? 1);
