// /account: authentication, and the existing methods.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { accountAs, forUser, methodsOf, users, usersAs } from './lib/clients.mjs';
import * as environment from './lib/environment.mjs';
import { NOT_OFFERED, OFFERED, OPEN, SILENT } from './lib/account-operations.mjs';
import { anId, aPhone, aSession, aUser, jwtOf } from './lib/fixtures.mjs';
import { assertModel } from './lib/models.mjs';
import { assertBlocked, assertGuest, assertError } from './lib/errors.mjs';

let user;
let session;
let jwt;
before(async () => {
  user = await aUser();
  session = await aSession(user.$id);
  jwt = await jwtOf(session);
});

const everything = async (assertion, caller) => {
  for (const call of Object.values(OFFERED)) await assertion(call(accountAs(caller)));
};
const asGuest = (caller) => everything((call) => assertGuest(call, 'account'), caller);

test('every method of the SDK is in the tables', () => {
  const known = [OFFERED, OPEN, SILENT, NOT_OFFERED].flatMap(Object.keys);
  assert.equal(known.length, 20);
  assert.deepEqual(known.sort(), methodsOf('Account'));
});

for (const [method, [reason, call, error]] of Object.entries(NOT_OFFERED)) {
  test(`${method} does not work: it ${reason}`, () => assertError(call(accountAs(forUser(jwt))), ...error));
}

for (const [method, call] of Object.entries(OFFERED)) {
  test(`${method}: works with a JWT`, async () => {
    const { $id } = await aUser();
    await users.updatePhone($id, aPhone());
    await call(accountAs(forUser(await jwtOf(await aSession($id)))));
  });
}

for (const [method, [call, error]] of Object.entries(OPEN)) {
  test(`${method}: is open to everybody, with what was sent`, async () => {
    for (const caller of [{ key: null }, forUser(jwt)]) await assertError(call(accountAs(caller)), ...error);
  });
}

for (const [method, call] of Object.entries(SILENT)) {
  test(`${method}: does not say that nobody has the email`, async () => {
    const answer = await call(accountAs({ key: null }));
    assertModel('token', answer);
    assert.deepEqual([answer.userId, answer.secret], ['', '']);
  });
}

test('a caller without credentials is a guest', () => asGuest({ key: null }));

test('an invalid JWT is rejected', () =>
  everything(
    (call) => assertError(call, 401, 'user_jwt_invalid', 'Failed to verify JWT. JSON failed: Syntax error'),
    forUser('no.jwt.atall'),
  ));

test('a JWT with changed claims is rejected', () => {
  const [head, , signature] = jwt.split('.');
  const claims = { userId: user.$id, sessionId: session.$id, exp: 4_000_000_000 };
  const forged = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  const message = 'Failed to verify JWT. Invalid token: Signature failed';
  return assertError(accountAs(forUser(forged)).get(), 401, 'user_jwt_invalid', message);
});

test('a JWT of another project is rejected', () =>
  assertError(
    accountAs({ ...forUser(jwt), project: environment.otherProject }).get(),
    401, 'user_jwt_invalid', 'Failed to verify JWT. Invalid token: Signature failed',
  ));

test('an API key has no account, and uses nothing that was sent to a user', async () => {
  const role = `app.${environment.project}@service.${new URL(environment.endpoint).hostname} (role: application)`;
  const lacks = (scope) => [401, 'general_unauthorized_scope', `${role} missing scope (${scope})`];
  await everything((call) => assertError(call, ...lacks('account')), {});
  const open = [...Object.values(OPEN).map(([call]) => call), ...Object.values(SILENT)];
  for (const call of open) await assertError(call(accountAs()), ...lacks('public'));
});

test('an unknown project is 404', () =>
  assertError(accountAs({ key: null, project: anId() }).get(), 404, 'project_not_found', 'Project not found'));

test('a user is rejected by the Users service with and without an API key', async () => {
  const message = `${user.email} (role: member) missing scope (users.read)`;
  for (const key of [null, environment.key]) {
    await assertError(usersAs({ key, jwt }).list(), 401, 'general_unauthorized_scope', message);
  }
});

test('a JWT takes precedence over an API key', async () => {
  const found = await accountAs({ jwt }).get();
  assertModel('user', found);
  assert.deepEqual(found, await users.get(user.$id));
});

test('a JWT ends with its session', async () => {
  const { $id } = await aUser();
  const [ended, kept] = [await aSession($id), await aSession($id)];
  const [endedJwt, keptJwt] = [await jwtOf(ended), await jwtOf(kept)];
  await users.deleteSession($id, ended.$id);
  await asGuest(forUser(endedJwt));
  assert.equal((await accountAs(forUser(keptJwt)).get()).$id, $id);
});

test('a blocked user is rejected until they are unblocked', async () => {
  const { $id } = await aUser();
  const caller = forUser(await jwtOf(await aSession($id)));
  await users.updateStatus($id, false);
  await everything(assertBlocked, caller);
  await users.updateStatus($id, true);
  assert.equal((await accountAs(caller).get()).status, true);
});

test('a JWT of a deleted user is invalid for a new user of the same id', async () => {
  const old = await aUser();
  const caller = forUser(await jwtOf(await aSession(old.$id)));
  await users.delete(old.$id);
  await asGuest(caller);
  await aUser({ id: old.$id, email: old.email });
  await asGuest(caller);
});
