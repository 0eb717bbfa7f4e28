// Every method of the SDK's Users class, once, called both ways that the SDK has: with values in a row, and with one object.
// `to` is the user on whom it works, with what he has: `{ id, session, target }`.

import { AuthenticatorType, MessagingProviderType, PasswordHash } from 'node-appwrite';
import { anEmail, anId, aPhone, PASSWORD } from './fixtures.mjs';
import * as hashes from './hashes.mjs';

const READ = ['users.read'];
const WRITE = ['users.write'];
const READ_SESSIONS = ['users.read', 'sessions.read'];
const WRITE_SESSIONS = ['users.write', 'sessions.write'];

/** A method: the scopes of which one will do, what it answers, and both calls. */
const op = (method, scopes, answers, inRow, asObject) => ({ method, scopes, answers, inRow, asObject });

const list = (name, model) => ({ list: name, model });
const refused = (type) => ({ refused: type });
const NOTHING = 'nothing';

/** An import: user, address and hash, then what the scheme needs, in this order. */
function importing(method, hash, ...names) {
  const params = () => ({ email: anEmail(), ...hash });
  return op(
    method, WRITE, 'user',
    (users, { id }) => {
      const all = params();
      return users[method](id, ...['email', 'password', ...names].map((name) => all[name]), 'Ada');
    },
    (users, { id }) => users[method]({ userId: id, ...params(), name: 'Ada' }),
  );
}

/** What makes a user. */
export const CREATION = [
  op('create', WRITE, 'user',
    (users, { id }) => users.create(id, anEmail(), aPhone(), PASSWORD, 'Ada'),
    (users, { id }) => users.create({ userId: id, email: anEmail(), phone: aPhone(), password: PASSWORD, name: 'Ada' })),
  importing('createArgon2User', hashes.argon2),
  importing('createBcryptUser', hashes.bcrypt),
  importing('createMD5User', hashes.md5),
  importing('createPHPassUser', hashes.phpass),
  importing(
    'createScryptUser', hashes.scrypt,
    'passwordSalt', 'passwordCpu', 'passwordMemory', 'passwordParallel', 'passwordLength',
  ),
  importing(
    'createScryptModifiedUser', hashes.scryptModified, 'passwordSalt', 'passwordSaltSeparator', 'passwordSignerKey',
  ),
  importing('createSHAUser', { ...hashes.sha256, passwordVersion: PasswordHash.Sha256 }, 'passwordVersion'),
];

/** What works on the users of a project, without an id of one in the path. */
export const COLLECTION = [
  op('list', READ, list('users', 'user'), (users) => users.list([], undefined, false), (users) => users.list({ total: false })),
  op('listIdentities', READ, list('identities', 'identity'),
    (users) => users.listIdentities([], undefined, false), (users) => users.listIdentities({ total: true })),
  op('deleteIdentity', WRITE, refused('user_identity_not_found'),
    (users, { id }) => users.deleteIdentity(id), (users, { id }) => users.deleteIdentity({ identityId: id })),
];

/** What needs no more than the id of a user. */
const plainly = (method, scopes, answers) => op(
  method, scopes, answers, (users, { id }) => users[method](id), (users, { id }) => users[method]({ userId: id }),
);

/** What sets one field of a user. */
const setting = (method, param, value, answers = 'user') => op(
  method, WRITE, answers,
  (users, { id }) => users[method](id, value()), (users, { id }) => users[method]({ userId: id, [param]: value() }),
);

/** Two methods that are one: the second is an old name of the first. */
const twice = (make, ...names) => names.map(make);

/** What works on one user. */
export const MEMBER = [
  plainly('get', READ, 'user'),
  plainly('getPrefs', READ, 'prefs'),
  plainly('listSessions', READ_SESSIONS, list('sessions', 'session')),
  plainly('listMemberships', READ, list('memberships', 'membership')),
  plainly('listLogs', READ, list('logs', 'log')),
  plainly('listTargets', READ, list('targets', 'target')),
  setting('updateEmail', 'email', anEmail),
  setting('updateName', 'name', () => 'Grace Hopper'),
  setting('updatePassword', 'password', () => PASSWORD),
  setting('updatePhone', 'number', aPhone),
  setting('updatePrefs', 'prefs', () => ({ theme: 'dark' }), 'prefs'),
  setting('updateStatus', 'status', () => true),
  setting('updateLabels', 'labels', () => ['vip']),
  setting('updateImpersonator', 'impersonator', () => true),
  setting('updateEmailVerification', 'emailVerification', () => true),
  setting('updatePhoneVerification', 'phoneVerification', () => true),
  plainly('createSession', WRITE_SESSIONS, 'session'),
  op('deleteSession', WRITE_SESSIONS, NOTHING,
    (users, { id, session }) => users.deleteSession(id, session),
    (users, { id, session }) => users.deleteSession({ userId: id, sessionId: session })),
  plainly('deleteSessions', WRITE_SESSIONS, NOTHING),
  op('createToken', WRITE, 'token',
    (users, { id }) => users.createToken(id, 12, 60),
    (users, { id }) => users.createToken({ userId: id, length: 4, expire: 120 })),
  op('createJWT', WRITE, 'jwt',
    (users, { id, session }) => users.createJWT(id, session, 60),
    (users, { id }) => users.createJWT({ userId: id })),
  op('createTarget', WRITE, 'target',
    (users, { id }) => users.createTarget(id, anId(), MessagingProviderType.Email, anEmail(), undefined, 'Work'),
    (users, { id }) => users.createTarget({
      userId: id, targetId: anId(), providerType: MessagingProviderType.Push, identifier: anId(),
    })),
  op('getTarget', READ, 'target',
    (users, { id, target }) => users.getTarget(id, target),
    (users, { id, target }) => users.getTarget({ userId: id, targetId: target })),
  op('updateTarget', WRITE, 'target',
    (users, { id, target }) => users.updateTarget(id, target, anEmail(), undefined, 'Home'),
    (users, { id, target }) => users.updateTarget({ userId: id, targetId: target, name: 'Home' })),
  op('deleteTarget', WRITE, NOTHING,
    (users, { id, target }) => users.deleteTarget(id, target),
    (users, { id, target }) => users.deleteTarget({ userId: id, targetId: target })),
  ...twice((method) => setting(method, 'mfa', () => true), 'updateMfa', 'updateMFA'),
  ...twice((method) => plainly(method, READ, 'factors'), 'listMfaFactors', 'listMFAFactors'),
  ...twice((method) => plainly(method, READ, 'codes'), 'getMfaRecoveryCodes', 'getMFARecoveryCodes'),
  ...twice((method) => plainly(method, WRITE, 'codes'), 'updateMfaRecoveryCodes', 'updateMFARecoveryCodes'),
  ...twice((method) => plainly(method, WRITE, refused('user_recovery_codes_already_exists')),
    'createMfaRecoveryCodes', 'createMFARecoveryCodes'),
  ...twice((method) => op(method, WRITE, refused('user_authenticator_not_found'),
    (users, { id }) => users[method](id, AuthenticatorType.Totp),
    (users, { id }) => users[method]({ userId: id, type: AuthenticatorType.Totp })),
  'deleteMfaAuthenticator', 'deleteMFAAuthenticator'),
  plainly('delete', WRITE, NOTHING),
];

export const ALL = [...COLLECTION, ...CREATION, ...MEMBER];
