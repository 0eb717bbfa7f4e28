// Every method of the SDK's Users class, once, in both forms of call: with positional arguments, and with one object.
// The second argument of a call has the ids of a user and of the user's session and target: `{ id, session, target }`.

import { AuthenticatorType, MessagingProviderType, PasswordHash } from 'node-appwrite';
import { anEmail, anId, aPhone, PASSWORD } from './fixtures.mjs';
import * as hashes from './hashes.mjs';

const READ = ['users.read'];
const WRITE = ['users.write'];
const READ_SESSIONS = ['users.read', 'sessions.read'];
const WRITE_SESSIONS = ['users.write', 'sessions.write'];

/** A method: the scopes, of which one is enough, its answer, and both calls. */
const op = (method, scopes, answers, positional, asObject) => ({ method, scopes, answers, positional, asObject });

const list = (name, model) => ({ list: name, model });
const error = (type) => ({ error: type });
const NOTHING = 'nothing';

/** An import: id, email and hash, then the parameters of the scheme in this order. */
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

/** Methods that create a user. */
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

/** Methods without the id of a user in the path. */
export const COLLECTION = [
  op('list', READ, list('users', 'user'), (users) => users.list([], undefined, false), (users) => users.list({ total: false })),
  op('listIdentities', READ, list('identities', 'identity'),
    (users) => users.listIdentities([], undefined, false), (users) => users.listIdentities({ total: true })),
  op('deleteIdentity', WRITE, error('user_identity_not_found'),
    (users, { id }) => users.deleteIdentity(id), (users, { id }) => users.deleteIdentity({ identityId: id })),
];

/** A method whose only argument is the id of a user. */
const byId = (method, scopes, answers) => op(
  method, scopes, answers, (users, { id }) => users[method](id), (users, { id }) => users[method]({ userId: id }),
);

/** A method that sets one field of a user. */
const setting = (method, param, value, answers = 'user') => op(
  method, WRITE, answers,
  (users, { id }) => users[method](id, value()), (users, { id }) => users[method]({ userId: id, [param]: value() }),
);

/** Two methods of the same call: the second is an old name of the first. */
const aliases = (make, ...names) => names.map(make);

/** Methods of one user. */
export const MEMBER = [
  byId('get', READ, 'user'),
  byId('getPrefs', READ, 'prefs'),
  byId('listSessions', READ_SESSIONS, list('sessions', 'session')),
  byId('listMemberships', READ, list('memberships', 'membership')),
  byId('listLogs', READ, list('logs', 'log')),
  byId('listTargets', READ, list('targets', 'target')),
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
  byId('createSession', WRITE_SESSIONS, 'session'),
  op('deleteSession', WRITE_SESSIONS, NOTHING,
    (users, { id, session }) => users.deleteSession(id, session),
    (users, { id, session }) => users.deleteSession({ userId: id, sessionId: session })),
  byId('deleteSessions', WRITE_SESSIONS, NOTHING),
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
  ...aliases((method) => setting(method, 'mfa', () => true), 'updateMfa', 'updateMFA'),
  ...aliases((method) => byId(method, READ, 'factors'), 'listMfaFactors', 'listMFAFactors'),
  ...aliases((method) => byId(method, READ, 'codes'), 'getMfaRecoveryCodes', 'getMFARecoveryCodes'),
  ...aliases((method) => byId(method, WRITE, 'codes'), 'updateMfaRecoveryCodes', 'updateMFARecoveryCodes'),
  ...aliases((method) => byId(method, WRITE, error('user_recovery_codes_already_exists')),
    'createMfaRecoveryCodes', 'createMFARecoveryCodes'),
  ...aliases((method) => op(method, WRITE, error('user_authenticator_not_found'),
    (users, { id }) => users[method](id, AuthenticatorType.Totp),
    (users, { id }) => users[method]({ userId: id, type: AuthenticatorType.Totp })),
  'deleteMfaAuthenticator', 'deleteMFAAuthenticator'),
  byId('delete', WRITE, NOTHING),
];

export const ALL = [...COLLECTION, ...CREATION, ...MEMBER];
