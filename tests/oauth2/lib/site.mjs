// The web site of a project: pages with an unmodified SDK, on an origin of their own.

import http from 'node:http';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { base } from '../../console/lib/stack.mjs';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
];
/** Milliseconds that a page may take: generous, because the machine may be busy with other tests. */
const LIMIT = 60_000;

const sdk = (version) => readFileSync(new URL(`../node_modules/appwrite-${version}/dist/iife/sdk.js`, import.meta.url));

export class Site {
  static async start() {
    const site = new Site();
    site.server = http.createServer((request, response) => {
      const [, kind, version] = new URL(request.url, 'http://localhost').pathname.split('/');
      if (kind === 'sdk') response.writeHead(200, { 'content-type': 'text/javascript' }).end(sdk(version));
      else if (kind === 'favicon.ico') response.writeHead(204).end();
      else response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>${kind}</title><script src="/sdk/${version}"></script>`);
    });
    await new Promise((resolve) => { site.server.listen(0, '127.0.0.1', resolve); });
    site.url = `http://localhost:${site.server.address().port}`;
    site.browser = await chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: FLAGS });
    return site;
  }

  /** A browser of somebody, with no cookie yet, on the page of a release of the SDK. */
  async visit(project, version) {
    const context = await this.browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT);
    const visit = Object.assign(new Visit(), { site: this, context, page, project, version });
    await page.goto(visit.url('start'));
    return visit;
  }

  async stop() {
    await this.browser.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }
}

class Visit {
  url(name) {
    return `${this.site.url}/${name}/${this.version}`;
  }

  /** Calls a method of the SDK in the page: the answer, or the error. */
  call(method, ...parameters) {
    return this.page.evaluate(async ({ method, parameters, endpoint, project }) => {
      const { Client, Account } = globalThis.Appwrite;
      const account = new Account(new Client().setEndpoint(endpoint).setProject(project));
      try {
        return { answer: await account[method](...parameters) };
      } catch (error) {
        return { error: { code: error.code, type: error.type, message: error.message } };
      }
    }, { method, parameters, endpoint: `${base}/v1`, project: this.project.id });
  }

  async ask(method, ...parameters) {
    const { answer, error } = await this.call(method, ...parameters);
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return answer;
  }

  /** Begins a sign-in by the SDK, which leaves the page: on the page of the provider. */
  async leave(method = 'createOAuth2Session', provider = 'oidc') {
    const left = this.page.waitForURL((url) => url.origin !== this.site.url);
    this.call(method, provider, this.url('in'), this.url('out')).catch(() => undefined);
    await left;
  }

  /** Logs in at the provider and consents: back on a page of the site. */
  async logIn(login) {
    await this.page.getByPlaceholder('Enter any login').fill(login);
    await this.page.getByPlaceholder('and password').fill('any');
    await this.page.getByRole('button', { name: 'Sign-in' }).click();
    await this.page.getByRole('button', { name: 'Continue' }).click();
  }

  async isBack() {
    await this.page.waitForURL((url) => url.origin === this.site.url);
    return new URL(this.page.url());
  }

  /** The whole way. */
  async signIn(login, method) {
    await this.leave(method);
    await this.logIn(login);
    return this.isBack();
  }

  cookies() {
    return this.context.cookies(base);
  }

  close() {
    return this.context.close();
  }
}
