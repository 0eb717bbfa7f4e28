// Every method of the web SDK's Account and Teams: what works for a user who is signed in, and what is not there yet.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Account, Teams } from 'appwrite';
import { aMember, anEmail, anId, aPhone, aTeam, PAGE, PASSWORD } from './lib/fixtures.mjs';
import { assertGuest, assertNoRoute } from './lib/refusals.mjs';
import { aVisitor, keptSession, methodsOf } from './lib/visitors.mjs';

const NEW_PASSWORD = 'another good password';
const [MAIL, TEXT_MESSAGES] = ['needs mail', 'needs text messages'];

/** What anybody may call: tested in account.test.mjs. */
const OPEN = ['create', 'createEmailSession'];

/** What a user may call who is signed in. */
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

/** What there is not: each answers that there is no such route, and is to leave this table when it comes. */
const NOT_OFFERED = {
  createRecovery: [MAIL, (account) => account.createRecovery(anEmail(), PAGE)],
  updateRecovery: [MAIL, (account) => account.updateRecovery(anId(), 'secret', NEW_PASSWORD, NEW_PASSWORD)],
  createVerification: [MAIL, (account) => account.createVerification(PAGE)],
  updateVerification: [MAIL, (account) => account.updateVerification(anId(), 'secret')],
  createMagicURLSession: [MAIL, (account) => account.createMagicURLSession(anId(), anEmail(), PAGE)],
  updateMagicURLSession: [MAIL, (account) => account.updateMagicURLSession(anId(), 'secret')],
  createPhoneVerification: [TEXT_MESSAGES, (account) => account.createPhoneVerification()],
  updatePhoneVerification: [TEXT_MESSAGES, (account) => account.updatePhoneVerification(anId(), 'secret')],
  createPhoneSession: [TEXT_MESSAGES, (account) => account.createPhoneSession(anId(), aPhone())],
  updatePhoneSession: [TEXT_MESSAGES, (account) => account.updatePhoneSession(anId(), 'secret')],
  createAnonymousSession: ['makes users without an address', (account) => account.createAnonymousSession()],
  updateSession: ['refreshes what other providers have lent', (account) => account.updateSession('current')],
};

/** Leaves the page: the SDK only makes the address of the route. */
const REDIRECT = 'createOAuth2Session';

/** All of Teams, for an owner, with his team and a membership in it. */
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

/** What an owner calls in vain: tested in teams.test.mjs. */
const INVITATIONS = {
  createMembership: (teams, { team }) => teams.createMembership(team, anEmail(), ['developer'], PAGE),
  updateMembershipStatus: (teams, { team, membership }) => teams.updateMembershipStatus(team, membership, anId(), 's'),
};

const SAFE = ['list', 'get', 'getMemberships', 'getMembership'];

const nobody = aVisitor();
let owner;
const aFoundation = async () => {
  const { $id: team } = await aTeam(owner);
  const { memberships: [{ $id: membership }] } = await owner.teams.getMemberships(team);
  return { team, membership, as: owner };
};
before(async () => { owner = await aMember(); });

test('every method of the SDK is here', () => {
  const account = [...OPEN, ...Object.keys(ACCOUNT), ...Object.keys(NOT_OFFERED), REDIRECT];
  assert.deepEqual(account.sort(), methodsOf(Account));
  assert.equal(account.length, 29);
  assert.deepEqual([...Object.keys(TEAMS), ...Object.keys(INVITATIONS)].sort(), methodsOf(Teams));
});

for (const [method, call] of Object.entries(ACCOUNT)) {
  test(`account.${method}: works with a session, and not without`, async () => {
    await call((await aMember()).account);
    await assertGuest(call(nobody.account));
  });
}

for (const [method, [reason, call]] of Object.entries(NOT_OFFERED)) {
  test(`account.${method}: not there yet, for it ${reason}`, () => assertNoRoute(call(owner.account)));
}

test(`account.${REDIRECT}: not there yet, for it needs other providers`, async () => {
  const answer = await fetch(nobody.account.createOAuth2Session('github', PAGE, PAGE), { redirect: 'manual' });
  assert.equal(answer.status, 404);
  assert.equal((await answer.json()).type, 'general_route_not_found');
});

for (const [method, call] of Object.entries(TEAMS)) {
  test(`teams.${method}: works for an owner`, async () => call(owner.teams, await aFoundation()));
}

for (const [method, call] of Object.entries({ ...TEAMS, ...INVITATIONS })) {
  test(`teams.${method}: not for nobody`, async () => {
    const asNobody = { ...await aFoundation(), as: nobody };
    await assertGuest(call(nobody.teams, asNobody), SAFE.includes(method) ? 'teams.read' : 'teams.write');
  });
}

test('one who was never signed in keeps no session', () => {
  assert.equal(keptSession(nobody), null);
});
