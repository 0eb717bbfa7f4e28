// Errors as the SDK throws them: message, code, type, and the whole body.

import assert from 'node:assert/strict';

/** Fails unless the call is rejected with exactly this body. */
export async function assertError(call, code, type, message) {
  await assert.rejects(call, (error) => {
    assert.deepEqual(Object.entries(error.response || { thrown: error.message }), [
      ['message', message], ['code', code], ['type', type], ['version', '0.15.3'],
    ]);
    assert.deepEqual([error.message, error.code, error.type], [message, code, type]);
    return true;
  });
}

export const assertInvalid = (call, param, text) =>
  assertError(call, 400, 'general_argument_invalid', `Invalid ${param}: ${text}`);

/** Fails unless the caller is a guest. */
export const assertGuest = (call, scope = 'account') =>
  assertError(call, 401, 'general_unauthorized_scope', `User (role: guest) missing scope (${scope})`);

export const assertBlocked = (call) => assertError(call, 401, 'user_blocked', 'Invalid credentials. User is blocked');

export const assertWrongPassword = (call) =>
  assertError(call, 401, 'user_invalid_credentials', 'Invalid credentials');

export const assertNoSession = (call) => assertError(call, 404, 'user_session_not_found', 'Session not found');

export const assertNoTeam = (call) => assertError(call, 404, 'team_not_found', 'Team not found');

/** Fails unless the call is rejected for a member who is not an owner. */
export const assertNotAllowed = (call) => {
  const message = 'The current user is not authorized to perform the requested action.';
  return assertError(call, 401, 'user_unauthorized', message);
};
