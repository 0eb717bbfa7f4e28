// Every method of the web SDK's Account and Teams: those that work for a signed-in user, and those that do not exist
// yet.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Account, Teams } from 'appwrite';
import { aMember, anEmail, anId, aPhone, aTeam, JOIN_URL, PASSWORD } from './lib/fixtures.mjs';
import { assertError, assertGuest } from './lib/errors.mjs';
import { aVisitor, storedSession, methodsOf } from './lib/visitors.mjs';

const NEW_PASSWORD = 'another valid password';
const [MAIL, TEXT_MESSAGES] = ['needs mail', 'needs text messages'];

/** Methods for guests, which account.test.mjs tests. */
const OPEN = ['create', 'createEmailSession'];

/** Methods for signed-in users. */
const ACCOUNT = {
  get: (account) => account.get(),
  getPrefs: (account) => account.getPrefs(),
  getLogs: (account) => account.getLogs(),
  getSessions: (account) => account.getSessions(),
  getSession: (account) => account.getSession('current'),
  createJWT: (account) => account.createJWT(),
  updateName: (account) => account.updateName('Grace Hopper'),
  updateEmail: (account) => account.updateEmail(anEmail(), PASSWORD),
  updatePhone: (account) => account.updatePhone(aPhone(), PASSWORD),
  updatePassword: (account) => account.updatePassword(NEW_PASSWORD, PASSWORD),
  updatePrefs: (account) => account.updatePrefs({ theme: 'dark' }),
  updateStatus: (account) => account.updateStatus(),
  deleteSession: (account) => account.deleteSession('current'),
  deleteSessions: (account) => account.deleteSessions(),
};

/** The answer of a route that does not exist. */
const NO_ROUTE = [404, 'general_route_not_found', 'Not Found'];
/** The answer about a session by email, whose provider has nothing to renew: as Appwrite 0.15 gives it. */
const NO_PROVIDER = [501, 'project_provider_unsupported', 'Provider is not supported'];

/** The methods that do nothing for these users: each is 404, or the named error. */
const NOT_OFFERED = {
  createRecovery: [MAIL, (account) => account.createRecovery(anEmail(), JOIN_URL)],
  updateRecovery: [MAIL, (account) => account.updateRecovery(anId(), 'secret', NEW_PASSWORD, NEW_PASSWORD)],
  createVerification: [MAIL, (account) => account.createVerification(JOIN_URL)],
  updateVerification: [MAIL, (account) => account.updateVerification(anId(), 'secret')],
  createMagicURLSession: [MAIL, (account) => account.createMagicURLSession(anId(), anEmail(), JOIN_URL)],
  updateMagicURLSession: [MAIL, (account) => account.updateMagicURLSession(anId(), 'secret')],
  createPhoneVerification: [TEXT_MESSAGES, (account) => account.createPhoneVerification()],
  updatePhoneVerification: [TEXT_MESSAGES, (account) => account.updatePhoneVerification(anId(), 'secret')],
  createPhoneSession: [TEXT_MESSAGES, (account) => account.createPhoneSession(anId(), aPhone())],
  updatePhoneSession: [TEXT_MESSAGES, (account) => account.updatePhoneSession(anId(), 'secret')],
  createAnonymousSession: ['creates users without an email', (account) => account.createAnonymousSession()],
  updateSession: ['needs other sign-in providers', (account) => account.updateSession('current'), NO_PROVIDER],
};

/** This method leaves the web page: in Node the SDK only returns the URL of the route. */
const REDIRECT = 'createOAuth2Session';

/** The methods of Teams for an owner, called with the owner's team and a membership in it. */
const TEAMS = {
  list: (teams) => teams.list(),
  create: (teams, { as }) => aTeam(as),
  get: (teams, { team }) => teams.get(team),
  update: (teams, { team }) => teams.update(team, 'Renamed'),
  getMemberships: (teams, { team }) => teams.getMemberships(team),
  getMembership: (teams, { team, membership }) => teams.getMembership(team, membership),
  updateMembershipRoles: (teams, { team, membership }) => teams.updateMembershipRoles(team, membership, ['owner']),
  deleteMembership: (teams, { team, membership }) => teams.deleteMembership(team, membership),
  delete: (teams, { team }) => teams.delete(team),
};

/** Methods that are rejected even for an owner, which teams.test.mjs tests. */
const INVITATIONS = {
  createMembership: (teams, { team }) => teams.createMembership(team, anEmail(), ['developer'], JOIN_URL),
  updateMembershipStatus: (teams, { team, membership }) => teams.updateMembershipStatus(team, membership, anId(), 's'),
};

const SAFE = ['list', 'get', 'getMemberships', 'getMembership'];

const nobody = aVisitor();
let owner;
const aTeamWithOwner = async () => {
  const { $id: team } = await aTeam(owner);
  const { memberships: [{ $id: membership }] } = await owner.teams.getMemberships(team);
  return { team, membership, as: owner };
};
before(async () => { owner = await aMember(); });

test('every method of the SDK is in the tables', () => {
  const account = [...OPEN, ...Object.keys(ACCOUNT), ...Object.keys(NOT_OFFERED), REDIRECT];
  assert.deepEqual(account.sort(), methodsOf(Account));
  assert.equal(account.length, 29);
  assert.deepEqual([...Object.keys(TEAMS), ...Object.keys(INVITATIONS)].sort(), methodsOf(Teams));
});

for (const [method, call] of Object.entries(ACCOUNT)) {
  test(`account.${method}: works only with a session`, async () => {
    await call((await aMember()).account);
    await assertGuest(call(nobody.account));
  });
}

for (const [method, [reason, call, error = NO_ROUTE]] of Object.entries(NOT_OFFERED)) {
  test(`account.${method} does not work: it ${reason}`, () => assertError(call(owner.account), ...error));
}

test(`account.${REDIRECT} does not exist yet: it needs other sign-in providers`, async () => {
  const answer = await fetch(nobody.account.createOAuth2Session('github', JOIN_URL, JOIN_URL), { redirect: 'manual' });
  assert.equal(answer.status, 404);
  assert.equal((await answer.json()).type, 'general_route_not_found');
});

for (const [method, call] of Object.entries(TEAMS)) {
  test(`teams.${method}: works for an owner`, async () => call(owner.teams, await aTeamWithOwner()));
}

for (const [method, call] of Object.entries({ ...TEAMS, ...INVITATIONS })) {
  test(`teams.${method}: is rejected for guests`, async () => {
    const asNobody = { ...await aTeamWithOwner(), as: nobody };
    await assertGuest(call(nobody.teams, asNobody), SAFE.includes(method) ? 'teams.read' : 'teams.write');
  });
}

test('a visitor who never signed in has no stored session', () => {
  assert.equal(storedSession(nobody), null);
});
