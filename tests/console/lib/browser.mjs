// Chromium with the console, and what must never happen on it: a report of the content security policy, an error in the console of the
// browser, a request to another host.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { base } from './stack.mjs';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Milliseconds that an element may take to appear: generous, because the machine may be busy with other tests. */
const LIMIT = 60_000;

/** The table of a stack on a busy machine can have no time for a request; the page repeats a read then. */
const BUSY = 503;

export const WIDE = { width: 1280, height: 800 };
export const NARROW = { width: 360, height: 740 };

let browser;

export async function launch() {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: FLAGS });
}

export const close = () => browser.close();

/** A window without cookies and cache. */
export const newContext = (options) => browser.newContext(options);

/** A page, with everything that it did wrong. */
export class Visit {
  /**
   * `statuses` are those of responses that the test causes: the browser reports each of them as an error. `origin` is the only one that the
   * page may call.
   */
  static async open({ viewport = WIDE, colorScheme = 'light', statuses = [], origin = base, ...options } = {}) {
    const context = await browser.newContext({ viewport, colorScheme, timezoneId: 'UTC', locale: 'en-GB', ...options });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT);
    const visit = Object.assign(new Visit(), { context, page, origin, wrong: [], requests: [], statuses: new Set([BUSY, ...statuses]) });
    await visit.#watch();
    return visit;
  }

  async #watch() {
    const { page, origin, wrong, requests, statuses } = this;
    await page.addInitScript(() => {
      window.reports = [];
      addEventListener('securitypolicyviolation', (event) => window.reports.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      const status = /Failed to load resource: the server responded with a status of (\d+)/.exec(message.text())?.[1];
      const isLost = statuses.has(0) && /net::ERR_(?:FAILED|INTERNET_DISCONNECTED|CONNECTION_REFUSED)/.test(message.text());
      if (!isLost && !(status && statuses.has(Number(status)))) wrong.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol === 'data:' || url.protocol === 'blob:') return;
      requests.push({ method: request.method(), path: url.pathname + url.search, body: request.postData() });
      if (url.origin !== origin) wrong.push(`request to ${url.origin}`);
    });
  }

  /** Goes to a view, and signs in if the page asks for it. */
  async to(hash, project, key = project?.key) {
    await this.page.goto(`${base}/console/#${hash}`);
    if (project) await this.signIn(project, key);
  }

  async signIn(project, key = project.key) {
    const { page } = this;
    await page.getByLabel('Project', { exact: true }).fill(project.id);
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Goes to another view without leaving the page, which would forget the key. */
  async hash(hash) {
    await this.page.evaluate((next) => { location.hash = next; }, hash);
  }

  button(name, options) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string', ...options });
  }

  text(text, options) {
    return this.page.getByText(text, options);
  }

  seen(locator) {
    return locator.first().waitFor({ state: 'visible' });
  }

  gone(locator) {
    return locator.first().waitFor({ state: 'hidden' });
  }

  /** The requests of the API since the last call. */
  calls() {
    const calls = this.requests.filter(({ path }) => path.startsWith('/v1/'));
    this.requests.length = 0;
    return calls;
  }

  /** No violation of axe-core on what is shown. */
  async accessible(what) {
    // Not added to the page, whose policy would forbid it: evaluated by the protocol of the browser.
    if (!await this.page.evaluate(() => 'axe' in window)) await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).slice(0, 3).join('\n  ')}`);
    assert.deepEqual(found, [], what);
  }

  /** Nothing is wider than the window. */
  async fits(what) {
    const wide = await this.page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= width) return [];
      return [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > width + 1)
        .map((element) => `${element.tagName}.${element.className}`).slice(0, 5);
    });
    assert.deepEqual(wide, [], what);
  }

  /** Ends the visit; fails if anything was wrong. */
  async end() {
    const reports = await this.page.evaluate(() => window.reports ?? []).catch(() => []);
    await this.context.close();
    assert.deepEqual([...this.wrong, ...reports], []);
  }
}
