// Every method of the SDK's Users class in both forms of call: each returns its model, or the expected error.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { METHODS, users } from './lib/clients.mjs';
import { anEmail, anId, aUser, remember } from './lib/fixtures.mjs';
import { assertList, assertModel, assertSame, plain } from './lib/models.mjs';
import { ALL, COLLECTION, CREATION, MEMBER } from './lib/operations.mjs';
import { assertInvalid, assertErrorType, assertNoUser } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const CALLS = [['with positional arguments', 'positional'], ['with an object', 'asObject']];

/** A user with one item of every kind. */
async function aFullUser() {
  const { $id: id } = await aUser();
  const session = await users.createSession({ userId: id });
  const target = await users.createTarget({
    userId: id, targetId: anId(), providerType: 'email', identifier: anEmail(),
  });
  await users.createMfaRecoveryCodes({ userId: id });
  return { id, session: session.$id, target: target.$id };
}

/** Fails unless the call has the answer of the table. */
async function assertAnswers(answers, call) {
  if (answers.error) return assertErrorType(call, answers.error);
  const answer = await call;
  if (answers.list) return assertList(answer, answers.list, answers.model);
  if (answers === 'nothing') return assertSame(answer, { message: '' });
  if (answers === 'prefs') return assert.equal(typeof plain(answer), 'object');
  return assertModel(answers, answer);
}

test('every method of the SDK is tested', () => {
  assert.equal(ALL.length, 49);
  assert.deepEqual(ALL.map(({ method }) => method).sort(), METHODS);
});

for (const [how, call] of CALLS) {
  for (const operation of CREATION) {
    test(`${operation.method} ${how}`, async () => {
      const to = { id: anId() };
      const user = remember(await operation[call](users, to));
      assertModel('user', user);
      assert.deepEqual([user.$id, user.name], [to.id, 'Ada']);
      assertSame(await users.get(to.id), user);
    });
  }

  for (const operation of [...COLLECTION, ...MEMBER]) {
    test(`${operation.method} ${how}`, async () => {
      const to = await aFullUser();
      await assertAnswers(operation.answers, operation[call](users, to));
    });
  }

  test(`an unknown user is 404, ${how}`, async () => {
    for (const operation of MEMBER) {
      await assertNoUser(operation[call](users, { id: anId(), session: anId(), target: anId() }));
    }
  });

  test(`an invalid id is rejected, ${how}`, async () => {
    for (const operation of CREATION) {
      await assertInvalid(operation[call](users, { id: '-x' }), 'userId', texts.CUSTOM_ID);
    }
    for (const operation of MEMBER.filter(({ method }) => method !== 'createSession')) {
      await assertInvalid(operation[call](users, { id: '-x', session: '-x', target: '-x' }), 'userId', texts.UID);
    }
    await assertInvalid(users.deleteIdentity('-x'), 'identityId', texts.UID);
  });

  test(`an id in use is a conflict, ${how}`, async () => {
    const { $id: id } = await aUser();
    for (const operation of CREATION) await assertErrorType(operation[call](users, { id }), 'user_already_exists');
  });
}
