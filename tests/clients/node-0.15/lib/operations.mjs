// Every method of the SDK's Users class, once, with valid arguments.

import { anEmail, anId, aPhone, PASSWORD } from './fixtures.mjs';

const read = (method, call) => ({ method, scope: 'users.read', call });
const write = (method, call) => ({ method, scope: 'users.write', call });

/** Methods without the id of a user in the path. */
export const COLLECTION = [
  read('list', (users) => users.list()),
  write('create', (users, id) => users.create(id, anEmail(), PASSWORD)),
];

/** Methods of one user. */
export const MEMBER = [
  read('get', (users, id) => users.get(id)),
  read('getPrefs', (users, id) => users.getPrefs(id)),
  read('getSessions', (users, id) => users.getSessions(id)),
  read('getMemberships', (users, id) => users.getMemberships(id)),
  read('getLogs', (users, id) => users.getLogs(id)),
  write('updateEmail', (users, id) => users.updateEmail(id, anEmail())),
  write('updateName', (users, id) => users.updateName(id, 'Grace Hopper')),
  write('updatePassword', (users, id) => users.updatePassword(id, PASSWORD)),
  write('updatePhone', (users, id) => users.updatePhone(id, aPhone())),
  write('updatePrefs', (users, id) => users.updatePrefs(id, { theme: 'dark' })),
  write('updateStatus', (users, id) => users.updateStatus(id, true)),
  write('updateEmailVerification', (users, id) => users.updateEmailVerification(id, true)),
  write('updatePhoneVerification', (users, id) => users.updatePhoneVerification(id, true)),
  write('deleteSession', (users, id) => users.deleteSession(id, anId())),
  write('deleteSessions', (users, id) => users.deleteSessions(id)),
  write('delete', (users, id) => users.delete(id)),
];

export const ALL = [...COLLECTION, ...MEMBER];
