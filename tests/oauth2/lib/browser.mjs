// Chromium: people with a browser of their own each, who sign in with others.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { callMethod } from '../../clients/web-1x/lib/page.mjs';
import { API, HOLD, SHOP } from './sites.mjs';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
/** Milliseconds that a page may take: generous, because the machine may be busy with other tests. */
const LIMIT = 30_000;

export const NEWEST = '24.2.0';
export const OLD = '9.0.2';

/** How the browser starts. Every name that ends in .test is this machine, and no other is looked up. */
const options = (port) => ({
  executablePath: process.env.CHROMIUM,
  headless: true,
  args: [...FLAGS, `--host-resolver-rules=MAP *.test:443 127.0.0.1:${port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`],
});

/** Starts the browser. People who visit with it have a private window each, which sends no cookies of other sites. */
export const launch = (port) => chromium.launch(options(port));

/** Starts a browser with an empty profile, which sends cookies of other sites. Returns its window, and how it ends. */
export async function launchWithProfile(port) {
  const profile = mkdtempSync(join(tmpdir(), 'roster-oauth2-'));
  mkdirSync(join(profile, 'Default'));
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, { ...options(port), ignoreHTTPSErrors: true });
  const end = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  return { window: context, end };
}

/** Somebody with a browser without cookies. */
export class Person {
  /** Opens the page of a site with an SDK. */
  static async visit(browser, project, { site = SHOP, sdk = NEWEST, window } = {}) {
    const context = window ?? await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT);
    const person = Object.assign(new Person(), { context, page, site, sdk, project: project.id, api: `${API}/v1`, answers: [] });
    page.on('response', (answer) => {
      if (!answer.request().isNavigationRequest()) return;
      person.answers.push({ url: answer.url(), status: answer.status(), headers: answer.headers() });
      const { location } = answer.headers();
      // The browser of a phone gives such a URL to the app, and its page stays as it is.
      if (location?.startsWith('appwrite-callback-')) person.toApp = new URL(location);
    });
    await person.home();
    return person;
  }

  /** The URL of the page, which is also where sign-ins return to. */
  get url() {
    return `${this.site}/page/${this.sdk}`;
  }

  home() {
    return this.page.goto(this.url);
  }

  /** Calls a method of the SDK in the page. Returns `{ answer }` or `{ error: { code, type, message } }`. */
  async call(name, params = {}) {
    // The SDK is there once the page has loaded.
    await this.page.waitForLoadState();
    return this.page.evaluate(callMethod, { name, params, endpoint: this.api, project: this.project });
  }

  /** The answer of a call that must succeed. */
  async ask(name, params) {
    const { answer, error } = await this.call(name, params);
    if (error) throw new Error(`${name}: ${JSON.stringify(error)}`);
    return answer;
  }

  /** Calls a method that sends the browser away, and waits until it has left the page. */
  async leave(name, { provider = 'oidc', success = `${this.url}?at=success`, failure = `${this.url}?at=failure`, scopes } = {}) {
    const left = this.page.waitForEvent('framenavigated');
    await this.call(name, { provider, success, failure, scopes }).catch((error) => {
      // The page may be gone before the call has an answer.
      if (!/context was destroyed|navigat/i.test(error.message)) throw error;
    });
    await left;
  }

  /** Signs in at `oidc-provider` and agrees, as far as it asks. */
  async agree(login) {
    const { page } = this;
    while (!this.toApp) {
      await page.waitForLoadState();
      if (await page.locator('input[name=login]').count() > 0) {
        await page.locator('input[name=login]').fill(login);
        await page.locator('input[name=password]').fill('any');
        await this.#press('Sign-in');
      } else if (await page.getByRole('button', { name: 'Continue' }).count() > 0) await this.#press('Continue');
      else return;
    }
  }

  /** Signs in at `oidc-provider`, and stops where it asks for consent. */
  async signInAtProvider(login) {
    await this.page.locator('input[name=login]').fill(login);
    await this.page.locator('input[name=password]').fill('any');
    await this.#press('Sign-in');
    await this.page.getByRole('button', { name: 'Continue' }).waitFor();
  }

  /** Cancels on the page where `oidc-provider` asks for consent, or for a login. */
  async cancel() {
    await this.#follow(() => this.page.getByRole('link', { name: /cancel/i }).click());
  }

  #press(name) {
    return this.#follow(() => this.page.getByRole('button', { name }).click());
  }

  async #follow(act) {
    const moved = this.page.waitForEvent('framenavigated');
    const given = this.page.waitForEvent('response', () => this.toApp !== undefined);
    const left = Promise.any([moved, given]);
    await act();
    await left;
    // The other one ends with the page.
    for (const wait of [moved, given]) wait.catch(() => undefined);
  }

  /** Signs in with the provider from the page of the site. Returns what its page of success or failure gets. */
  async signIn(name, login, options) {
    await this.leave(name, options);
    await this.agree(login);
    return this.query();
  }

  /** The query of the page, as a script in it reads it. */
  query() {
    return this.page.evaluate(() => Object.fromEntries(new URL(location.href).searchParams));
  }

  /** The error with which a sign-in returned to the page of failure. */
  async failure() {
    const { at, error, ...rest } = await this.query();
    if (at !== 'failure' || Object.keys(rest).length > 0) throw new Error(`not the page of failure: ${this.page.url()}`);
    return JSON.parse(error);
  }

  /** Signs in at `oidc-provider`, which sends the browser back: to a page that says so, in place of the API. Returns the callback. */
  async held(login, options) {
    await this.context.setExtraHTTPHeaders({ [HOLD]: 'yes' });
    await this.signIn('account.createOAuth2Session', login, options);
    await this.context.setExtraHTTPHeaders({});
    return this.page.url();
  }

  /** The callback of the last sign-in. */
  callback() {
    return this.answers.map(({ url }) => url).findLast((url) => url.includes('/oauth2/callback/'));
  }

  /** The last answer to a navigation. */
  last() {
    return this.answers.at(-1);
  }

  /** The names of the cookies of the API in this browser. */
  async cookies() {
    return (await this.context.cookies(`${API}/v1/account/sessions/oauth2/x`)).map(({ name }) => name).sort();
  }

  leaveForGood() {
    return this.context.close();
  }
}
