// GET /users with the SDK's queries. Other clients can write to the project meanwhile: the tests rely only on users of
// this run.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Query } from 'node-appwrite';
import { http, users } from './lib/clients.mjs';
import { anEmail, anId, aPhone, aTag, aUser } from './lib/fixtures.mjs';
import { assertList, assertSame } from './lib/models.mjs';
import { assertInvalid, assertError } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const COUNT = 30;
const tag = aTag();
/** The label that only the users of this run have. */
const OURS = Query.contains('labels', [tag]);
const ours = [];

before(async () => {
  for (let n = 0; n < COUNT; n += 1) {
    // The order of the names differs from that of the creation: 00, 07, 14 and so on.
    const name = `Walker ${tag} ${String((n * 7) % COUNT).padStart(2, '0')}`;
    const { $id: userId } = await aUser({ name, phone: n % 3 === 0 ? aPhone() : undefined });
    const labels = [tag, n % 2 === 0 ? 'even' : 'odd', ...(n % 5 === 0 ? ['five'] : [])];
    if (n % 10 === 0) await users.updateStatus({ userId, status: false });
    if (n % 6 === 0) await users.updateEmailVerification({ userId, emailVerification: true });
    ours.push(await users.updateLabels({ userId, labels }));
  }
});

const idsOf = (rows) => rows.map(({ $id }) => $id);
const ids = async (...queries) => idsOf(assertList(await users.list({ queries }), 'users', 'user'));
const oursWhere = (matches) => idsOf(ours.filter(matches));

/** Fails unless the queries find exactly the users of this run that match, in the order of their creation. */
async function assertFinds(matches, ...queries) {
  const { total, users: found } = await users.list({ queries: [OURS, Query.limit(100), ...queries] });
  assert.deepEqual(idsOf(found), oursWhere(matches));
  assert.equal(total, found.length);
}

test('a list has 25 users with all fields except hashes, and the total', async () => {
  const list = await users.list();
  const rows = assertList(list, 'users', 'user');
  assert.equal(rows.length, 25);
  assert.ok(list.total >= COUNT && list.total <= 5000);
  rows.forEach(({ password, hash, hashOptions }) => assert.deepEqual([password, hash, hashOptions], [null, null, null]));
});

test('a listed user equals the single one without the password hash', async () => {
  const { users: [listed] } = await users.list({ queries: [OURS, Query.limit(1)] });
  assertSame(listed, { ...(await users.get(ours[0].$id)), password: null, hash: null, hashOptions: null });
});

test('a total that is not requested is 0', async () => {
  const list = await users.list({ queries: [OURS, Query.limit(3)], total: false });
  assert.deepEqual([list.total, idsOf(list.users)], [0, idsOf(ours.slice(0, 3))]);
  assert.equal((await users.list([OURS, Query.limit(3)], undefined, true)).total, COUNT);
});

test('users are found by id, email and phone', async () => {
  const [first, second] = ours;
  assert.deepEqual(await ids(Query.equal('$id', first.$id)), [first.$id]);
  assert.deepEqual(await ids(Query.equal('$id', [second.$id, anId(), first.$id])), idsOf([first, second]));
  assert.deepEqual(await ids(Query.equal('email', first.email)), [first.$id]);
  assert.deepEqual(await ids(Query.equal('email', [second.email, anEmail()])), [second.$id]);
  assert.deepEqual(await ids(Query.equal('phone', first.phone)), [first.$id]);
  assert.deepEqual(await ids(Query.equal('email', anEmail())), []);
  assert.deepEqual(await ids(Query.equal('email', first.email), Query.equal('$id', second.$id)), []);
});

test('users are found by their names', async () => {
  const { name } = ours[4];
  await assertFinds((user) => user.name === name, Query.equal('name', name));
  await assertFinds((user) => user.name !== name, Query.notEqual('name', name));
  await assertFinds(() => true, Query.startsWith('name', `Walker ${tag}`));
  await assertFinds(() => false, Query.notStartsWith('name', 'Walker'));
  await assertFinds((user) => user.name.endsWith('7'), Query.endsWith('name', '7'));
  await assertFinds((user) => !user.name.endsWith('7'), Query.notEndsWith('name', '7'));
  await assertFinds((user) => user.name < `Walker ${tag} 10`, Query.lessThan('name', `Walker ${tag} 10`));
  await assertFinds((user) => user.name >= `Walker ${tag} 10`, Query.greaterThanEqual('name', `Walker ${tag} 10`));
  const [from, to] = [`Walker ${tag} 03`, `Walker ${tag} 12`];
  await assertFinds((user) => user.name >= from && user.name <= to, Query.between('name', from, to));
  await assertFinds((user) => user.name < from || user.name > to, Query.notBetween('name', from, to));
});

