// /users/{userId}/targets

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ID, MessagingProviderType, Query } from 'node-appwrite';
import { http, users } from './lib/clients.mjs';
import { identifiersOf } from './lib/changes.mjs';
import { aBareUser, anEmail, anId, aPhone, aUser } from './lib/fixtures.mjs';
import { assertList, assertModel, assertRecent, assertSame } from './lib/models.mjs';
import { assertInvalid, assertErrorType, assertError } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const { Email, Sms, Push } = MessagingProviderType;

const aTarget = (userId, params = {}) =>
  users.createTarget({ userId, targetId: anId(), providerType: Push, identifier: `device-${anId()}`, ...params });

test('a user has targets for their email and phone', async () => {
  const user = await aUser({ phone: aPhone() });
  const list = await users.listTargets({ userId: user.$id });
  assertList(list, 'targets', 'target');
  assertSame(list, { total: 2, targets: user.targets });
  for (const target of list.targets) assertSame(await users.getTarget(user.$id, target.$id), target);
});

test('a target is created with all fields and belongs to its user', async () => {
  const [{ $id: userId }, targetId, identifier] = [await aBareUser(), anId(), anEmail()];
  const target = await users.createTarget({ userId, targetId, providerType: Email, identifier, name: 'Work' });
  assertModel('target', target);
  assertRecent(target.$createdAt);
  const { $createdAt } = target;
  assertSame(target, {
    $id: targetId, $createdAt, $updatedAt: $createdAt, name: 'Work', userId, providerId: null, providerType: 'email',
    identifier, expired: false,
  });
  assertSame(await users.getTarget({ userId, targetId }), target);
  assertSame((await users.get({ userId })).targets, [target]);
});

test('a target can have any type of message and a generated id', async () => {
  const { $id: userId } = await aBareUser();
  const kinds = [[Email, anEmail()], [Sms, aPhone()], [Push, `device ${anId()}`]];
  for (const [providerType, identifier] of kinds) await aTarget(userId, { targetId: ID.unique(), providerType, identifier });
  assert.deepEqual(identifiersOf(await users.get(userId)), kinds);
  assert.match((await aTarget(userId, { targetId: 'unique()' })).$id, /^[0-9a-f]{20}$/);
});

test('an update of a target keeps missing fields', async () => {
  const { $id: userId } = await aBareUser();
  const before = await aTarget(userId, { name: 'Phone' });
  const renamed = await users.updateTarget({ userId, targetId: before.$id, name: 'Tablet' });
  assertSame({ ...renamed, $updatedAt: '' }, { ...before, name: 'Tablet', $updatedAt: '' });
  const identifier = `device ${anId()}`;
  const moved = await users.updateTarget({ userId, targetId: before.$id, identifier });
  assertSame({ ...moved, $updatedAt: '' }, { ...renamed, identifier, $updatedAt: '' });
  assertSame(await users.getTarget(userId, before.$id), moved);
});

test('a target is deleted once', async () => {
  const { $id: userId } = await aBareUser();
  const { $id: targetId } = await aTarget(userId);
  await users.deleteTarget({ userId, targetId });
  for (const call of ['getTarget', 'deleteTarget', 'updateTarget']) {
    await assertErrorType(users[call]({ userId, targetId }), 'user_target_not_found');
  }
  assertSame(await users.listTargets({ userId }), { total: 0, targets: [] });
});

test('a target of another user is 404', async () => {
  const [{ $id: owner }, { $id: userId }] = [await aBareUser(), await aBareUser()];
  const { $id: targetId } = await aTarget(owner);
  for (const call of ['getTarget', 'deleteTarget', 'updateTarget']) {
    await assertErrorType(users[call]({ userId, targetId }), 'user_target_not_found');
  }
  assert.equal((await users.listTargets({ userId: owner })).total, 1);
});

