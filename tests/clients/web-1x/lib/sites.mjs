// The web sites of the tests, all of them one server with HTTPS on this machine: every host has a page with an SDK, and passes
// the paths of the API on to the endpoint, as a custom domain does. The browser resolves the names by its host rules.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { certificate } from './certificate.mjs';
import { endpoint } from './environment.mjs';

/** A page and the endpoint that it uses. The project allows the web origins of all but `unknown`. */
export const SITES = {
  sameOrigin: { page: 'https://shop.test', api: 'https://shop.test/v1' },
  ownDomain: { page: 'https://www.shop.test', api: 'https://api.shop.test/v1' },
  foreign: { page: 'https://customer.test', api: 'https://api.shop.test/v1' },
  unknown: { page: 'https://stranger.test', api: 'https://api.shop.test/v1' },
};

/** The published file of a release for pages without a bundler. */
const sdk = (version) => readFileSync(new URL(`../node_modules/appwrite-${version}/dist/iife/sdk.js`, import.meta.url));

const page = (version) => `<!doctype html><title>${version}</title><script src="/sdk/${version}"></script>`;

function passOn(request, response) {
  const { method, headers, url } = request;
  const { hostname, port } = new URL(endpoint);
  const passed = http.request({ hostname, port, method, headers, path: url }, (answer) => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  passed.on('error', (error) => response.writeHead(502).end(error.message));
  request.pipe(passed);
}

function answer(request, response) {
  const [, kind, version] = new URL(request.url, SITES.foreign.page).pathname.split('/');
  if (kind === 'v1') passOn(request, response);
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