test('users are found by flags', async () => {
  await assertFinds((user) => !user.status, Query.equal('status', [false]));
  await assertFinds((user) => user.status, Query.equal('status', true));
  await assertFinds((user) => user.emailVerification, Query.equal('emailVerification', [true]));
  await assertFinds((user) => !user.emailVerification, Query.notEqual('emailVerification', true));
  await assertFinds((user) => !user.phoneVerification, Query.equal('phoneVerification', false));
  await assertFinds(() => false, Query.equal('impersonator', true));
});

test('users are found by present and missing values', async () => {
  await assertFinds((user) => user.phone !== '', Query.isNotNull('phone'));
  await assertFinds((user) => user.phone === '', Query.isNull('phone'));
});

test('users are found by labels', async () => {
  const has = (label) => ({ labels }) => labels.includes(label);
  await assertFinds(has('even'), Query.contains('labels', ['even']));
  await assertFinds(has('even'), Query.contains('labels', 'even'));
  await assertFinds((user) => has('odd')(user) || has('five')(user), Query.containsAny('labels', ['odd', 'five']));
  await assertFinds((user) => has('odd')(user) && has('five')(user), Query.containsAll('labels', ['odd', 'five']));
  await assertFinds((user) => !has('odd')(user), Query.notContains('labels', ['odd']));
});

test('users are found by their times of creation', async () => {
  const [early, late] = [ours[9].$createdAt, ours[19].$createdAt];
  await assertFinds((user) => user.$createdAt < early, Query.createdBefore(early));
  await assertFinds((user) => user.$createdAt > late, Query.createdAfter(late));
  await assertFinds((user) => user.$createdAt >= early && user.$createdAt <= late, Query.createdBetween(early, late));
  await assertFinds((user) => user.registration <= late, Query.lessThanEqual('registration', late));
  await assertFinds(() => true, Query.updatedAfter(ours[0].$createdAt));
});

test('conditions can be joined by and and or, and nested', async () => {
  const [even, five, blocked] = [
    Query.contains('labels', ['even']), Query.contains('labels', ['five']), Query.equal('status', [false]),
  ];
  await assertFinds(({ labels }) => labels.includes('even') && labels.includes('five'), Query.and([even, five]));
  await assertFinds(({ labels }) => labels.includes('even') || labels.includes('five'), Query.or([even, five]));
  await assertFinds(
    ({ labels, status }) => (labels.includes('even') && labels.includes('five')) || !status,
    Query.or([Query.and([even, five]), blocked]),
  );
});

test('a search can be combined with conditions', async () => {
  const found = await users.list({ search: tag, queries: [Query.equal('status', [false])] });
  assert.deepEqual(idsOf(found.users), oursWhere(({ status }) => !status));
  const [{ email, $id, phone }] = ours;
  assert.deepEqual(idsOf((await users.list({ search: email })).users), [$id]);
  assert.deepEqual(idsOf((await users.list({ search: phone })).users), [$id]);
  assert.equal((await users.list([], tag)).total, COUNT);
});

test('the default order is that of the creation', async () => {
  const all = [OURS, Query.limit(100)];
  const by = (key, sign) => idsOf(ours.toSorted((a, b) => sign * (a[key] < b[key] ? -1 : 1)));
  assert.deepEqual(await ids(...all), idsOf(ours));
  assert.deepEqual(await ids(...all, Query.orderAsc('$createdAt')), idsOf(ours));
  assert.deepEqual(await ids(...all, Query.orderDesc('$createdAt')), idsOf(ours).toReversed());
  assert.deepEqual(await ids(...all, Query.orderDesc('registration')), idsOf(ours).toReversed());
  assert.deepEqual(await ids(...all, Query.orderAsc('name')), by('name', 1));
  assert.deepEqual(await ids(...all, Query.orderDesc('name')), by('name', -1));
  assert.deepEqual(await ids(...all, Query.orderAsc('$id')), by('$id', 1));
});

