// POST /users

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http, users } from './lib/clients.mjs';
import { anEmail, anId, aPhone, aTag, aUser, PASSWORD, remember } from './lib/fixtures.mjs';
import { assertModel, assertRecent } from './lib/models.mjs';
import { assertInvalid, assertMissing, assertNoUser, assertTaken } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

test('a new user is returned with all fields and is read with the same values', async () => {
  const [id, email] = [anId(), anEmail()];
  const user = await aUser({ id, email, name: 'Ada Lovelace' });
  assertModel('user', user);
  assertRecent(user.$createdAt);
  const now = user.$createdAt;
  assert.deepEqual(user, {
    $id: id, $createdAt: now, $updatedAt: now, name: 'Ada Lovelace', registration: now, status: true,
    passwordUpdate: now, email, phone: '', emailVerification: false, phoneVerification: false, prefs: {},
  });
  assert.deepEqual(await users.get(id), user);
});

test('the answer to a creation is 201', async () => {
  const body = JSON.stringify({ userId: anId(), email: anEmail(), password: PASSWORD });
  const answer = await http('POST', '/users', { body });
  assert.equal(answer.status, 201);
  remember(answer.json());
});

test('an id is generated on request, each time a different one', async () => {
  const [first, second] = [await aUser({ id: 'unique()' }), await aUser({ id: 'unique()' })];
  assert.match(first.$id, /^[0-9a-f]{20}$/);
  assert.match(second.$id, /^[0-9a-f]{20}$/);
  assert.notEqual(first.$id, second.$id);
});

test('an id has up to 36 letters, digits, periods, hyphens and underscores', async () => {
  const id = `A.b-c_${aTag()}`.padEnd(36, 'z');
  assert.equal((await aUser({ id })).$id, id);
});

test('ids are case-sensitive', async () => {
  const id = anId();
  await aUser({ id });
  const other = await aUser({ id: id.toUpperCase() });
  assert.notEqual(other.$id, id);
  assert.equal((await users.get(other.$id)).email, other.email);
});

test('the name is optional', async () => {
  const user = remember(await users.create(anId(), anEmail(), PASSWORD));
  assert.equal(user.name, '');
});

test('a name has up to 128 characters of any size in bytes', async () => {
  const name = '𝒜'.repeat(128);
  assert.equal((await aUser({ name })).name, name);
});

test('an email is stored in lower case', async () => {
  const email = anEmail();
  assert.equal((await aUser({ email: email.toUpperCase() })).email, email);
});

test('a password has 8 to 256 characters of any kind', async () => {
  await aUser({ password: '12345678' });
  await aUser({ password: 'ü'.repeat(256) });
});

test('unknown fields are ignored', async () => {
  const body = JSON.stringify({ userId: anId(), email: anEmail(), password: PASSWORD, phone: aPhone(), colour: 'red' });
  const answer = await http('POST', '/users', { body });
  assert.equal(answer.status, 201);
  assert.equal(remember(answer.json()).phone, '');
});

