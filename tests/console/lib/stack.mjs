// A stack for these tests, with projects and API keys as an operator makes them.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** How long a start may take, in milliseconds: the programs are built already. */
const START = 120_000;

/** The folder of the compiled programs, as cargo sees it. */
function programs() {
  const metadata = execFileSync('cargo', ['metadata', '--no-deps', '--format-version', '1'], { cwd: ROOT, maxBuffer: 1 << 26 });
  return join(JSON.parse(metadata).target_directory, 'debug');
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    }).on('error', reject);
  });
}

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** Starts a stack, and returns the environment by which the tests find it. */
export async function start() {
  const bin = programs();
  const data = join(bin, '..', 'tmp', `console-${process.pid}`);
  mkdirSync(data, { recursive: true });
  const port = await freePort();
  const stack = spawn(join(bin, 'roster-local'), ['--port', String(port), '--data', data, '--sweep-every', '5s'], {
    cwd: ROOT,
    env: { ROSTER_PROFILE: 'test', ...process.env, ROSTER_USAGE_STATS: 'yes' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => { stack.once('exit', resolve); });
  const stop = async () => {
    stack.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  for (const end = Date.now() + START; !existsSync(join(data, 'env')); await pause(100)) {
    if (stack.exitCode !== null) throw new Error(`roster-local ended with ${stack.exitCode}`);
    if (Date.now() > end) {
      await stop();
      throw new Error('the stack was not ready in time');
    }
  }
  return { environment: { CONSOLE_BASE: `http://127.0.0.1:${port}`, CONSOLE_DATA: data, CONSOLE_PROGRAMS: bin }, stop };
}

export const base = process.env.CONSOLE_BASE;
const data = process.env.CONSOLE_DATA;

/** Runs the command line for operators on the stack. */
export function roster(...parameters) {
  const program = join(process.env.CONSOLE_PROGRAMS, 'roster');
  return JSON.parse(execFileSync(program, ['--local', data, ...parameters, '--json'], { cwd: ROOT, encoding: 'utf8' }));
}

/** A project of its own, with a key of all scopes. Its id is made unless there is one. */
export function newProject(name, id) {
  const made = roster('projects', 'create', '--name', name, '--with-key', ...(id ? ['--id', id] : []));
  return new Project(made);
}

/** Starts `roster console` on the stack. Returns what it prints, and a function that ends it by Ctrl-C. */
export async function consoleCommand(project, ...parameters) {
  const program = spawn(join(process.env.CONSOLE_PROGRAMS, 'roster'), ['--local', data, '--json', 'console', '--project', project, ...parameters], {
    cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => { program.once('exit', resolve); });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: program.stdout }).once('line', resolve);
    program.once('exit', (status) => reject(new Error(`roster console ended with ${status}`)));
  });
  const end = async () => {
    program.kill('SIGINT');
    return ended;
  };
  return { ...JSON.parse(line), end };
}

/** The API keys of a project, as the command line lists them. */
export const keysOf = (project) => roster('keys', 'list', '--project', project);

let made = 0;

export class Project {
  constructor(answer) {
    this.id = answer.id;
    this.key = answer.secret;
  }

  /** One more key: `newKey('users.read')`. Returns its secret and id. */
  newKey(scopes, ...more) {
    made += 1;
    return roster('keys', 'create', '--project', this.id, '--name', `key ${made}`, '--scopes', scopes, ...more);
  }

  /** Calls the API with the key of all scopes, or another one. */
  async call(method, path, body, { key = this.key, text = false } = {}) {
    const response = await fetch(`${base}/v1${path}`, {
      method,
      headers: {
        'X-Appwrite-Project': this.id, 'X-Appwrite-Key': key, 'X-Appwrite-Response-Format': '1.9.6',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer}`);
    if (text) return answer;
    return answer === '' ? undefined : JSON.parse(answer);
  }

  user(values) {
    return this.call('POST', '/users', { userId: 'unique()', ...values });
  }
}

/** The requests that the functions have logged since a place in the log: route, status, and read units. */
export function requestsSince(offset = 0) {
  const log = readFileSync(join(data, 'functions.log'), 'utf8');
  const requests = log.slice(offset).split('\n').flatMap((line) => {
    try {
      const entry = JSON.parse(line);
      return entry.message === 'request' ? [entry] : [];
    } catch {
      return [];
    }
  });
  return { requests, end: log.length };
}
