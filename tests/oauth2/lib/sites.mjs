// The web sites of the tests, all of them one server with HTTPS on this machine: pages with an SDK, and the API on a domain of its own.
// The browser resolves the names by its host rules.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { certificate } from '../../clients/web-1x/lib/certificate.mjs';
import { base } from '../../console/lib/stack.mjs';

/** The API, a page on another name of its domain, a page of a site of its own, and one that no project knows. */
export const API = 'https://api.shop.test';
export const SHOP = 'https://www.shop.test';
export const CUSTOMER = 'https://customer.test';
export const STRANGER = 'https://stranger.test';

/** The header of a browser that is not to reach the API with a callback. (A request after a redirect cannot be held in the browser.) */
export const HOLD = 'x-test-hold';

const sdk = (version) => readFileSync(new URL(`../node_modules/appwrite-${version}/dist/iife/sdk.js`, import.meta.url));
const page = (version) => `<!doctype html><title>${version}</title><script src="/sdk/${version}"></script>`;

function passOn(request, response) {
  const { method, headers, url } = request;
  const { hostname, port } = new URL(base);
  const passed = http.request({ hostname, port, method, headers, path: url }, (answer) => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  passed.on('error', (error) => response.writeHead(502).end(error.message));
  request.pipe(passed);
}

function answer(request, response) {
  const { pathname } = new URL(request.url, API);
  const [, kind, version] = pathname.split('/');
  if (request.headers[HOLD] && pathname.includes('/oauth2/callback/')) response.writeHead(200, { 'content-type': 'text/plain' }).end('held');
  else if (kind === 'v1') passOn(request, response);
  else if (kind === 'sdk') response.writeHead(200, { 'content-type': 'text/javascript' }).end(sdk(version));
  else if (kind === 'page') response.writeHead(200, { 'content-type': 'text/html' }).end(page(version));
  else response.writeHead(404).end();
}

/** Starts the server. Returns its port and how to stop it. */
export async function serve() {
  const server = https.createServer(certificate(), answer);
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => { server.close(resolve); });
  };
  return { port: server.address().port, stop };
}
