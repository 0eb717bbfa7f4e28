// Starts a stack, and runs the tests of signing in with others against it in Chromium.
//
//     node run.mjs [FILE ...]     all tests, or these files

import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, runTests } from '../console/lib/runner.mjs';
import { start } from '../console/lib/stack.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const browser = chromium();
if (!browser) {
  console.log('NOT RUN: signing in with others, because Chromium is missing: scripts/install-tools browser');
  console.log('0 passed, 0 failed');
  process.exit(0);
}
const stack = await start();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => { void stack.stop().then(() => process.exit(130)); });
let status = 1;
try {
  const chosen = process.argv.slice(2);
  const files = chosen.length > 0 ? chosen : readdirSync(HERE).filter((name) => name.endsWith('.test.mjs')).sort();
  status = await runTests(files.map((name) => join(HERE, name)), { ...stack.environment, CHROMIUM: browser }, HERE);
} finally {
  await stack.stop();
}
process.exit(status ?? 1);