test('an id or an identifier in use is a conflict', async () => {
  const { $id: userId, email } = await aBareUser({ email: anEmail() });
  const { $id: targetId, identifier } = await aTarget(userId);
  const { $id: stranger } = await aBareUser();
  await assertErrorType(aTarget(userId, { targetId }), 'user_target_already_exists');
  await assertErrorType(aTarget(stranger, { identifier }), 'user_target_already_exists');
  await assertErrorType(aTarget(stranger, { providerType: Email, identifier: email }), 'user_target_already_exists');
  assert.equal((await users.listTargets({ userId: stranger })).total, 0);
});

test('invalid emails and phones are rejected', async () => {
  const { $id: userId } = await aBareUser();
  await assertErrorType(aTarget(userId, { providerType: Email, identifier: 'nobody' }), 'general_invalid_email');
  await assertErrorType(aTarget(userId, { providerType: Sms, identifier: '123' }), 'general_invalid_phone');
});

test('the first invalid parameter is reported by its name', async () => {
  const { $id: userId } = await aBareUser();
  await assertInvalid(aTarget(userId, { targetId: '-x', providerType: 'fax' }), 'targetId', texts.CUSTOM_ID);
  await assertInvalid(aTarget(userId, { providerType: 'fax' }), 'providerType', texts.oneOf('email', 'sms', 'push'));
  await assertInvalid(aTarget(userId, { identifier: 'x'.repeat(256) }), 'identifier', texts.text(255));
  await assertInvalid(aTarget(userId, { name: 'x'.repeat(129) }), 'name', texts.text(128));
  await assertInvalid(users.getTarget(userId, '-x'), 'targetId', texts.UID);
  const answer = await http('POST', `/users/${userId}/targets`, { body: '{}' });
  assert.equal(answer.json().message, 'Param "targetId" is not optional.');
});

test('an unknown message provider is left out of a new target, and 404 for an existing one', async () => {
  const { $id: userId } = await aBareUser();
  const { $id: targetId, providerId } = await aTarget(userId, { providerId: anId() });
  assert.equal(providerId, null);
  const message = 'Provider with the requested ID could not be found.';
  await assertError(
    users.updateTarget({ userId, targetId, providerId: anId() }), 404, 'provider_not_found', message,
  );
});

test('targets of email and phone change only with the user', async () => {
  const { $id: userId, targets } = await aUser({ phone: aPhone() });
  const rule = "The target follows from the user's email or phone. Update that instead.";
  for (const { $id: targetId } of targets) {
    await assertInvalid(users.updateTarget({ userId, targetId, name: 'Mine' }), 'targetId', rule);
    await assertInvalid(users.deleteTarget({ userId, targetId }), 'targetId', rule);
  }
  assertSame((await users.get({ userId })).targets, targets);
});

test('a user has at most 50 targets of their own', async () => {
  const { $id: userId } = await aUser();
  for (let n = 0; n < 50; n += 1) await aTarget(userId);
  const rule = 'The user has as many targets as are kept. Delete one first.';
  await assertInvalid(aTarget(userId), 'targetId', rule);
  assert.equal((await users.listTargets({ userId })).targets.length, 51);
});

test('targets are listed by queries', async () => {
  const { $id: userId } = await aUser({ phone: aPhone() });
  const { identifier, $id: push } = await aTarget(userId);
  const found = async (...queries) => (await users.listTargets({ userId, queries })).targets;
  assert.deepEqual((await found(Query.equal('providerType', 'push'))).map(({ $id }) => $id), [push]);
  assert.deepEqual((await found(Query.equal('identifier', identifier))).map(({ $id }) => $id), [push]);
  assert.equal((await found(Query.limit(2))).length, 2);
  assert.equal((await found(Query.offset(2))).length, 1);
  const list = await users.listTargets({ userId, total: false });
  assert.deepEqual([list.total, list.targets.length], [0, 3]);
  const why = texts.query('Attribute not found in schema: colour');
  await assertInvalid(users.listTargets({ userId, queries: [Query.equal('colour', 'red')] }), 'queries', why);
});
