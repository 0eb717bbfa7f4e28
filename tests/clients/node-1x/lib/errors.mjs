// Errors as the SDK throws them: message, code, type, and the whole body.

import assert from 'node:assert/strict';

/** Fails unless the call is rejected with exactly this body. */
export async function assertError(call, code, type, message) {
  await assert.rejects(call, (error) => {
    assert.equal(error.name, 'AppwriteException', error.stack);
    assert.deepEqual([error.message, error.code, error.type], [message, code, type]);
    assert.deepEqual(Object.entries(JSON.parse(error.response)), [
      ['message', message], ['code', code], ['type', type], ['version', '1.9.6'],
    ]);
    return true;
  });
}

export const assertInvalid = (call, param, text) =>
  assertError(call, 400, 'general_argument_invalid', `Invalid \`${param}\` param: ${text}`);

export const assertMissing = (call, param) =>
  assertError(call, 400, 'general_argument_invalid', `Param "${param}" is not optional.`);

/** The errors with a constant status and message, by type. */
const ERRORS = {
  user_not_found: [404, 'User with the requested ID could not be found.'],
  user_session_not_found: [404, 'The current user session could not be found.'],
  user_target_not_found: [404, 'The target could not be found.'],
  user_identity_not_found: [
    404, 'The identity could not be found. Please sign in with OAuth provider to create identity first.',
  ],
  user_authenticator_not_found: [404, 'Authenticator could not be found on the current user.'],
  user_authenticator_already_verified: [409, 'This authenticator is already verified on the current user.'],
  user_challenge_required: [
    401,
    'A recently successful challenge is required to complete this action. A challenge is considered recent for 30 minutes.',
  ],
  user_email_already_verified: [409, 'User email is already verified'],
  user_email_not_verified: [400, 'User email is not verified'],
  user_phone_not_found: [400, 'The current user does not have a phone number associated with their account.'],
  user_phone_already_verified: [409, 'User phone is already verified'],
  team_invalid_secret: [401, 'The team invitation secret is invalid. Please request a new invitation and try again.'],
  membership_already_confirmed: [409, 'Membership is already confirmed.'],
  user_recovery_codes_not_found: [404, 'Recovery codes could not be found on the current user.'],
  user_recovery_codes_already_exists: [
    409,
    'The current user already generated recovery codes and they can only be read once for security reasons.',
  ],
  user_already_exists: [409, 'A user with the same id, email, or phone already exists in this project.'],
  user_email_already_exists: [409, 'A user with the same email already exists in the current project.'],
  user_target_already_exists: [409, 'A target with the same ID already exists.'],
  user_blocked: [403, 'The current user has been blocked.'],
  user_session_already_exists: [401, 'Creation of a session is prohibited when a session is active.'],
  user_invalid_credentials: [401, 'Invalid credentials. Please check the email and password.'],
  user_invalid_token: [401, 'Invalid token passed in the request.'],
  user_unauthorized: [401, 'The current user is not authorized to perform the requested action.'],
  user_more_factors_required: [401, 'More factors are required to complete the sign in process.'],
  general_invalid_email: [400, 'Value must be a valid email address.'],
  general_invalid_phone: [
    400, "Value must be a valid phone number. Format this number with a leading '+' and a country code, e.g., +16175551212.",
  ],
  project_not_found: [
    404,
    'Project with the requested ID could not be found. Please check the value of the X-Appwrite-Project header to ensure '
      + 'the correct project ID is being used.',
  ],
  project_id_missing: [
    403, 'When using project API key, make sure to pass x-appwrite-project header with your project ID.',
  ],
  project_key_expired: [
    401, 'The project key has expired. Please generate a new key using the Appwrite console.',
  ],
  general_route_not_found: [
    404,
    'Route not found. Please ensure the endpoint is configured correctly and that the API route is valid for this SDK '
      + 'version. Refer to the API docs for more details.',
  ],
};

/** Fails unless the call is rejected with the constant status and message of this type. */
export function assertErrorType(call, type) {
  const [code, message] = ERRORS[type];
  return assertError(call, code, type, message);
}

export const assertNoUser = (call) => assertErrorType(call, 'user_not_found');

/** Fails unless the caller is a guest: neither signed in nor with a valid API key. */
export const assertGuest = (call, ...scopes) => assertError(
  call, 401, 'general_unauthorized_scope', `User (role: guests) missing scopes (${JSON.stringify(scopes)})`,
);
