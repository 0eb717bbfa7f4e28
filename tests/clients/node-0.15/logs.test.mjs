// GET /users/{userId}/logs

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { users, usersAs } from './lib/clients.mjs';
import { anEmail, anId, aPhone, aUser, PASSWORD, remember } from './lib/fixtures.mjs';
import { assertList, assertRecent } from './lib/models.mjs';
import { assertInvalid } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.77 Safari/537.36';

const events = ({ logs }) => logs.map(({ event }) => event);

/** A user with every change that the service can make, and the expected events, newest first. */
async function aChangedUser() {
  const former = await aUser();
  const { $id } = former;
  const changes = [
    ['email', () => users.updateEmail($id, anEmail())],
    ['name', () => users.updateName($id, 'Grace Hopper')],
    ['password', () => users.updatePassword($id, PASSWORD)],
    ['phone', () => users.updatePhone($id, aPhone())],
    ['prefs', () => users.updatePrefs($id, { theme: 'dark' })],
    ['status', () => users.updateStatus($id, false)],
    ['verification', () => users.updateEmailVerification($id, true)],
    ['verification', () => users.updatePhoneVerification($id, true)],
  ];
  const expected = [`users.${$id}.create`];
  for (const [attribute, change] of changes) {
    await change();
    expected.unshift(`users.${$id}.update.${attribute}`);
  }
  return { former, user: await users.get($id), expected };
}

test('every change of a user is logged newest first with caller and time', async () => {
  const { former, user, expected } = await aChangedUser();
  const answer = await users.getLogs(user.$id);
  const logs = assertList(answer, 'logs', 'log');
  assert.equal(answer.total, expected.length);
  assert.deepEqual(events(answer), expected);
  // The name and the email are those of its time: the oldest entries are the creation, the new email, the new name.
  const [ofName, ofEmail] = [expected.length - 2, expected.length - 1];
  for (const [at, entry] of logs.entries()) {
    const [{ email }, { name }] = [at < ofEmail ? user : former, at < ofName ? user : former];
    assert.deepEqual([entry.userId, entry.userEmail, entry.userName], [user.$id, email, name]);
    assert.equal(entry.mode, 'admin');
    assert.notEqual(entry.ip, '');
    assertRecent(entry.time);
  }
  const times = logs.map(({ time }) => time);
  assert.deepEqual(times, times.toSorted((a, b) => b - a));
});

test('a page has limit and offset, and the total counts all entries', async () => {
  const { user, expected } = await aChangedUser();
  const total = expected.length;
  const page = async (...params) => {
    const answer = await users.getLogs(user.$id, ...params);
    assert.equal(answer.total, total);
    return events(answer);
  };
  assert.deepEqual(await page(2), expected.slice(0, 2));
  assert.deepEqual(await page(3, 2), expected.slice(2, 5));
  assert.deepEqual(await page(undefined, total - 1), expected.slice(-1));
  assert.deepEqual(await page(100, total), []);
  assert.deepEqual(await page(0), []);
  assert.deepEqual(await page('', ''), expected);
});

test('a page has 25 entries without a limit', async () => {
  const { $id } = await aUser();
  for (let n = 0; n < 26; n += 1) await users.updateStatus($id, n % 2 === 0);
  assert.equal((await users.getLogs($id)).logs.length, 25);
  assert.equal((await users.getLogs($id, 100)).logs.length, 27);
});

test('invalid parameters are rejected', async () => {
  const { $id } = await aUser();
  for (const limit of [101, -1, 'abc', 1.5]) {
    await assertInvalid(users.getLogs($id, limit), 'limit', texts.range(0, 100));
  }
  for (const offset of [5001, -1, 'abc']) {
    await assertInvalid(users.getLogs($id, 25, offset), 'offset', texts.range(0, '5,000'));
  }
  await assertInvalid(users.getLogs($id, 101, 5001), 'limit', texts.range(0, 100));
});

test('reads and rejected changes are not logged', async () => {
  const [user, other] = [await aUser(), await aUser()];
  await users.getPrefs(user.$id);
  await assert.rejects(users.updateEmail(user.$id, other.email));
  await assert.rejects(users.updateName(user.$id, 'x'.repeat(129)));
  assert.deepEqual(events(await users.getLogs(user.$id)), [`users.${user.$id}.create`]);
});

test('setting the same value is logged', async () => {
  const { $id, email } = await aUser();
  await users.updateEmail($id, email);
  assert.deepEqual(events(await users.getLogs($id)), [`users.${$id}.update.email`, `users.${$id}.create`]);
});

test('a log entry shows the client for which a server calls', async () => {
  const server = usersAs({ headers: { 'X-Forwarded-User-Agent': CHROME, 'X-Forwarded-For': '127.0.0.1, 10.0.0.1' } });
  const { $id } = remember(await server.create(anId(), anEmail(), PASSWORD));
  const { logs: [entry] } = await users.getLogs($id);
  const { clientEngineVersion, keyId, keyName, ...rest } = entry;
  assert.ok(keyId !== '' && keyName !== '', 'the entry names the API key');
  assert.equal(typeof clientEngineVersion, 'string');
  assert.deepEqual({ ...rest, time: 0, userEmail: '' }, {
    event: `users.${$id}.create`, userId: $id, userEmail: '', userName: '', mode: 'admin', ip: '127.0.0.1', time: 0,
    osCode: 'WIN', osName: 'Windows', osVersion: '10',
    clientType: 'browser', clientCode: 'CH', clientName: 'Chrome', clientVersion: '70.0', clientEngine: 'Blink',
    deviceName: 'desktop', deviceBrand: '', deviceModel: '', countryCode: '--', countryName: 'Unknown',
  });
});

test('the locale changes only the name of the country', async () => {
  const { $id } = await aUser();
  const withoutCountry = ({ logs }) => logs.map(({ countryName, ...entry }) => [typeof countryName, entry]);
  const german = await usersAs({ locale: 'de' }).getLogs($id);
  assert.deepEqual(withoutCountry(german), withoutCountry(await users.getLogs($id)));
});
