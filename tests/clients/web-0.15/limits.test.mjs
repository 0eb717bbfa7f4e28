// The rate limit of signing in.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as environment from './lib/environment.mjs';
import { aMember, aUser, PASSWORD } from './lib/fixtures.mjs';
import { assertError, assertWrongPassword } from './lib/errors.mjs';
import { aVisitor } from './lib/visitors.mjs';

/** The test is skipped if the limit of the endpoint is higher. */
const MAX = 20;

/** Signs in without the SDK, which does not show headers. */
const attempt = async (email, password) => {
  const answer = await fetch(`${environment.endpoint}/account/sessions/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-appwrite-project': environment.project },
    body: JSON.stringify({ email, password }),
  });
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset']
    .map((name) => Number(answer.headers.get(`x-ratelimit-${name}`)));
  return { status: answer.status, limit, remaining, reset };
};

test('a successful attempt is counted in the headers', async () => {
  const { email } = await aUser();
  const [first, second] = [await attempt(email, PASSWORD), await attempt(email, PASSWORD)];
  assert.deepEqual([first.status, second.status], [201, 201]);
  assert.deepEqual([first.remaining, second.remaining], [first.limit - 1, first.limit - 2]);
  const now = Date.now() / 1000;
  assert.ok(first.reset > now - 300 && first.reset < now + 3900, `${first.reset} is not within the next hour`);
});

test('attempts at one email are limited; other emails and sessions are not affected', async (t) => {
  const [victim, other, { limit }] = [await aMember(), await aUser(), await attempt((await aUser()).email, PASSWORD)];
  if (limit > MAX) return t.skip(`${limit} attempts are allowed`);
  const { account } = aVisitor();
  const guess = (password) => account.createEmailSession(victim.user.email, password);
  // The sign-in of the victim was the first attempt.
  for (let n = 1; n < limit; n += 1) await assertWrongPassword(guess('a wrong guess'));
  const late = guess(PASSWORD);
  await assertError(late, 429, 'general_rate_limit_exceeded', 'Too many requests');
  assert.equal((await victim.account.get()).$id, victim.user.$id);
  assert.equal((await account.createEmailSession(other.email, PASSWORD)).userId, other.$id);
});
