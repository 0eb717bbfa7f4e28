// /users/{userId}/targets

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ID, MessagingProviderType, Query } from 'node-appwrite';
import { http, users } from './lib/clients.mjs';
import { reached } from './lib/changes.mjs';
import { aBareUser, anEmail, anId, aPhone, aUser } from './lib/fixtures.mjs';
import { assertList, assertModel, assertRecent, assertSame } from './lib/models.mjs';
import { assertInvalid, assertKnown, assertRefused } from './lib/refusals.mjs';
import * as texts from './lib/texts.mjs';

const { Email, Sms, Push } = MessagingProviderType;

const aTarget = (userId, params = {}) =>
  users.createTarget({ userId, targetId: anId(), providerType: Push, identifier: `device-${anId()}`, ...params });

test('a user has the targets of his address and his number', async () => {
  const user = await aUser({ phone: aPhone() });
  const list = await users.listTargets({ userId: user.$id });
  assertList(list, 'targets', 'target');
  assertSame(list, { total: 2, targets: user.targets });
  for (const target of list.targets) assertSame(await users.getTarget(user.$id, target.$id), target);
});

test('a target is made, whole, and belongs to its user', async () => {
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

test('a target may be reached by any kind of message, and its id made', async () => {
  const { $id: userId } = await aBareUser();
  const kinds = [[Email, anEmail()], [Sms, aPhone()], [Push, `device ${anId()}`]];
  for (const [providerType, identifier] of kinds) await aTarget(userId, { targetId: ID.unique(), providerType, identifier });
  assert.deepEqual(reached(await users.get(userId)), kinds);
  assert.match((await aTarget(userId, { targetId: 'unique()' })).$id, /^[0-9a-f]{20}$/);
});

test('a target is changed, and what is not said stays', async () => {
  const { $id: userId } = await aBareUser();
  const before = await aTarget(userId, { name: 'Phone' });
  const renamed = await users.updateTarget({ userId, targetId: before.$id, name: 'Tablet' });
  assertSame({ ...renamed, $updatedAt: '' }, { ...before, name: 'Tablet', $updatedAt: '' });
  const identifier = `device ${anId()}`;
  const moved = await users.updateTarget({ userId, targetId: before.$id, identifier });
  assertSame({ ...moved, $updatedAt: '' }, { ...renamed, identifier, $updatedAt: '' });
  assertSame(await users.getTarget(userId, before.$id), moved);
});

test('a target is deleted, once', async () => {
  const { $id: userId } = await aBareUser();
  const { $id: targetId } = await aTarget(userId);
  await users.deleteTarget({ userId, targetId });
  for (const call of ['getTarget', 'deleteTarget', 'updateTarget']) {
    await assertKnown(users[call]({ userId, targetId }), 'user_target_not_found');
  }
  assertSame(await users.listTargets({ userId }), { total: 0, targets: [] });
});

test('a target of another user is not found', async () => {
  const [{ $id: owner }, { $id: userId }] = [await aBareUser(), await aBareUser()];
  const { $id: targetId } = await aTarget(owner);
  for (const call of ['getTarget', 'deleteTarget', 'updateTarget']) {
    await assertKnown(users[call]({ userId, targetId }), 'user_target_not_found');
  }
  assert.equal((await users.listTargets({ userId: owner })).total, 1);
});

test('an id in use is a conflict, and so is what another target or user is reached by', async () => {
  const { $id: userId, email } = await aBareUser({ email: anEmail() });
  const { $id: targetId, identifier } = await aTarget(userId);
  const { $id: stranger } = await aBareUser();
  await assertKnown(aTarget(userId, { targetId }), 'user_target_already_exists');
  await assertKnown(aTarget(stranger, { identifier }), 'user_target_already_exists');
  await assertKnown(aTarget(stranger, { providerType: Email, identifier: email }), 'user_target_already_exists');
  assert.equal((await users.listTargets({ userId: stranger })).total, 0);
});

test('an address that is none and a number that is none are refused', async () => {
  const { $id: userId } = await aBareUser();
  await assertKnown(aTarget(userId, { providerType: Email, identifier: 'nobody' }), 'general_invalid_email');
  await assertKnown(aTarget(userId, { providerType: Sms, identifier: '123' }), 'general_invalid_phone');
});

test('bad parameters are refused, the first by its name', async () => {
  const { $id: userId } = await aBareUser();
  await assertInvalid(aTarget(userId, { targetId: '-x', providerType: 'fax' }), 'targetId', texts.CUSTOM_ID);
  await assertInvalid(aTarget(userId, { providerType: 'fax' }), 'providerType', texts.oneOf('email', 'sms', 'push'));
  await assertInvalid(aTarget(userId, { identifier: 'x'.repeat(256) }), 'identifier', texts.text(255));
  await assertInvalid(aTarget(userId, { name: 'x'.repeat(129) }), 'name', texts.text(128));
  await assertInvalid(users.getTarget(userId, '-x'), 'targetId', texts.UID);
  const answer = await http('POST', `/users/${userId}/targets`, { body: '{}' });
  assert.equal(answer.json().message, 'Param "targetId" is not optional.');
});

test('nobody delivers here, so that no provider is found', async () => {
  const { $id: userId } = await aBareUser();
  const { $id: targetId } = await aTarget(userId);
  const message = 'Provider with the requested ID could not be found.';
  await assertRefused(
    users.updateTarget({ userId, targetId, providerId: anId() }), 404, 'provider_not_found', message,
  );
});

test('the targets of the address and the number follow from the user alone', async () => {
  const { $id: userId, targets } = await aUser({ phone: aPhone() });
  const rule = "The target follows from the user's email or phone. Update that instead.";
  for (const { $id: targetId } of targets) {
    await assertInvalid(users.updateTarget({ userId, targetId, name: 'Mine' }), 'targetId', rule);
    await assertInvalid(users.deleteTarget({ userId, targetId }), 'targetId', rule);
  }
  assertSame((await users.get({ userId })).targets, targets);
});

test('50 targets are kept, and no more', async () => {
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
