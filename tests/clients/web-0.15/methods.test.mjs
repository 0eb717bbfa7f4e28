// Every method of the web SDK's Account and Teams: for signed-in users, for everybody, and those that do nothing.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Account, Teams } from 'appwrite';
import { aMember, anEmail, anId, aPhone, aTeam, JOIN_URL, PASSWORD, remember } from './lib/fixtures.mjs';
import { assertError, assertGuest } from './lib/errors.mjs';
import { aVisitor, storedSession, methodsOf, users } from './lib/visitors.mjs';

const NEW_PASSWORD = 'another valid password';

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
  createVerification: (account) => account.createVerification(JOIN_URL),
  createPhoneVerification: (account) => account.createPhoneVerification(),
};

const NO_USER = [404, 'user_not_found', 'User not found'];

/** Methods for everybody, who prove themselves by what was sent to them; with the errors for an unknown user. */
const SENT = {
  updateRecovery: [(account) => account.updateRecovery(anId(), 'secret', NEW_PASSWORD, NEW_PASSWORD), NO_USER],
  updateVerification: [(account) => account.updateVerification(anId(), 'secret'), NO_USER],
  updatePhoneVerification: [(account) => account.updatePhoneVerification(anId(), 'secret'), NO_USER],
  updateMagicURLSession: [(account) => account.updateMagicURLSession(anId(), 'secret'), NO_USER],
  updatePhoneSession: [(account) => account.updatePhoneSession(anId(), 'secret'), NO_USER],
};

/** Methods for everybody, which messages.test.mjs tests. */
const ASKING = ['createRecovery', 'createMagicURLSession', 'createPhoneSession', 'createAnonymousSession'];
/** The answer about a session by email, whose provider has nothing to renew: as Appwrite 0.15 gives it. */
const NO_PROVIDER = [501, 'project_provider_unsupported', 'Provider is not supported'];

/** The methods that do nothing for these users, with their errors. */
const NOT_OFFERED = {
  updateSession: ['is for sessions of a provider', (account) => account.updateSession('current'), NO_PROVIDER],
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
  createMembership: (teams, { team }) => teams.createMembership(team, anEmail(), ['developer'], JOIN_URL),
  deleteMembership: (teams, { team, membership }) => teams.deleteMembership(team, membership),
  delete: (teams, { team }) => teams.delete(team),
};

/** The method for everybody with the secret of an invitation, which messages.test.mjs tests. */
const ACCEPTING = 'updateMembershipStatus';

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
  const account = [...OPEN, ...ASKING, ...[ACCOUNT, SENT, NOT_OFFERED].flatMap(Object.keys), REDIRECT];
  assert.deepEqual(account.sort(), methodsOf(Account));
  assert.equal(account.length, 29);
  assert.deepEqual([...Object.keys(TEAMS), ACCEPTING].sort(), methodsOf(Teams));
});

for (const [method, call] of Object.entries(ACCOUNT)) {
  test(`account.${method}: works only with a session`, async () => {
    const member = await aMember();
    await users.updatePhone(member.user.$id, aPhone());
    await call(member.account);
    await assertGuest(call(nobody.account));
  });
}

for (const [method, [call, error]] of Object.entries(SENT)) {
  test(`account.${method}: is open to everybody, with what was sent`, async () => {
    for (const visitor of [nobody, owner]) await assertError(call(visitor.account), ...error);
  });
}

for (const [method, [reason, call, error]] of Object.entries(NOT_OFFERED)) {
  test(`account.${method} does not work: it ${reason}`, () => assertError(call(owner.account), ...error));
}

test(`account.${REDIRECT} leads to a page that says so, in a project without the provider (with one: tests/oauth2)`, async () => {
  const answer = await fetch(nobody.account.createOAuth2Session('github', JOIN_URL, JOIN_URL), { redirect: 'manual' });
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [412, 'text/html; charset=UTF-8']);
  assert.match(await answer.text(), /This provider is disabled/);
});

for (const [method, call] of Object.entries(TEAMS)) {
  test(`teams.${method}: works for an owner`, async () => {
    const answer = await call(owner.teams, await aTeamWithOwner());
    if (method === 'createMembership') remember({ $id: answer.userId });
  });
}

for (const [method, call] of Object.entries(TEAMS)) {
  test(`teams.${method}: is rejected for guests`, async () => {
    const asNobody = { ...await aTeamWithOwner(), as: nobody };
    await assertGuest(call(nobody.teams, asNobody), SAFE.includes(method) ? 'teams.read' : 'teams.write');
  });
}

test('a visitor who never signed in has no stored session', () => {
  assert.equal(storedSession(nobody), null);
});
