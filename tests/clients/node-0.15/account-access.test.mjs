// /account: who may call, and what there is.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { accountAs, forUser, methodsOf, users, usersAs } from './lib/clients.mjs';
import * as environment from './lib/environment.mjs';
import { NOT_OFFERED, OFFERED } from './lib/account-operations.mjs';
import { anId, aSession, aUser, jwtOf } from './lib/fixtures.mjs';
import { assertModel } from './lib/models.mjs';
import { assertBlocked, assertGuest, assertRefused } from './lib/refusals.mjs';

let user;
let session;
let jwt;
before(async () => {
  user = await aUser();
  session = await aSession(user.$id);
  jwt = await jwtOf(session);
});

const everything = async (assertion, who) => {
  for (const call of Object.values(OFFERED)) await assertion(call(accountAs(who)));
};
const asGuest = (who) => everything((call) => assertGuest(call, 'account'), who);

test('every method of the SDK is here', () => {
  const known = [...Object.keys(OFFERED), ...Object.keys(NOT_OFFERED)];
  assert.equal(known.length, 20);
  assert.deepEqual(known.sort(), methodsOf('Account'));
});

for (const [method, [reason, call]] of Object.entries(NOT_OFFERED)) {
  test(`${method}: not there yet, for it ${reason}`, () =>
    assertRefused(call(accountAs(forUser(jwt))), 404, 'general_route_not_found', 'Not Found'));
}

for (const [method, call] of Object.entries(OFFERED)) {
  test(`${method}: works with a JWT`, async () => {
    const { $id } = await aUser();
    await call(accountAs(forUser(await jwtOf(await aSession($id)))));
  });
}

test('nobody is a guest', () => asGuest({ key: null }));

test('a token that is none is refused', () =>
  everything(
    (call) => assertRefused(call, 401, 'user_jwt_invalid', 'Failed to verify JWT. Invalid token'),
    forUser('no.jwt.atall'),
  ));

test('a token that was changed is refused', () => {
  const [head, , signature] = jwt.split('.');
  const claims = { userId: user.$id, sessionId: session.$id, exp: 4_000_000_000 };
  const forged = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  const message = 'Failed to verify JWT. Invalid token';
  return assertRefused(accountAs(forUser(forged)).get(), 401, 'user_jwt_invalid', message);
});

test('a token of another project is refused', () =>
  assertRefused(
    accountAs({ ...forUser(jwt), project: environment.otherProject }).get(),
    401, 'user_jwt_invalid', 'Failed to verify JWT. Invalid token',
  ));

test('a key is nobody', () => {
  const role = `app.${environment.project}@service.${new URL(environment.endpoint).hostname} (role: application)`;
  return everything(
    (call) => assertRefused(call, 401, 'general_unauthorized_scope', `${role} missing scope (account)`),
    {},
  );
});

test('an unknown project does not exist', () =>
  assertRefused(accountAs({ key: null, project: anId() }).get(), 404, 'project_not_found', 'Project not found'));

test('a user has no say in the Users service, whatever the key', async () => {
  const message = `${user.email} (role: member) missing scope (users.read)`;
  for (const key of [null, environment.key]) {
    await assertRefused(usersAs({ key, jwt }).list(), 401, 'general_unauthorized_scope', message);
  }
});

test('a user acts as himself, also where a key is shown', async () => {
  const found = await accountAs({ jwt }).get();
  assertModel('user', found);
  assert.deepEqual(found, await users.get(user.$id));
});

test('a token ends with its session', async () => {
  const { $id } = await aUser();
  const [ended, kept] = [await aSession($id), await aSession($id)];
  const [endedJwt, keptJwt] = [await jwtOf(ended), await jwtOf(kept)];
  await users.deleteSession($id, ended.$id);
  await asGuest(forUser(endedJwt));
  assert.equal((await accountAs(forUser(keptJwt)).get()).$id, $id);
});

test('a blocked user is told so, until he is unblocked', async () => {
  const { $id } = await aUser();
  const who = forUser(await jwtOf(await aSession($id)));
  await users.updateStatus($id, false);
  await everything(assertBlocked, who);
  await users.updateStatus($id, true);
  assert.equal((await accountAs(who).get()).status, true);
});

test('the token of a deleted user does not open the account of the next one under its id', async () => {
  const old = await aUser();
  const who = forUser(await jwtOf(await aSession(old.$id)));
  await users.delete(old.$id);
  await asGuest(who);
  await aUser({ id: old.$id, email: old.email });
  await asGuest(who);
});
