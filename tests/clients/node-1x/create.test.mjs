// POST /users

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ID } from 'node-appwrite';
import { http, users } from './lib/clients.mjs';
import { identifiersOf } from './lib/changes.mjs';
import { aBareUser, anEmail, anId, aPhone, aTag, aUser, PASSWORD, remember } from './lib/fixtures.mjs';
import { assertModel, assertRecent, assertSame } from './lib/models.mjs';
import { assertInvalid, assertErrorType, assertNoUser } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

/** The expected target of a user's email or phone. */
const target = ({ $id, $createdAt }, userId, providerType, identifier) => ({
  $id, $createdAt, $updatedAt: $createdAt, name: '', userId, providerId: null, providerType, identifier, expired: false,
});

test('a new user is returned with all fields and is read with the same values', async () => {
  const [userId, email, phone] = [anId(), anEmail(), aPhone()];
  const user = await aUser({ userId, email, phone, name: 'Ada Lovelace' });
  assertModel('user', user);
  assertRecent(user.$createdAt);
  const { $createdAt: now, password, hashOptions, targets: [mail, sms] } = user;
  assert.match(password, /^\$argon2id\$v=19\$m=\d+,t=\d+,p=1\$/);
  assert.deepEqual(Object.keys(hashOptions), ['type', 'memoryCost', 'timeCost', 'threads']);
  assertSame(user, {
    $id: userId, $createdAt: now, $updatedAt: now, name: 'Ada Lovelace', password, hash: 'argon2',
    hashOptions: { ...hashOptions, type: 'argon2', threads: 1 }, registration: now, status: true, labels: [],
    passwordUpdate: now, email, phone, emailVerification: false, emailCanonical: email, emailIsFree: false,
    emailIsDisposable: false, emailIsCorporate: true, emailIsCanonical: true, phoneVerification: false, mfa: false,
    prefs: {}, targets: [target(mail, userId, 'email', email), target(sms, userId, 'sms', phone)], accessedAt: '',
    impersonator: false, impersonatorUserId: null,
  });
  assertSame(await users.get({ userId }), user);
});

test('only the id is required', async () => {
  const user = await aBareUser();
  assertModel('user', user);
  const { $id, $createdAt: now } = user;
  assertSame(user, {
    $id, $createdAt: now, $updatedAt: now, name: '', password: null, hash: null, hashOptions: null, registration: now,
    status: true, labels: [], passwordUpdate: '', email: '', phone: '', emailVerification: false, emailCanonical: null,
    emailIsFree: null, emailIsDisposable: null, emailIsCorporate: null, emailIsCanonical: null,
    phoneVerification: false, mfa: false, prefs: {}, targets: [], accessedAt: '', impersonator: false,
    impersonatorUserId: null,
  });
});

test('a user can have only a phone', async () => {
  const phone = aPhone();
  const user = await aBareUser({ phone });
  assert.deepEqual([user.phone, user.email, user.hash], [phone, '', null]);
  assert.deepEqual(identifiersOf(user), [['sms', phone]]);
});

test('a user can have an email without a password', async () => {
  const email = anEmail();
  const user = await aBareUser({ email });
  assert.deepEqual([user.email, user.password, user.passwordUpdate], [email, null, '']);
});

test('several users can have neither email nor phone', async () => {
  const [first, second] = [await aBareUser(), await aBareUser()];
  assert.notEqual(first.$id, second.$id);
});

test('null counts as missing', async () => {
  const user = await aBareUser({ email: null, phone: null });
  assert.deepEqual([user.email, user.phone], ['', '']);
});

test('the answer to a creation is 201', async () => {
  const answer = await http('POST', '/users', { body: JSON.stringify({ userId: anId() }) });
  assert.equal(answer.status, 201);
  remember(answer.json());
});

test('an id is generated on request by the server or by the SDK', async () => {
  const made = await aBareUser({ userId: 'unique()' });
  assert.match(made.$id, /^[0-9a-f]{20}$/);
  const own = ID.unique();
  assert.equal((await aBareUser({ userId: own })).$id, own);
});

test('an email is classified by its provider', async () => {
  const tag = aTag();
  const free = await aBareUser({ email: `A.${tag}+news@gmail.com` });
  assert.equal(free.email, `a.${tag}+news@gmail.com`);
  const classified = ({ emailCanonical, emailIsFree, emailIsDisposable, emailIsCorporate, emailIsCanonical }) =>
    [emailCanonical, emailIsFree, emailIsDisposable, emailIsCorporate, emailIsCanonical];
  assert.deepEqual(classified(free), [`a${tag}@gmail.com`, true, false, false, false]);
  const thrownAway = await aBareUser({ email: `${tag}@mailinator.com` });
  assert.deepEqual(classified(thrownAway), [thrownAway.email, false, true, false, true]);
});

test('the first invalid parameter is reported', async () => {
  const invalid = { userId: '-x', email: 'nobody', phone: '123', password: 'short', name: 'x'.repeat(129) };
  const rules = [
    ['userId', texts.CUSTOM_ID, anId()], ['email', texts.orNull(texts.EMAIL), anEmail()],
    ['phone', texts.orNull(texts.PHONE), aPhone()], ['password', texts.PASSWORD, PASSWORD],
    ['name', texts.text(128), 'Ada'],
  ];
  for (const [param, rule, valid] of rules) {
    await assertInvalid(users.create(invalid), param, rule);
    invalid[param] = valid;
  }
  remember(await users.create(invalid));
});

test('an empty text is an invalid email, phone or name', async () => {
  await assertInvalid(users.create({ userId: '' }), 'userId', texts.CUSTOM_ID);
  await assertInvalid(users.create({ userId: anId(), email: '' }), 'email', texts.orNull(texts.EMAIL));
  await assertInvalid(users.create({ userId: anId(), phone: '' }), 'phone', texts.orNull(texts.PHONE));
  await assertInvalid(users.create({ userId: anId(), name: '' }), 'name', texts.text(128));
});

test('the id is required', async () => {
  const answer = await http('POST', '/users', { body: '{}' });
  assert.deepEqual([answer.status, answer.json().message], [400, 'Param "userId" is not optional.']);
});

test('an id, an email and a phone in use are the same kind of conflict', async () => {
  const taken = await aUser({ phone: aPhone() });
  for (const params of [{ userId: taken.$id }, { email: taken.email.toUpperCase() }, { phone: taken.phone }]) {
    await assertErrorType(users.create({ userId: anId(), ...params }), 'user_already_exists');
  }
});

test('a rejected creation creates nothing', async () => {
  const [{ phone }, userId, email] = [await aBareUser({ phone: aPhone() }), anId(), anEmail()];
  await assertErrorType(users.create({ userId, email, phone }), 'user_already_exists');
  await assertNoUser(users.get({ userId }));
  assert.equal((await aBareUser({ email })).email, email);
});

test('one of two concurrent creations with the same phone succeeds', async () => {
  const phone = aPhone();
  const outcomes = await Promise.allSettled([1, 2].map(() => users.create({ userId: anId(), phone })));
  const created = outcomes.filter(({ status }) => status === 'fulfilled').map(({ value }) => remember(value));
  const rejected = outcomes.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
  assert.deepEqual([created.length, rejected.map(({ type }) => type)], [1, ['user_already_exists']]);
});
