// Checks that a change of a user changes nothing else.

import assert from 'node:assert/strict';
import { users } from './clients.mjs';
import { assertModel, assertSame } from './models.mjs';

/** Fails unless `after` is `before` with `changes` and a later time of change, and equals the stored user. */
export async function assertChanged(before, after, changes) {
  assertModel('user', after);
  assert.ok(after.$updatedAt >= before.$updatedAt);
  assertSame(timeless(after), timeless({ ...before, ...changes }));
  assertSame(await users.get({ userId: after.$id }), after);
}

/** A user without the times of the last change, which are its own and those of its targets. */
function timeless({ $updatedAt, targets, ...rest }) {
  return { ...rest, targets: targets.map(({ $updatedAt: at, ...target }) => target) };
}

/** The targets of a user as types and identifiers. */
export const identifiersOf = ({ targets }) => targets.map(({ providerType, identifier }) => [providerType, identifier]);
