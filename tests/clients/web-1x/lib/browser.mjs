// Chromium without a window, with an empty profile that accepts or blocks third-party cookies.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import * as environment from './environment.mjs';
import { callMethod } from './page.mjs';

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
];

/** The settings of Chromium for cookies of sites other than the page's: 0 accepts, 1 blocks. */
const COOKIES = (blocked) => ({
  profile: { cookie_controls_mode: blocked ? 1 : 0, block_third_party_cookies: blocked },
});

/** A browser of one visitor at a time. */
export class Browser {
  static async start({ port, blocksThirdPartyCookies = false }) {
    const profile = mkdtempSync(join(tmpdir(), 'roster-web-'));
    mkdirSync(join(profile, 'Default'));
    writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(COOKIES(blocksThirdPartyCookies)));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: environment.chromium,
      headless: true,
      ignoreHTTPSErrors: true,
      // Every name that ends in .test is this machine, and so is every other: nothing is looked up.
      args: [...FLAGS, `--host-resolver-rules=MAP *.test:443 127.0.0.1:${port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`],
    });
    return Object.assign(new Browser(), { context, profile });
  }

  async stop() {
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true });
  }

  /** A visitor without cookies opens the page of a site. */
  async visit(site, version) {
    await this.context.clearCookies();
    const page = await this.context.newPage();
    await page.goto(`${site.page}/page/${version}`);
    await page.evaluate(() => localStorage.clear());
    return new Visit(page, this.context, site);
  }
}

/** One page, with the SDK. */
export class Visit {
  constructor(page, context, site) {
    Object.assign(this, { page, context, site, project: environment.project });
  }

  /** Calls a method of the SDK in the page: `account.get`. Returns `{ answer }` or `{ error: { code, type, message } }`. */
  call(name, params = {}) {
    const { site, project } = this;
    return this.page.evaluate(callMethod, { name, params, endpoint: site.api, project });
  }

  /** The answer of a call that must succeed. */
  async ask(name, params) {
    const { answer, error } = await this.call(name, params);
    if (error) throw new Error(`${name}: ${JSON.stringify(error)}`);
    return answer;
  }

  /** Fetches a path of the API in the page, without the SDK. */
  fetch(path, headers = {}) {
    const url = this.site.api + path;
    return this.page.evaluate(async ([to, sent]) => {
      try {
        const response = await fetch(to, { headers: sent });
        return { status: response.status, body: await response.json() };
      } catch (error) {
        return { failed: String(error) };
      }
    }, [url, headers]);
  }

  /** What the SDK has put into the storage of the page for browsers without cookies. */
  stored() {
    return this.page.evaluate(() => localStorage.getItem('cookieFallback'));
  }

  /** The cookies of the API in this browser. */
  cookies() {
    return this.context.cookies(this.site.api);
  }

  /** Opens a link, as a click on it does. Returns the parameters of the query, as the page there reads them. */
  async follow(url) {
    await this.page.goto(url);
    return this.page.evaluate(() => Object.fromEntries(new URL(location.href).searchParams));
  }

  reload() {
    return this.page.reload();
  }

  close() {
    return this.page.close();
  }
}
