// What runs the tests in a browser: finds Chromium, starts node, counts.

import { spawn, spawnSync } from 'node:child_process';

/** The path of a browser, as scripts/install-tools browser finds it. */
export function chromium() {
  const names = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  for (const name of names.filter(Boolean)) {
    const found = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  return undefined;
}

/** Runs node, shows what it prints, and returns that. */
export function run(parameters, environment, cwd) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, parameters, { cwd, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
      process.stdout.write(text);
    });
    child.once('exit', (status) => resolve({ status, printed }));
  });
}

/** Runs test files, and prints the line by which `make test` counts. Returns the status of node. */
export async function runTests(files, environment, cwd) {
  const tests = ['--test', '--test-reporter=spec', '--test-timeout=600000', '--test-concurrency=2', ...files];
  const outcome = await run(tests, environment, cwd);
  const number = (name) => Number(outcome.printed.match(new RegExp(`^ℹ ${name} (\\d+)$`, 'm'))?.[1] ?? 0);
  const failed = number('fail') + number('cancelled');
  console.log(`${number('pass')} passed, ${Math.max(failed, outcome.status === 0 ? 0 : 1)} failed`);
  return outcome.status;
}
