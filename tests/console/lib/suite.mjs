// What runs the tests of a folder in Chromium: the browser, node's test runner, and the number of tests.

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The path of a browser, as scripts/install-tools browser finds it. */
export function chromium() {
  const names = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  for (const name of names.filter(Boolean)) {
    const found = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  return undefined;
}

/** Runs node in a folder, shows what it prints, and returns that. */
export function run(folder, parameters, environment) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, parameters, { cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
      process.stdout.write(text);
    });
    child.once('exit', (status) => resolve({ status, printed }));
  });
}

/** Runs these files of a folder, and closes with the number of tests. Returns the exit code. */
export async function runTests(folder, files, environment) {
  const options = ['--test', '--test-reporter=spec', '--test-timeout=600000', '--test-concurrency=2'];
  const { status, printed } = await run(folder, [...options, ...files.map((name) => join(folder, name))], environment);
  const number = (name) => Number(printed.match(new RegExp(`^ℹ ${name} (\\d+)$`, 'm'))?.[1] ?? 0);
  const failed = number('fail') + number('cancelled');
  console.log(`${number('pass')} passed, ${Math.max(failed, status === 0 ? 0 : 1)} failed`);
  return status;
}
