// PocketBase with users: the page beside which ours is measured. One program from a registry, as its documentation runs it.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './stack.mjs';

const PROGRAM = fileURLToPath(new URL('../../../.tools/peers/bin/pocketbase', import.meta.url));
const ADMIN = 'admin@example.com';
const PASSWORD = 'correct horse battery';
/** How long a start may take, in milliseconds. */
const START = 30_000;

async function ready(base) {
  for (const end = Date.now() + START; Date.now() < end;) {
    const answer = await fetch(`${base}/api/health`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  throw new Error('PocketBase was not ready in time');
}

async function addUser(base, at) {
  const body = { email: `u${at}@example.com`, password: PASSWORD, passwordConfirm: PASSWORD, name: `User ${at}` };
  const answer = await fetch(`${base}/api/collections/users/records`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`a user of PocketBase: ${answer.status} ${await answer.text()}`);
}

/** Starts it with this number of users. Returns its page, its version, and how to end it. */
export async function startPocketBase(users) {
  const data = mkdtempSync(join(tmpdir(), 'roster-pocketbase-'));
  execFileSync(PROGRAM, ['superuser', 'upsert', ADMIN, PASSWORD, '--dir', data]);
  const base = `http://127.0.0.1:${await freePort()}`;
  const server = spawn(PROGRAM, ['serve', '--http', new URL(base).host, '--dir', data], { stdio: 'ignore' });
  const ended = new Promise((resolve) => { server.once('exit', resolve); });
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await ready(base);
    for (let at = 0; at < users; at += 1) await addUser(base, at);
  } catch (error) {
    await stop();
    throw error;
  }
  const version = execFileSync(PROGRAM, ['--version'], { encoding: 'utf8' }).trim().split(' ').at(-1);
  const fields = [['input[type=email]', ADMIN], ['input[type=password]', PASSWORD]];
  return { page: { name: `PocketBase ${version}`, url: `${base}/_/`, fields }, stop };
}
