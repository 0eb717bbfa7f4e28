// Every method of the SDK's Teams class, once, with arguments that are good in themselves.

import { anEmail, anId, PAGE } from './fixtures.mjs';

const read = (method, call) => ({ method, scope: 'teams.read', call });
const write = (method, call) => ({ method, scope: 'teams.write', call });

/** What works on all teams. */
export const COLLECTION = [
  read('list', (teams) => teams.list()),
  write('create', (teams, id) => teams.create(id, 'Analysts')),
];

/** What works on one team, for its members. */
export const TEAM = [
  read('get', (teams, id) => teams.get(id)),
  read('getMemberships', (teams, id) => teams.getMemberships(id)),
  read('getMembership', (teams, id) => teams.getMembership(id, anId())),
  write('update', (teams, id) => teams.update(id, 'Engineers')),
  write('createMembership', (teams, id) => teams.createMembership(id, anEmail(), ['developer'], PAGE)),
  write('updateMembershipRoles', (teams, id) => teams.updateMembershipRoles(id, anId(), ['developer'])),
  write('deleteMembership', (teams, id) => teams.deleteMembership(id, anId())),
  write('delete', (teams, id) => teams.delete(id)),
];

/** What answers an invitation. */
export const INVITATION = [
  write('updateMembershipStatus', (teams, id) => teams.updateMembershipStatus(id, anId(), anId(), 'secret')),
];

export const ALL = [...COLLECTION, ...TEAM, ...INVITATION];