test('a body can be a form', async () => {
  const email = anEmail();
  const answer = await http('POST', '/users', {
    body: new URLSearchParams({ userId: anId(), email, password: PASSWORD, name: 'Ada & Co' }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  assert.equal(answer.status, 201);
  const user = remember(answer.json());
  assert.deepEqual([user.email, user.name], [email, 'Ada & Co']);
});

test('a body without a known content type is JSON', async () => {
  for (const contentType of ['text/plain', 'application/json; charset=utf-8', '']) {
    const body = JSON.stringify({ userId: anId(), email: anEmail(), password: PASSWORD });
    const answer = await http('POST', '/users', { body, headers: { 'content-type': contentType } });
    assert.equal(answer.status, 201, `${contentType || 'no content type'}: ${answer.text}`);
    remember(answer.json());
  }
});

test('malformed JSON is rejected with an error about JSON', async () => {
  for (const body of ['{"userId":', '{userId: 1}', '{} {}']) {
    const answer = await http('POST', '/users', { body });
    const { message, code, type } = answer.json();
    assert.deepEqual([answer.status, code, type], [400, 400, 'general_argument_invalid']);
    assert.match(message, /JSON/i);
  }
});

test('missing parameters are reported in order', async () => {
  for (const empty of ['', null]) {
    await assertMissing(users.create(empty, empty, empty), 'userId');
    await assertMissing(users.create(anId(), empty, empty), 'email');
    await assertMissing(users.create(anId(), anEmail(), empty), 'password');
  }
});

test('for an empty body the first parameter is reported as missing', async () => {
  for (const body of ['{}', '[]', 'null', '']) {
    const answer = await http('POST', '/users', { body });
    assert.equal(answer.status, 400);
    assert.equal(answer.json().message, 'Param "userId" is not optional.');
  }
});

test('an invalid id is rejected', async () => {
  for (const id of ['-x', '_x', '.x', 'a b', 'ä', 'a/b', 'a#b', 'x'.repeat(37), 5]) {
    await assertInvalid(users.create(id, anEmail(), PASSWORD), 'userId', texts.CUSTOM_ID);
  }
});

test('an invalid email is rejected', async () => {
  for (const email of ['nobody', 'a@b', 'a@b.co.', 'a..b@x.com', ' a@x.com', 'ä@x.com', 5]) {
    await assertInvalid(users.create(anId(), email, PASSWORD), 'email', texts.EMAIL);
  }
});

test('a password that is too short or too long is rejected', async () => {
  for (const password of ['1234567', 'ü'.repeat(7)]) {
    await assertInvalid(users.create(anId(), anEmail(), password), 'password', texts.PASSWORD_SHORT);
  }
  await assertInvalid(users.create(anId(), anEmail(), 'x'.repeat(257)), 'password', texts.PASSWORD_LONG);
});

test('a name that is too long is rejected', async () => {
  for (const name of ['x'.repeat(129), 5]) {
    await assertInvalid(users.create(anId(), anEmail(), PASSWORD, name), 'name', texts.text(128));
  }
});

test('the first invalid parameter is reported', async () => {
  await assertInvalid(users.create('-x', 'nobody', 'short', 'x'.repeat(129)), 'userId', texts.CUSTOM_ID);
  await assertInvalid(users.create(anId(), 'nobody', 'short', 'x'.repeat(129)), 'email', texts.EMAIL);
  await assertInvalid(users.create(anId(), anEmail(), 'short', 'x'.repeat(129)), 'password', texts.PASSWORD_SHORT);
});

test('an id in use is a conflict', async () => {
  const { $id } = await aUser();
  await assertTaken(users.create($id, anEmail(), PASSWORD));
});

test('an email in use is a conflict in upper and lower case', async () => {
  const { email } = await aUser();
  await assertTaken(users.create('unique()', email, PASSWORD));
  await assertTaken(users.create(anId(), email.toUpperCase(), PASSWORD));
});

test('an invalid parameter takes precedence over a conflict', async () => {
  const { $id, email } = await aUser();
  await assertInvalid(users.create($id, email, 'short'), 'password', texts.PASSWORD_SHORT);
});

test('a rejected creation creates nothing', async () => {
  const { email } = await aUser();
  const id = anId();
  await assertTaken(users.create(id, email, PASSWORD));
  await assertNoUser(users.get(id));
});

test('one of two concurrent creations with the same email succeeds', async () => {
  const email = anEmail();
  const outcomes = await Promise.allSettled([1, 2].map(() => users.create(anId(), email, PASSWORD)));
  const created = outcomes.filter(({ status }) => status === 'fulfilled').map(({ value }) => remember(value));
  const rejected = outcomes.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
  assert.deepEqual([created.length, rejected.length], [1, 1]);
  assert.deepEqual([rejected[0].code, rejected[0].type], [409, 'user_already_exists']);
});
