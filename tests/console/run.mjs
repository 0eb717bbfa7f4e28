// Starts a stack, runs the tests of the console against it in Chromium, and closes with the number of tests.
//
//     node run.mjs test [FILE ...]     all tests, or these files
//     node run.mjs screenshots         the pictures in docs/images
//
// With CONSOLE_BASE, CONSOLE_DATA and CONSOLE_PROGRAMS in the environment, a running stack is used.

import { spawn, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './lib/stack.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const [what = 'test', ...chosen] = process.argv.slice(2);

/** The path of a browser, as scripts/install-tools browser finds it. */
function chromium() {
  const names = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  for (const name of names.filter(Boolean)) {
    const found = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  return undefined;
}

/** Runs node, shows what it prints, and returns that. */
function run(parameters, environment) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, parameters, { cwd: HERE, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
      process.stdout.write(text);
    });
    child.once('exit', (status) => resolve({ status, printed }));
  });
}

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
  if (what === 'screenshots') {
    ({ status } = await run(['screenshots.mjs'], environment));
  } else {
    const all = readdirSync(HERE).filter((name) => name.endsWith('.test.mjs')).sort();
    const files = chosen.length > 0 ? chosen : browser ? all : all.filter((name) => name === 'files.test.mjs');
    if (!browser) console.log('NOT RUN: everything in a browser, because Chromium is missing: scripts/install-tools browser');
    const tests = ['--test', '--test-reporter=spec', '--test-timeout=600000', '--test-concurrency=2', ...files.map((name) => join(HERE, name))];
    const outcome = await run(tests, environment);
    const number = (name) => Number(outcome.printed.match(new RegExp(`^ℹ ${name} (\\d+)$`, 'm'))?.[1] ?? 0);
    const failed = number('fail') + number('cancelled');
    status = outcome.status;
    console.log(`${number('pass')} passed, ${Math.max(failed, status === 0 ? 0 : 1)} failed`);
  }
} finally {
  await stack.stop();
}
process.exit(status ?? 1);
