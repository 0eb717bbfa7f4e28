// GET /users: parameters, pages, order. Other clients can write to the project meanwhile: the tests rely only on users
// of this run.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { users } from './lib/clients.mjs';
import { anId, aTag, aUser } from './lib/fixtures.mjs';
import { assertList } from './lib/models.mjs';
import { assertInvalid, assertError } from './lib/errors.mjs';
import * as texts from './lib/texts.mjs';

const COUNT = 30;
const PAGE = 7;
const tag = aTag();
const ours = [];

before(async () => {
  for (let n = 0; n < COUNT; n += 1) ours.push((await aUser({ name: `Walker ${tag}` })).$id);
});

const list = ({ search, limit, offset, cursor, cursorDirection, orderType } = {}) =>
  users.list(search, limit, offset, cursor, cursorDirection, orderType);

const ids = async (params) => assertList(await list(params), 'users', 'user').map(({ $id }) => $id);

/** Reads page after page from a cursor until it finds `last`; returns the users of this run, in the order of the list. */
async function readPages({ last, cursorDirection, ...params }) {
  const back = cursorDirection === 'before';
  let read = [];
  while (!read.includes(last)) {
    const edge = read.at(back ? 0 : -1) ?? params.cursor;
    const page = await ids({ ...params, limit: PAGE, cursor: edge, cursorDirection });
    assert.ok(page.length > 0 && page.length <= PAGE, `a page of ${page.length} before the last user was found`);
    read = back ? [...page, ...read] : [...read, ...page];
  }
  assert.equal(new Set(read).size, read.length, 'every user is read once');
  return read.filter((id) => ours.includes(id));
}

test('a list has 25 users with all fields and the total without a limit', async () => {
  const answer = await list();
  assert.equal(assertList(answer, 'users', 'user').length, 25);
  assert.ok(answer.total >= COUNT && answer.total <= 5000);
  assert.equal((await list({ limit: '' })).users.length, 25);
});

test('a listed user equals the single one', async () => {
  const { users: [listed] } = await list({ search: tag, limit: 1 });
  assert.deepEqual(listed, await users.get(ours[0]));
});

test('a limit of 0 returns only the total', async () => {
  assert.deepEqual(await list({ search: tag, limit: 0 }), { total: COUNT, users: [] });
});

test('the largest limit is 100', async () => {
  assert.equal((await list({ search: tag, limit: 100 })).users.length, COUNT);
});

test('users are listed in ascending or descending order of creation', async () => {
  assert.deepEqual(await ids({ search: tag, limit: 100 }), ours);
  assert.deepEqual(await ids({ search: tag, limit: 100, orderType: 'ASC' }), ours);
  assert.deepEqual(await ids({ search: tag, limit: 100, orderType: 'DESC' }), ours.toReversed());
});

test('an offset skips users', async () => {
  assert.deepEqual(await ids({ search: tag, limit: 5, offset: 10 }), ours.slice(10, 15));
  assert.deepEqual(await ids({ search: tag, limit: 5, offset: COUNT }), []);
  assert.deepEqual(await ids({ search: tag, limit: 5, offset: 5000 }), []);
});

test('an offset counts from the cursor', async () => {
  assert.deepEqual(await ids({ search: tag, limit: 3, offset: 2, cursor: ours[4] }), ours.slice(7, 10));
});

test('the total does not depend on the page', async () => {
  for (const params of [{ limit: 3 }, { offset: 20 }, { cursor: ours[20] }, { orderType: 'DESC' }]) {
    assert.equal((await list({ search: tag, ...params })).total, COUNT);
  }
});

test('a page after a cursor does not contain the cursor', async () => {
  assert.deepEqual(await ids({ search: tag, limit: 3, cursor: ours[4] }), ours.slice(5, 8));
  assert.deepEqual(await ids({ search: tag, limit: 3, cursor: ours[4], cursorDirection: 'after' }), ours.slice(5, 8));
  assert.deepEqual(await ids({ search: tag, limit: 3, cursor: ours[4], cursorDirection: 'AFTER' }), ours.slice(5, 8));
});

test('a page before a cursor ends before it, in the order of the list', async () => {
  const params = { search: tag, limit: 3, cursorDirection: 'before' };
  assert.deepEqual(await ids({ ...params, cursor: ours[10] }), ours.slice(7, 10));
  assert.deepEqual(await ids({ ...params, cursor: ours[1] }), [ours[0]]);
  assert.deepEqual(await ids({ ...params, cursor: ours[0] }), []);
  const down = ours.toReversed();
  assert.deepEqual(await ids({ ...params, cursor: down[10], orderType: 'DESC' }), down.slice(7, 10));
});

test('an empty cursor is ignored', async () => {
  assert.deepEqual(await ids({ search: tag, limit: 3, cursor: '' }), ours.slice(0, 3));
});

for (const search of [undefined, tag]) {
  const what = search === undefined ? 'the whole list' : 'a search';

  test(`${what} is paged forwards`, async () => {
    assert.deepEqual(await readPages({ search, cursor: ours[0], last: ours.at(-1) }), ours.slice(1));
  });

  test(`${what} is paged backwards`, async () => {
    const read = await readPages({ search, cursor: ours.at(-1), cursorDirection: 'before', last: ours[0] });
    assert.deepEqual(read, ours.slice(0, -1));
  });

  test(`${what} is paged forwards in descending order`, async () => {
    const read = await readPages({ search, cursor: ours.at(-1), orderType: 'DESC', last: ours[0] });
    assert.deepEqual(read, ours.toReversed().slice(1));
  });

  test(`${what} is paged backwards in descending order`, async () => {
    const back = { cursorDirection: 'before', orderType: 'DESC' };
    const read = await readPages({ search, cursor: ours[0], ...back, last: ours.at(-1) });
    assert.deepEqual(read, ours.toReversed().slice(0, -1));
  });
}

test('a cursor of an unknown user is rejected', async () => {
  const id = anId();
  const message = `User '${id}' for the 'cursor' value not found.`;
  await assertError(list({ cursor: id }), 400, 'general_cursor_not_found', message);
});

test('invalid parameters are rejected', async () => {
  for (const limit of [101, -1, 'abc', 1.5]) {
    await assertInvalid(list({ limit }), 'limit', texts.range(0, 100));
  }
  for (const offset of [5001, -1, 'abc', 1.5]) {
    await assertInvalid(list({ offset }), 'offset', texts.range(0, '5,000'));
  }
  for (const cursor of ['_x', 'x'.repeat(37)]) {
    await assertInvalid(list({ cursor }), 'cursor', texts.UID);
  }
  await assertInvalid(list({ cursorDirection: 'sideways' }), 'cursorDirection', texts.oneOf('after', 'before'));
  for (const orderType of ['asc', 'desc', 'RANDOM']) {
    await assertInvalid(list({ orderType }), 'orderType', texts.oneOf('ASC', 'DESC'));
  }
  await assertInvalid(list({ search: 'x'.repeat(257) }), 'search', texts.text(256));
});

test('the first invalid parameter is reported', async () => {
  const invalid = { search: 'x'.repeat(257), limit: 101, offset: 5001, cursor: '_x', cursorDirection: '?', orderType: '?' };
  const order = [
    ['search', texts.text(256)], ['limit', texts.range(0, 100)], ['offset', texts.range(0, '5,000')],
    ['cursor', texts.UID], ['cursorDirection', texts.oneOf('after', 'before')],
    ['orderType', texts.oneOf('ASC', 'DESC')],
  ];
  for (const [param, text] of order) {
    await assertInvalid(list(invalid), param, text);
    delete invalid[param];
  }
});
