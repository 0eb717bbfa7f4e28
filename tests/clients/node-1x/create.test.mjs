// POST /users

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ID } from 'node-appwrite';
import { http, users } from './lib/clients.mjs';
import { reached } from './lib/changes.mjs';
import { aBareUser, anEmail, anId, aPhone, aTag, aUser, PASSWORD, remember } from './lib/fixtures.mjs';
import { assertModel, assertRecent, assertSame } from './lib/models.mjs';
import { assertInvalid, assertKnown, assertNoUser } from './lib/refusals.mjs';
import * as texts from './lib/texts.mjs';

/** The targets that follow from an address and a number. */
const target = ({ $id, $createdAt }, userId, providerType, identifier) => ({
  $id, $createdAt, $updatedAt: $createdAt, name: '', userId, providerId: null, providerType, identifier, expired: false,
});

test('a new user comes back whole, and the same when asked for', async () => {
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

test('a user needs nothing but an id', async () => {
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

test('a user may have a phone number alone', async () => {
  const phone = aPhone();
  const user = await aBareUser({ phone });
  assert.deepEqual([user.phone, user.email, user.hash], [phone, '', null]);
  assert.deepEqual(reached(user), [['sms', phone]]);
});

test('a user may have an address and no password', async () => {
  const email = anEmail();
  const user = await aBareUser({ email });
  assert.deepEqual([user.email, user.password, user.passwordUpdate], [email, null, '']);
});

test('many users may be without an address and a number', async () => {
  const [first, second] = [await aBareUser(), await aBareUser()];
  assert.notEqual(first.$id, second.$id);
});

test('null is as good as left out', async () => {
  const user = await aBareUser({ email: null, phone: null });
  assert.deepEqual([user.email, user.phone], ['', '']);
});

test('creation answers 201', async () => {
  const answer = await http('POST', '/users', { body: JSON.stringify({ userId: anId() }) });
  assert.equal(answer.status, 201);
  remember(answer.json());
});

test('an id is made on request, by the server or by the SDK', async () => {
  const made = await aBareUser({ userId: 'unique()' });
  assert.match(made.$id, /^[0-9a-f]{20}$/);
  const own = ID.unique();
  assert.equal((await aBareUser({ userId: own })).$id, own);
});

test('an address tells of its mailbox', async () => {
  const tag = aTag();
  const free = await aBareUser({ email: `A.${tag}+news@gmail.com` });
  assert.equal(free.email, `a.${tag}+news@gmail.com`);
  const told = ({ emailCanonical, emailIsFree, emailIsDisposable, emailIsCorporate, emailIsCanonical }) =>
    [emailCanonical, emailIsFree, emailIsDisposable, emailIsCorporate, emailIsCanonical];
  assert.deepEqual(told(free), [`a${tag}@gmail.com`, true, false, false, false]);
  const thrownAway = await aBareUser({ email: `${tag}@mailinator.com` });
  assert.deepEqual(told(thrownAway), [thrownAway.email, false, true, false, true]);
});

test('the first bad parameter is the one that is named', async () => {
  const bad = { userId: '-x', email: 'nobody', phone: '123', password: 'short', name: 'x'.repeat(129) };
  const rules = [
    ['userId', texts.CUSTOM_ID, anId()], ['email', texts.orNull(texts.EMAIL), anEmail()],
    ['phone', texts.orNull(texts.PHONE), aPhone()], ['password', texts.PASSWORD, PASSWORD],
    ['name', texts.text(128), 'Ada'],
  ];
  for (const [param, rule, good] of rules) {
    await assertInvalid(users.create(bad), param, rule);
    bad[param] = good;
  }
  remember(await users.create(bad));
});

test('an empty text is no address, no number and no name', async () => {
  await assertInvalid(users.create({ userId: '' }), 'userId', texts.CUSTOM_ID);
  await assertInvalid(users.create({ userId: anId(), email: '' }), 'email', texts.orNull(texts.EMAIL));
  await assertInvalid(users.create({ userId: anId(), phone: '' }), 'phone', texts.orNull(texts.PHONE));
  await assertInvalid(users.create({ userId: anId(), name: '' }), 'name', texts.text(128));
});

test('a user without an id is none', async () => {
  const answer = await http('POST', '/users', { body: '{}' });
  assert.deepEqual([answer.status, answer.json().message], [400, 'Param "userId" is not optional.']);
});

test('an id, an address and a number in use are conflicts, of one kind', async () => {
  const taken = await aUser({ phone: aPhone() });
  for (const params of [{ userId: taken.$id }, { email: taken.email.toUpperCase() }, { phone: taken.phone }]) {
    await assertKnown(users.create({ userId: anId(), ...params }), 'user_already_exists');
  }
});

test('a refused creation leaves nothing behind', async () => {
  const [{ phone }, userId, email] = [await aBareUser({ phone: aPhone() }), anId(), anEmail()];
  await assertKnown(users.create({ userId, email, phone }), 'user_already_exists');
  await assertNoUser(users.get({ userId }));
  assert.equal((await aBareUser({ email })).email, email);
});

test('of two who want one number at once, one gets it', async () => {
  const phone = aPhone();
  const outcomes = await Promise.allSettled([1, 2].map(() => users.create({ userId: anId(), phone })));
  const winners = outcomes.filter(({ status }) => status === 'fulfilled').map(({ value }) => remember(value));
  const losers = outcomes.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
  assert.deepEqual([winners.length, losers.map(({ type }) => type)], [1, ['user_already_exists']]);
});
