// Web SDKs in a browser: from the web origin of the API, from another name of its domain, and from a foreign site, with and
// without third-party cookies.
//
// `make test` runs one release on a foreign site; `make clients` (CLIENTS=all) runs everything.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { isWhole, project } from './lib/environment.mjs';
import { anEmail, anId, aUser, PASSWORD, remember, sessionsOf } from './lib/fixtures.mjs';
import { serve, SITES } from './lib/sites.mjs';

const RELEASES = isWhole ? ['17.0.2', '24.2.0'] : ['24.2.0'];
/** The cases: a site, and whether the browser blocks third-party cookies. */
const CASES = [
  ['the web origin of the API', SITES.sameOrigin, false],
  ['another name of the domain', SITES.ownDomain, false],
  ['another name of the domain, with third-party cookies blocked', SITES.ownDomain, true],
  ['a foreign site', SITES.foreign, false],
  ['a foreign site, with third-party cookies blocked', SITES.foreign, true],
].filter(([, site, blocked]) => isWhole || (site === SITES.foreign && !blocked));

let server;
const browsers = new Map();

/** The browser with these cookies; started when the first test needs it. */
async function browserThat(blocksThirdPartyCookies) {
  if (!browsers.has(blocksThirdPartyCookies)) {
    browsers.set(blocksThirdPartyCookies, await Browser.start({ port: server.port, blocksThirdPartyCookies }));
  }
  return browsers.get(blocksThirdPartyCookies);
}

before(async () => { server = await serve(); });
after(async () => {
  for (const browser of browsers.values()) await browser.stop();
  await server.stop();
});

/** A user signs in, works, comes back, and signs out. */
async function aVisitOfAUser(visit) {
  const user = await aUser();
  const session = await visit.ask('account.createEmailPasswordSession', { email: user.email, password: PASSWORD });
  assert.equal(session.userId, user.$id);
  assert.equal((await visit.ask('account.get')).email, user.email);
  assert.deepEqual((await visit.ask('account.updatePrefs', { prefs: { theme: 'dark' } })).prefs, { theme: 'dark' });
  const teamId = anId();
  assert.equal((await visit.ask('teams.create', { teamId, name: 'Page', roles: ['owner'] })).$id, teamId);
  assert.equal((await visit.ask('teams.list')).total, 1);
  await visit.ask('teams.delete', { teamId });
  assert.notEqual((await visit.ask('account.createJWT')).jwt, '');
  const [stored, cookies] = [await visit.stored(), await visit.cookies()];

  await visit.reload();
  const { sessions } = await visit.ask('account.listSessions');
  assert.deepEqual(sessions.map(({ $id, current, clientName }) => [$id, current, clientName]), [
    [session.$id, true, 'Headless Chrome'],
  ]);
  await visit.ask('account.deleteSession', { sessionId: 'current' });
  const { error } = await visit.call('account.get');
  assert.deepEqual([error.code, error.type], [401, 'general_unauthorized_scope']);
  assert.deepEqual(await sessionsOf(user), []);
  return { stored, cookies };
}

const isSession = ({ name }) => name === `a_session_${project}`;

for (const version of RELEASES) {
  describe(`appwrite ${version} for the web`, () => {
    for (const [name, site, isBlocked] of CASES) {
      test(`a user signs in on ${name}`, async () => {
        const visit = await (await browserThat(isBlocked)).visit(site, version);
        const { stored, cookies } = await aVisitOfAUser(visit);
        const isForeign = site === SITES.foreign;
        const found = cookies.filter(isSession).map(({ httpOnly, secure, sameSite }) => ({ httpOnly, secure, sameSite }));
        const expected = isForeign && isBlocked ? [] : [{ httpOnly: true, secure: true, sameSite: 'None' }];
        assert.deepEqual(found, expected);
        // A page of the domain of the API has the cookie alone, so no script of the page can read the session.
        assert.equal(stored === null, !isForeign, `localStorage: ${stored}`);
        await visit.close();
      });
    }

    test('a page on a foreign site reads the errors of an unknown route and of an unknown project', async () => {
      const visit = await (await browserThat(false)).visit(SITES.foreign, version);
      const { status, body } = await visit.fetch('/no/such/route', { 'x-appwrite-project': project });
      assert.deepEqual([status, body?.type], [404, 'general_route_not_found']);
      visit.project = 'no-such-project';
      const { error } = await visit.call('account.get');
      assert.deepEqual([error.code, error.type], [404, 'project_not_found']);
      await visit.close();
    });

    test('a user signs up on a foreign site', { skip: !isWhole }, async () => {
      const visit = await (await browserThat(false)).visit(SITES.foreign, version);
      const [userId, email] = [anId(), anEmail()];
      assert.equal((await visit.ask('account.create', { userId, email, password: PASSWORD, name: 'New' })).email, email);
      remember(userId);
      const { error } = await visit.call('account.create', { userId, email, password: PASSWORD });
      assert.deepEqual([error.code, error.type], [409, 'user_already_exists']);
      await visit.close();
    });

    test('nobody signs in on a site that the project does not know', { skip: !isWhole }, async () => {
      const visit = await (await browserThat(false)).visit(SITES.unknown, version);
      const user = await aUser();
      const { error } = await visit.call('account.createEmailPasswordSession', { email: user.email, password: PASSWORD });
      assert.ok(error, 'the sign-in worked');
      assert.deepEqual(await sessionsOf(user), []);
      assert.equal(await visit.stored(), null);
      await visit.close();
    });
  });
}
