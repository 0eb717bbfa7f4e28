// What a change leaves as it was.

import assert from 'node:assert/strict';
import { users } from './clients.mjs';
import { assertModel, assertSame } from './models.mjs';

/** Fails unless `after` is `before` but for `changes` and the time of the change; and what is stored is `after`. */
export async function assertChanged(before, after, changes) {
  assertModel('user', after);
  assert.ok(after.$updatedAt >= before.$updatedAt);
  assertSame(timeless(after), timeless({ ...before, ...changes }));
  assertSame(await users.get({ userId: after.$id }), after);
}

/** A user without the times of its last change: its own, and those of the targets that follow from it. */
function timeless({ $updatedAt, targets, ...rest }) {
  return { ...rest, targets: targets.map(({ $updatedAt: at, ...target }) => target) };
}

/** The targets of a user, each as its type and identifier. */
export const reached = ({ targets }) => targets.map(({ providerType, identifier }) => [providerType, identifier]);
