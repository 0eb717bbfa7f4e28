// GET and PATCH /users/{userId}/prefs

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http, users } from './lib/clients.mjs';
import { aUser } from './lib/fixtures.mjs';
import { assertModel } from './lib/models.mjs';
import { assertInvalid, assertMissing } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

// `{"k":""}` has eight bytes of JSON.
const prefsOf = (bytes) => ({ k: 'x'.repeat(bytes - 8) });

test('a new user has an empty list', async () => {
  const { $id } = await aUser();
  assert.deepEqual(await users.getPrefs($id), {});
});

test('preferences are returned, stored and shown with the user', async () => {
  const before = await aUser();
  const prefs = { theme: 'dark', size: 12, ratio: 0.5, on: true, off: null, tags: ['a', 'b'], a: { b: { c: 1 } } };
  assert.deepEqual(await users.updatePrefs(before.$id, prefs), prefs);
  assert.deepEqual(await users.getPrefs(before.$id), prefs);
  const after = await users.get(before.$id);
  assertModel('user', after);
  assert.deepEqual(after, { ...before, prefs, $updatedAt: after.$updatedAt });
  assert.ok(after.$updatedAt >= before.$updatedAt);
});

test('new preferences replace the old ones', async () => {
  const { $id } = await aUser();
  await users.updatePrefs($id, { theme: 'dark', language: 'en' });
  assert.deepEqual(await users.updatePrefs($id, { theme: 'light' }), { theme: 'light' });
  assert.deepEqual(await users.getPrefs($id), { theme: 'light' });
});

test('an empty object and an empty list clear the preferences', async () => {
  const { $id } = await aUser();
  for (const empty of [{}, []]) {
    await users.updatePrefs($id, { theme: 'dark' });
    assert.deepEqual(await users.updatePrefs($id, empty), {});
    assert.equal((await http('GET', `/users/${$id}/prefs`)).text, '{}');
    assert.deepEqual((await users.get($id)).prefs, {});
  }
});

test('every value is returned as it was written', async () => {
  const { $id } = await aUser();
  const written = '{"z":{},"a":[],"one":1,"float":1.0,"exp":1e2,"big":123456789012345678901234567890,'
    + '"small":0.10,"nested":{"empty":{},"list":[[],{}]},"":"no name","text":"ü/\\u00fc \\"q\\"","null":null}';
  const answer = await http('PATCH', `/users/${$id}/prefs`, { body: `{"prefs":${written}}` });
  assert.deepEqual([answer.status, answer.text], [200, written]);
  assert.equal((await http('GET', `/users/${$id}/prefs`)).text, written);
  const user = await http('GET', `/users/${$id}`);
  assert.ok(user.text.endsWith(`"prefs":${written}}`), user.text);
});

test('preferences of 65,535 bytes are stored and replaced by small and large ones', async () => {
  const { $id } = await aUser();
  for (const prefs of [prefsOf(65_535), { k: 'small' }, prefsOf(65_534), prefsOf(401)]) {
    assert.deepEqual(await users.updatePrefs($id, prefs), prefs);
    assert.deepEqual(await users.getPrefs($id), prefs);
    assert.deepEqual((await users.get($id)).prefs, prefs);
  }
});

test('large preferences are listed with their user', async () => {
  const user = await aUser();
  const prefs = prefsOf(40_000);
  await users.updatePrefs(user.$id, prefs);
  const answer = await users.list(user.email);
  assert.deepEqual(answer.users.map((listed) => listed.prefs), [prefs]);
});

test('preferences of 65,536 bytes are rejected and change nothing', async () => {
  const { $id } = await aUser();
  await users.updatePrefs($id, { theme: 'dark' });
  await assertInvalid(users.updatePrefs($id, prefsOf(65_536)), 'prefs', texts.OBJECT);
  assert.deepEqual(await users.getPrefs($id), { theme: 'dark' });
});

test('values other than objects are rejected', async () => {
  const { $id } = await aUser();
  for (const prefs of [['a'], [{}], 'text', 5, true]) {
    await assertInvalid(users.updatePrefs($id, prefs), 'prefs', texts.OBJECT);
  }
  await assertMissing(users.updatePrefs($id, ''), 'prefs');
  await assertMissing(users.updatePrefs($id, null), 'prefs');
});
