// A provider in Python on this machine: django-oauth-toolkit (django/server.py).

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../console/lib/stack.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** How long a start may take, in milliseconds: it makes the tables and the people. */
const START = 120_000;

/** Starts the provider with a client and people: `{ login, password, email, verified, name }`. */
export async function startDjango(redirects, people) {
  const folder = mkdtempSync(join(tmpdir(), 'roster-django-'));
  const port = await freePort();
  const client = { id: `client-${randomUUID()}`, secret: `${randomUUID()}${randomUUID()}`, redirects };
  const server = spawn(join(ROOT, '.tools/oauth2/bin/python'), ['server.py', String(port), folder], {
    cwd: fileURLToPath(new URL('../django', import.meta.url)),
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let printed = '';
  server.stderr.setEncoding('utf8').on('data', (text) => { printed += text; });
  const ended = new Promise((resolve) => { server.once('exit', resolve); });
  server.stdin.end(JSON.stringify({ client, people }));
  const issuer = `http://127.0.0.1:${port}/o`;
  const isReady = () => fetch(`${issuer}/.well-known/openid-configuration`).then(({ ok }) => ok, () => false);
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  };
  for (const end = Date.now() + START; !await isReady();) {
    if (server.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`Django does not serve: ${printed}`);
    }
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  return { client, issuer, stop };
}