test('a page has a limit, an offset or a cursor', async () => {
  const page = (...queries) => ids(OURS, ...queries);
  const at = (from, to) => idsOf(ours.slice(from, to));
  assert.deepEqual(await page(Query.limit(3)), at(0, 3));
  assert.deepEqual(await page(Query.limit(3), Query.offset(7)), at(7, 10));
  assert.deepEqual(await page(Query.limit(3), Query.cursorAfter(ours[4].$id)), at(5, 8));
  assert.deepEqual(await page(Query.limit(3), Query.cursorBefore(ours[10].$id)), at(7, 10));
  const down = idsOf(ours).toReversed();
  const desc = Query.orderDesc('$createdAt');
  assert.deepEqual(await page(Query.limit(3), desc, Query.cursorAfter(down[4])), down.slice(5, 8));
  assert.deepEqual(await page(Query.limit(2), Query.limit(5)), at(0, 2));
});

test('a list in the order of names is paged by cursor', async () => {
  const named = idsOf(ours.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  let read = [];
  while (read.length < COUNT) {
    const cursor = read.length > 0 ? [Query.cursorAfter(read.at(-1))] : [];
    const page = await ids(OURS, Query.orderAsc('name'), Query.limit(7), ...cursor);
    assert.ok(page.length > 0 && page.length <= 7);
    read = [...read, ...page];
  }
  assert.deepEqual(read, named);
});

test('a cursor of an unknown user is rejected', async () => {
  const id = anId();
  const message = `User '${id}' for the 'cursor' value not found.`;
  await assertError(users.list([Query.cursorAfter(id)]), 400, 'general_cursor_not_found', message);
});

const MAX = '9,223,372,036,854,775,807';

for (const [query, why] of [
  [Query.select(['name']), 'Invalid query method: select'],
  [Query.regex('name', '.*'), texts.query('Invalid query method: regex')],
  [Query.equal('colour', 'red'), texts.query('Attribute not found in schema: colour')],
  [Query.equal('labels', 'vip'), texts.query('Cannot query equal on attribute "labels" because it is an array.')],
  [Query.equal('status', 'yes'), texts.query('Query value is invalid for attribute "status"')],
  [Query.equal('name', []), texts.query('Equal queries require at least one value.')],
  [Query.orderAsc('colour'), texts.query('Attribute not found in schema: colour')],
  [Query.limit(0), texts.query(`Invalid limit: ${texts.range(1, MAX)}`)],
  [Query.offset(-1), texts.query(`Invalid offset: ${texts.range(0, MAX)}`)],
  [Query.cursorAfter('_x'), texts.query(`Invalid cursor: ${texts.UID}`)],
  ['{"method":', texts.query('Invalid query: Syntax error')],
  ['{"method":"cursorAsc"}', texts.query('Invalid query method: cursorAsc')],
]) {
  test(`${query} is rejected`, () => assertInvalid(users.list({ queries: [query] }), 'queries', why));
}

test('an invalid list of queries is rejected', async () => {
  const answer = await http('GET', '/users?queries=limit');
  assert.deepEqual([answer.status, answer.json().message], [400, 'Invalid `queries` param: Queries must be an array']);
});

test('the search query is accepted for names only', async () => {
  await assertFinds(() => true, Query.search('name', `walker ${tag}`));
  await assertFinds((user) => user.name.endsWith(' 07'), Query.search('name', '07'));
  await assertFinds((user) => !user.name.endsWith(' 07'), Query.notSearch('name', '07'));
  const message = 'Searching by attribute "email" requires a fulltext index.';
  await assertError(users.list([Query.search('email', tag)]), 400, 'general_query_invalid', message);
});

test('a search is text of 1 to 256 characters', async () => {
  for (const search of ['', 'x'.repeat(257)]) await assertInvalid(users.list({ search }), 'search', texts.text(256));
  await assertInvalid(users.list({ total: 'maybe' }), 'total', texts.BOOLEAN);
});

test('queries are accepted in every form that clients send', async () => {
  const { $id, email } = ours[0];
  const json = encodeURIComponent(Query.equal('email', email));
  const text = encodeURIComponent(`equal("email", ["${email}"])`);
  for (const path of [
    `/users?queries[]=${json}`, `/users?queries%5B%5D=${json}`, `/users?queries[0]=${json}`, `/users?queries[]=${text}`,
  ]) {
    const answer = await http('GET', path);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(idsOf(answer.json().users), [$id], path);
  }
});
