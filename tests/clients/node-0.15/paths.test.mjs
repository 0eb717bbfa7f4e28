// The common rules of all paths of a user, and unknown paths.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { http, users } from './lib/clients.mjs';
import { anId, aUser } from './lib/fixtures.mjs';
import { assertModel } from './lib/models.mjs';
import { MEMBER } from './lib/operations.mjs';
import { assertInvalid, assertNoUser } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

for (const { method, call } of MEMBER) {
  test(`${method}: an invalid id is rejected`, async () => {
    for (const id of ['x'.repeat(37), '_x', '-x', '.x']) {
      await assertInvalid(call(users, id), 'userId', texts.UID);
    }
  });

  test(`${method}: an unknown user is 404`, () => assertNoUser(call(users, anId())));
}

test('an invalid session id is rejected', async () => {
  const { $id } = await aUser();
  for (const id of ['x'.repeat(37), '_x']) {
    await assertInvalid(users.deleteSession($id, id), 'sessionId', texts.UID);
  }
});

test('an invalid parameter takes precedence over an unknown user', async () => {
  const id = anId();
  await assertInvalid(users.updateEmail(id, 'nobody'), 'email', texts.EMAIL);
  await assertInvalid(users.updatePrefs(id, ['a']), 'prefs', texts.OBJECT);
  await assertInvalid(users.getLogs(id, 101), 'limit', texts.range(0, 100));
});

test('ids are case-sensitive', async () => {
  const { $id } = await aUser();
  await assertNoUser(users.get($id.toUpperCase()));
});

test('the answer to HEAD is that to GET without the body', async () => {
  const { $id } = await aUser();
  const found = await http('HEAD', `/users/${$id}`);
  assert.deepEqual([found.status, found.text], [200, '']);
  assert.match(found.headers.get('content-type'), /^application\/json; charset=UTF-8$/i);
  const absent = await http('HEAD', `/users/${anId()}`);
  assert.deepEqual([absent.status, absent.text], [404, '']);
});

test('an answer is JSON with its content type', async () => {
  const { $id } = await aUser();
  const answer = await http('GET', `/users/${$id}`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^application\/json; charset=UTF-8$/i);
  assertModel('user', answer.json());
});

test('a wrong method, an unknown path and an additional slash are 404', async () => {
  const { $id } = await aUser();
  const wrong = [
    ['PUT', `/users/${$id}/email`], ['POST', `/users/${$id}`], ['DELETE', '/users'], ['GET', `/users/${$id}/email`],
    ['GET', `/users/${$id}/unknown`], ['GET', `/users/${$id}/sessions/x/y`], ['GET', '/nothing'],
    ['GET', '/users/'], ['GET', `/users/${$id}/`],
  ];
  for (const [method, path] of wrong) {
    const answer = await http(method, path, { body: method === 'GET' ? undefined : '{}' });
    assert.deepEqual([`${method} ${path}`, answer.status, Object.entries(answer.json())], [`${method} ${path}`, 404, [
      ['message', 'Not Found'], ['code', 404], ['type', 'general_route_not_found'], ['version', '0.15.3'],
    ]]);
  }
  assertModel('user', await users.get($id));
});

test('an unused body is ignored', async () => {
  const { $id } = await aUser();
  for (const body of ['null', '{}', '[]', '{"userId":']) {
    const answer = await http('DELETE', `/users/${$id}/sessions`, { body });
    assert.equal(answer.status, 204, `${body}: ${answer.text}`);
  }
});
