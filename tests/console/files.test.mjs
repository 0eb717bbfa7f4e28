// The built files: their sizes, which are a budget, and the headers that they are served with. Needs no browser.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { base, consoleCommand } from './lib/stack.mjs';

const DIST = fileURLToPath(new URL('../../console/dist/', import.meta.url));
/** Bytes compressed by gzip. */
const BUDGET = { script: 40_000, style: 8_000, page: 1_000 };
/** What we want the script to be. */
const AIM = 28_000;

const names = readdirSync(DIST);
const named = (ending) => names.find((name) => /^console\.[0-9a-f]{12}\./.test(name) && name.endsWith(ending));
const FILES = { page: 'index.html', script: named('.js'), style: named('.css') };

test('the files are within their budgets', () => {
  const sizes = Object.entries(FILES).map(([kind, name]) => {
    const of = (suffix) => statSync(`${DIST}${name}${suffix}`).size;
    return { file: kind, bytes: of(''), gzip: of('.gz'), brotli: of('.br'), budget: BUDGET[kind] };
  });
  console.table(sizes);
  console.log(`aim for the script: ${AIM.toLocaleString('en')} bytes of gzip`);
  for (const { file, gzip, budget } of sizes) assert.ok(gzip <= budget, `${file}: ${gzip} bytes of gzip, more than ${budget}`);
});

test('the build is three files, each compressed in two ways', () => {
  const expected = Object.values(FILES).flatMap((name) => [name, `${name}.br`, `${name}.gz`]);
  assert.deepEqual([...names].sort(), expected.sort());
});

test('the page has no inline script or style, and names no other host', () => {
  const page = readFileSync(`${DIST}index.html`, 'utf8');
  assert.doesNotMatch(page, /<style|style=|\son\w+=|https?:\/\//);
  assert.equal(page.match(/<script/g).length, 1);
  assert.match(page, /<script type="module" src="console\.[0-9a-f]{12}\.js"><\/script>/);
});

test('nothing in the script makes code or markup of text', () => {
  const script = readFileSync(`${DIST}${FILES.script}`, 'utf8');
  for (const forbidden of [/\beval\(/, /new Function\b/, /\.insertAdjacentHTML/, /document\.write/, /localStorage\.setItem\([^)]*key/i]) {
    assert.doesNotMatch(script, forbidden);
  }
});

const POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "base-uri 'none'", "form-action 'none'",
  "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
];

/** The response of the function `console`, which is called as the gateway calls it. */
async function invoked(path) {
  const event = { rawPath: path, headers: { 'accept-encoding': 'br' }, requestContext: { http: { method: 'GET' } } };
  const response = await fetch(`${base}/2015-03-31/functions/console/invocations`, { method: 'POST', body: JSON.stringify(event) });
  const { statusCode, headers, body, isBase64Encoded } = await response.json();
  return new Response(isBase64Encoded ? Buffer.from(body, 'base64') : body, { status: statusCode, headers });
}

/** The three servers of the page, each by what it answers to a request for a file; the page has an empty name. */
const SERVERS = {
  'make dev': (name) => fetch(`${base}/console/${name}`),
  'the function console': (name) => invoked(name === '' ? '/console' : `/console/${name}`),
  'roster console': (name) => fetch(session.link.replace(/open\/.*/, name)),
};

let session;
before(async () => { session = await consoleCommand('local', '--read-only'); });
after(() => session.end());

for (const [server, get] of Object.entries(SERVERS)) test(`every file from ${server} has the headers of a page that holds a key`, async () => {
  for (const [kind, name] of Object.entries(FILES)) {
    const response = await get(kind === 'page' ? '' : name);
    assert.equal(response.status, 200);
    const { headers } = response;
    assert.match(headers.get('content-type'), { page: /^text\/html/, script: /^text\/javascript/, style: /^text\/css/ }[kind]);
    assert.deepEqual(headers.get('content-security-policy').split('; '), POLICY);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
    assert.equal(headers.get('x-robots-tag'), 'noindex');
    assert.ok(headers.get('permissions-policy').includes('camera=()'));
    assert.equal(headers.get('cache-control'), kind === 'page' ? 'no-cache' : 'public, max-age=31536000, immutable');
  }
});

test('the function names its files by their path, and sends them compressed', async () => {
  const page = await (await invoked('/console')).text();
  assert.ok(page.includes(`src="/console/${FILES.script}"`) && page.includes(`href="/console/${FILES.style}"`), page);
  const script = await invoked(`/console/${FILES.script}`);
  assert.equal(script.headers.get('content-encoding'), 'br');
  assert.deepEqual(Buffer.from(await script.arrayBuffer()), readFileSync(`${DIST}${FILES.script}.br`));
  assert.equal((await invoked('/console/package.json')).status, 404);
});

test('script and style are sent compressed', async () => {
  for (const name of [FILES.script, FILES.style]) {
    for (const [accepted, encoding] of [['gzip', 'gzip'], ['gzip, br', 'br'], ['identity', null]]) {
      const response = await fetch(`${base}/console/${name}`, { headers: { 'Accept-Encoding': accepted } });
      assert.equal(response.headers.get('content-encoding'), encoding);
      assert.equal(response.headers.get('vary'), 'accept-encoding');
      assert.equal(await response.text(), readFileSync(`${DIST}${name}`, 'utf8'));
    }
  }
});

test('the page is where / leads, and proposes the project of the stack', async () => {
  for (const path of ['/', '/console']) {
    const response = await fetch(base + path, { redirect: 'manual' });
    assert.deepEqual([response.status, response.headers.get('location')], [307, '/console/']);
  }
  assert.match(await (await fetch(`${base}/console/`)).text(), /<meta name="project" content="local">/);
});

test('no other file can be read', async () => {
  for (const name of ['package.json', '.part', 'console.js', `${FILES.script}.gz`, '..%2fpackage.json', 'console.000000000000.js']) {
    assert.equal((await fetch(`${base}/console/${name}`)).status, 404, name);
  }
});
