// POST /users/{argon2,bcrypt,md5,phpass,scrypt,scrypt-modified,sha}: imported users with hashes of other systems.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PasswordHash } from 'node-appwrite';
import { http, users, withSession } from './lib/clients.mjs';
import { anEmail, anId, aUser, PASSWORD, remember, signIn } from './lib/fixtures.mjs';
import * as hashes from './lib/hashes.mjs';
import { assertModel, assertSame } from './lib/models.mjs';
import { assertInvalid, assertErrorType } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const { passwordSalt: salt, passwordSaltSeparator: saltSeparator, passwordSignerKey: signerKey } = hashes.scryptModified;

/** Each scheme: the method, a hash, the expected `hash` of the user, and the options. */
const SCHEMES = [
  ['createArgon2User', hashes.argon2, 'argon2', { type: 'argon2', memoryCost: 1024, timeCost: 3, threads: 2 }],
  ['createBcryptUser', hashes.bcrypt, 'bcrypt', { type: 'bcrypt', cost: 6 }],
  ['createMD5User', hashes.md5, 'md5', { type: 'md5' }],
  ['createPHPassUser', hashes.phpass, 'phpass', { type: 'phpass', iteration_count_log2: 8 }],
  ['createScryptUser', hashes.scrypt, 'scrypt', {
    type: 'scrypt', costCpu: 1024, costMemory: 8, costParallel: 2, length: 64, salt: hashes.scrypt.passwordSalt,
  }],
  ['createScryptModifiedUser', hashes.scryptModified, 'scryptMod', { type: 'scryptMod', salt, saltSeparator, signerKey }],
  ...Object.keys(hashes.SHA).map((version) => ['createSHAUser', hashes.ofSha(version), 'sha', { type: 'sha', version }]),
  ['createSHAUser', hashes.shaUnnamed, 'sha', { type: 'sha', version: 'sha3-512' }],
];

const imported = async (method, hash, params = {}) =>
  remember(await users[method]({ userId: anId(), email: anEmail(), ...hash, ...params }));

for (const [method, hash, kind, options] of SCHEMES) {
  test(`${method} accepts a hash of ${options.version ?? kind}, which is replaced at the next sign-in`, async () => {
    const user = await imported(method, hash, { name: 'Imported' });
    assertModel('user', user);
    assert.deepEqual([user.password, user.hash, user.name], [hash.password, kind, 'Imported']);
    assertSame(user.hashOptions, options);
    assert.equal(user.passwordUpdate, user.$createdAt);
    assertSame(await users.get(user.$id), user);

    await assertErrorType(signIn(user.email, `${PASSWORD}!`), 'user_invalid_credentials');
    assert.equal((await users.get(user.$id)).password, hash.password);
    const { secret } = await signIn(user.email);
    assert.equal((await withSession(secret).get()).$id, user.$id);

    const upgraded = await users.get(user.$id);
    assert.match(upgraded.password, /^\$argon2id\$/);
    assert.notEqual(upgraded.password, hash.password);
    assert.deepEqual([upgraded.hash, upgraded.hashOptions.type], ['argon2', 'argon2']);
    assert.equal((await signIn(user.email)).userId, user.$id);
    await assertErrorType(signIn(user.email, `${PASSWORD}!`), 'user_invalid_credentials');
    assert.equal((await users.get(user.$id)).password, upgraded.password);
  });
}

test('every version of SHA in the SDK is accepted', () =>
  assert.deepEqual(Object.values(PasswordHash).toSorted(), Object.keys(hashes.SHA).toSorted()));

test('a bcrypt hash of any kind is accepted', async () => {
  for (const kind of ['$2a$', '$2b$', '$2y$']) {
    const { email, $id } = await imported('createBcryptUser', { password: kind + hashes.bcrypt.password.slice(4) });
    assert.equal((await signIn(email)).userId, $id, kind);
  }
});

test('a new password replaces the imported hash', async () => {
  const { $id: userId, email } = await imported('createMD5User', hashes.md5);
  const user = await users.updatePassword({ userId, password: 'another valid password' });
  assert.equal(user.hash, 'argon2');
  await assertErrorType(signIn(email), 'user_invalid_credentials');
  assert.equal((await signIn(email, 'another valid password')).userId, userId);
});

const METHODS = SCHEMES.slice(0, 7).map(([method, hash]) => [method, hash]);

test('a valid email is required', async () => {
  for (const [method, hash] of METHODS) {
    await assertInvalid(users[method]({ userId: anId(), email: 'nobody', ...hash }), 'email', texts.EMAIL);
  }
  for (const path of ['argon2', 'bcrypt', 'md5', 'phpass', 'scrypt', 'scrypt-modified', 'sha']) {
    const answer = await http('POST', `/users/${path}`, { body: JSON.stringify({ userId: anId() }) });
    assert.deepEqual([answer.status, answer.json().message], [400, 'Param "email" is not optional.'], path);
  }
});

test('an email in use is a conflict', async () => {
  const { email } = await aUser();
  for (const [method, hash] of METHODS) {
    await assertErrorType(users[method]({ userId: anId(), email, ...hash }), 'user_already_exists');
  }
});

test('an invalid hash is rejected with its parameter', async () => {
  for (const [method, hash] of METHODS) {
    for (const password of ['correct horse', 'x'.repeat(257)]) {
      await assert.rejects(users[method]({ userId: anId(), email: anEmail(), ...hash, password }), (error) => {
        assert.deepEqual([error.code, error.type], [400, 'general_argument_invalid'], method);
        assert.match(error.message, /^Invalid `password` param: /, method);
        return true;
      });
    }
  }
});

test('a hash that is too expensive is rejected', async () => {
  const expensive = [
    ['createArgon2User', { password: hashes.argon2.password.replace('m=1024', 'm=4194304') }],
    ['createBcryptUser', { password: hashes.bcrypt.password.replace('$06$', '$31$') }],
    ['createPHPassUser', { password: hashes.phpass.password.replace(/^\$P\$./, '$P$S') }],
    ['createScryptUser', { ...hashes.scrypt, passwordCpu: 2 ** 26 }],
  ];
  for (const [method, hash] of expensive) {
    await assert.rejects(users[method]({ userId: anId(), email: anEmail(), ...hash }), (error) => {
      assert.deepEqual([error.code, error.type], [400, 'general_argument_invalid'], method);
      return true;
    });
  }
});

test('an unknown version of SHA is rejected', async () => {
  const call = users.createSHAUser({ userId: anId(), email: anEmail(), ...hashes.sha256, passwordVersion: 'sha0' });
  await assertInvalid(call, 'passwordVersion', texts.oneOf(...Object.keys(hashes.SHA)));
});
