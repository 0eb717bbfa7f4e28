// Every method of the SDK's Teams class, once, with valid arguments.

import { anEmail, anId, JOIN_URL } from './fixtures.mjs';

const read = (method, call) => ({ method, scope: 'teams.read', call });
const write = (method, call) => ({ method, scope: 'teams.write', call });

/** Methods without the id of a team in the path. */
export const COLLECTION = [
  read('list', (teams) => teams.list()),
  write('create', (teams, id) => teams.create(id, 'Analysts')),
];

/** Methods of one team, for its members. */
export const TEAM = [
  read('get', (teams, id) => teams.get(id)),
  read('getMemberships', (teams, id) => teams.getMemberships(id)),
  read('getMembership', (teams, id) => teams.getMembership(id, anId())),
  write('update', (teams, id) => teams.update(id, 'Engineers')),
  write('createMembership', (teams, id) => teams.createMembership(id, anEmail(), ['developer'], JOIN_URL)),
  write('updateMembershipRoles', (teams, id) => teams.updateMembershipRoles(id, anId(), ['developer'])),
  write('deleteMembership', (teams, id) => teams.deleteMembership(id, anId())),
  write('delete', (teams, id) => teams.delete(id)),
];

/** Methods for everybody but API keys: the secret of an invitation is the proof. */
export const INVITATION = [
  {
    method: 'updateMembershipStatus',
    scope: 'public',
    call: (teams, id) => teams.updateMembershipStatus(id, anId(), anId(), 'secret'),
  },
];

export const ALL = [...COLLECTION, ...TEAM, ...INVITATION];
