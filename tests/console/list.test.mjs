// The list of users: search, filters, order, columns, pages, selection, export.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { close, launch, Visit } from './lib/browser.mjs';
import { crowd, HOSTILE } from './lib/people.mjs';
import { newProject } from './lib/stack.mjs';

let project;
before(async () => {
  await launch();
  project = newProject('list');
  await crowd(project, 60, (at) => (at % 3 === 0 ? { phone: `+4420794600${String(at).padStart(2, '0')}` } : {}));
  for (const id of ['u0003', 'u0010', 'u0020']) await project.call('PUT', `/users/${id}/labels`, { labels: ['vip', 'beta'] });
  for (const id of ['u0010', 'u0011']) await project.call('PATCH', `/users/${id}/status`, { status: false });
  await project.call('PATCH', '/users/u0020/verification', { emailVerification: true });
});
after(close);

const rows = (visit) => visit.page.locator('tbody tr');
const names = (visit) => visit.page.locator('tbody td.who').allInnerTexts().then((texts) => texts.map((text) => text.split('\n').at(-1)));
/** Waits until the list is what is expected. */
async function shows(visit, expected) {
  await visit.page.waitForFunction((wanted) => {
    const shown = [...document.querySelectorAll('tbody td.who .cut')].map((cell) => cell.textContent);
    return document.querySelector('.is-loading') === null && JSON.stringify(shown.slice(0, wanted.length)) === JSON.stringify(wanted);
  }, expected).catch(async () => assert.deepEqual((await names(visit)).slice(0, expected.length), expected));
}

async function addFilter(visit, label, value) {
  await visit.button('Filter').click();
  await visit.page.getByLabel('Filter', { exact: true }).selectOption({ label });
  const field = visit.page.getByLabel('Value', { exact: true });
  if (await field.evaluate((element) => element.tagName) === 'SELECT') await field.selectOption(value);
  else await field.fill(value);
  await visit.button('Add the filter').click();
}

test('the newest users come first, and pages go on by cursors in both directions', async () => {
  const visit = await Visit.open();
  await visit.to('/users', project);
  await shows(visit, ['User 0059', 'User 0058']);
  assert.equal(await rows(visit).count(), 25);
  await visit.seen(visit.text('60 in all'));
  assert.ok(await visit.button('Previous').isDisabled());
  await visit.button('Next').click();
  await shows(visit, ['User 0034']);
  await visit.button('Next').click();
  await shows(visit, ['User 0009']);
  assert.equal(await rows(visit).count(), 10);
  assert.ok(await visit.button('Next').isDisabled());
  await visit.button('Previous').click();
  await shows(visit, ['User 0034']);
  const calls = visit.calls();
  assert.equal(calls.filter(({ path }) => !path.includes('total=false')).length, 1, 'the total is counted once');
  await visit.page.goBack();
  await shows(visit, ['User 0009']);
  await visit.button('First page').click();
  await shows(visit, ['User 0059']);
  await visit.end();
});

test('a search finds words, emails, phones and ids, and is in the URL', async () => {
  const visit = await Visit.open();
  await visit.to('/users', project);
  const box = visit.page.getByPlaceholder('Name, email, phone or id');
  for (const [text, name] of [['user 0007', 'User 0007'], ['u12@example.com', 'User 0012'], ['+442079460009', 'User 0009'], ['u0031', 'User 0031']]) {
    await box.fill(text);
    await shows(visit, [name]);
    await visit.seen(visit.text('1 found'));
    assert.equal(new URL(visit.page.url()).hash, `#/users?search=${new URLSearchParams([['', text]]).toString().slice(1)}`);
  }
  visit.calls();
  await box.pressSequentially('xyz', { delay: 10 });
  await visit.seen(visit.text('No user matches'));
  assert.equal(visit.calls().length, 1, 'one request for three key presses');
  await visit.text('Show all users').click();
  await shows(visit, ['User 0059']);
  assert.equal(await box.inputValue(), '');
  await visit.end();
});

test('filters are chips that can be combined, are in the URL, and can be removed', async () => {
  const visit = await Visit.open();
  await visit.to('/users', project);
  await addFilter(visit, 'Label', 'vip');
  await shows(visit, ['User 0020', 'User 0010', 'User 0003']);
  await visit.seen(visit.text('3 found'));
  await addFilter(visit, 'Status', 'active');
  await shows(visit, ['User 0020', 'User 0003']);
  assert.equal(new URL(visit.page.url()).hash, '#/users?f=label%3Avip&f=status%3Aactive');
  await visit.button('Remove the filter Label: vip').click();
  await visit.seen(visit.text('58 found'));
  await visit.button('Remove the filter Status: active').click();
  for (const [label, value, number] of [
    ['Email verified', 'yes', 1], ['Phone verified', 'no', 60], ['Has a phone', 'yes', 20], ['Has an email', 'no', 0], ['Name begins with', 'User 001', 10],
    ['Email ends with', '9@example.com', 6], ['Joined since', '2020-01-01', 60], ['Joined before', '2020-01-01', 0], ['Last seen since', '2020-01-01', 0],
    ['Last seen before', '2020-01-01', 0], ['Password set before', '2020-01-01', 0], ['May act as others', 'no', 60],
  ]) {
    await addFilter(visit, label, value);
    await visit.seen(visit.text(`${number} found`, { exact: true }));
    await visit.button(new RegExp(`^Remove the filter ${label}`)).click();
    await visit.seen(visit.text('60 in all'));
  }
  await visit.end();
});

test('a deep link shows the same view', async () => {
  const visit = await Visit.open();
  await visit.to('/users?search=user&f=label%3Avip&order=name&size=100', project);
  await shows(visit, ['User 0003', 'User 0010', 'User 0020']);
  await visit.seen(visit.text('Label: vip'));
  assert.equal(await visit.page.getByLabel('Users on a page').inputValue(), '100');
  assert.equal(await visit.page.locator('th[aria-sort=ascending]').innerText(), 'Name');
  await visit.end();
});

test('the list is ordered by a click on a header or by the choice of orders', async () => {
  const visit = await Visit.open();
  await visit.to('/users', project);
  await visit.button('Name', { exact: true }).click();
  await shows(visit, ['User 0000', 'User 0001']);
  await visit.button('Name', { exact: true }).click();
  await shows(visit, ['User 0059', 'User 0058']);
  await visit.page.getByLabel('Order').selectOption('joined');
  await shows(visit, ['User 0000', 'User 0001']);
  await visit.page.getByLabel('Order').selectOption('-email');
  await shows(visit, ['User 0009']);
  await visit.end();
});

test('columns are chosen, and this browser remembers them', async () => {
  const visit = await Visit.open();
  await visit.to('/users', project);
  await visit.button('Columns').click();
  await visit.page.getByLabel('Id', { exact: true }).check();
  await visit.page.getByLabel('Phone', { exact: true }).uncheck();
  await visit.button('Done').click();
  const head = () => visit.page.locator('thead th').allInnerTexts();
  assert.deepEqual(await head(), ['', 'Name', 'Email', 'Status', 'Labels', 'Joined', 'Last seen', 'Id', 'Actions']);
  await visit.page.reload();
  await visit.signIn(project);
  await visit.seen(rows(visit));
  assert.deepEqual(await head(), ['', 'Name', 'Email', 'Status', 'Labels', 'Joined', 'Last seen', 'Id', 'Actions']);
  await visit.end();
});

test('a selection is blocked, labelled, signed out, unblocked and deleted, at most five at a time', async () => {
  const own = newProject('selection');
  await crowd(own, 30);
  await own.call('POST', '/users/u0029/sessions');
  const visit = await Visit.open();
  const { page } = visit;
  let open = 0;
  let most = 0;
  await page.route('**/v1/users/u*', async (route) => {
    open += 1;
    most = Math.max(most, open);
    const response = await route.fetch();
    await new Promise((resolve) => { setTimeout(resolve, 40); });
    open -= 1;
    await route.fulfill({ response });
  });
  await page.route('**/v1/users/u*/*', async (route) => {
    open += 1;
    most = Math.max(most, open);
    const response = await route.fetch();
    await new Promise((resolve) => { setTimeout(resolve, 40); });
    open -= 1;
    await route.fulfill({ response });
  });
  await visit.to('/users', own);
  await visit.seen(rows(visit));
  const box = (at) => rows(visit).nth(at).getByRole('checkbox');
  await box(0).click();
  await box(11).click({ modifiers: ['Shift'] });
  await visit.seen(visit.text('12 users selected'));

  const run = async (verb, before_ = async () => {}) => {
    await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: verb, exact: true }).click();
    await before_();
    await page.getByRole('dialog').getByRole('button', { name: `${verb}: 12 users` }).click();
    await visit.seen(visit.text('12 of 12 done.'));
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await visit.gone(page.getByRole('dialog'));
    await visit.gone(page.locator('.is-loading'));
  };
  await run('Block');
  assert.equal(await page.locator('.mark.bad').count(), 12);
  await run('Add label', () => page.getByLabel('Label', { exact: true }).fill('spring'));
  assert.equal(await page.locator('td.at-labels .label').count(), 12);
  await run('Remove label', () => page.getByLabel('Label', { exact: true }).fill('spring'));
  assert.equal(await page.locator('td.at-labels .label').count(), 0);
  await run('Sign out');
  assert.equal((await own.call('GET', '/users/u0029/sessions')).total, 0);
  await run('Unblock');
  assert.equal(await page.locator('.mark.bad').count(), 0);

  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete' }).click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Delete: 12 users' });
  assert.ok(await confirm.isDisabled(), 'nothing is deleted without typing the number');
  await page.getByLabel('Type 12 to confirm').fill('12');
  await confirm.click();
  await visit.seen(visit.text('12 of 12 done.'));
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await visit.seen(visit.text('18 in all'));
  assert.equal((await own.call('GET', '/users')).total, 18);
  assert.ok(most >= 2 && most <= 5, `${most} requests at the same time`);
  await visit.end();
});

test('the menu of a row blocks, signs out and deletes', async () => {
  const own = newProject('menu');
  await own.user({ userId: 'ann', name: 'Ann', email: 'ann@example.com' });
  await own.call('POST', '/users/ann/sessions');
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/users', own);
  const choose = async (item) => {
    await visit.button('Actions for Ann').click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await choose('Copy the id');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'ann');
  await choose('Block …');
  await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
  await visit.seen(page.locator('.mark.bad'));
  await choose('Unblock …');
  await page.getByRole('dialog').getByRole('button', { name: 'Unblock' }).click();
  await visit.gone(page.locator('.mark.bad'));
  await choose('Sign out everywhere …');
  await visit.button('End all sessions').click();
  await visit.seen(visit.text('All sessions have ended.'));
  assert.equal((await own.call('GET', '/users/ann/sessions')).total, 0);
  await choose('Delete …');
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Delete' });
  await page.getByLabel('Type ann@example.com to confirm').fill('ann@example');
  assert.ok(await confirm.isDisabled());
  await page.getByLabel('Type ann@example.com to confirm').fill('ann@example.com');
  await confirm.click();
  await visit.seen(visit.text('No user yet'));
  await visit.end();
});

test('an export has every user that the view matches, and no formula', async () => {
  const own = newProject('export');
  await crowd(own, 4);
  await own.user({ userId: 'formula', name: HOSTILE.formula, email: 'f@example.com', phone: '+442079460123' });
  await own.user({ userId: 'quotes', name: 'a "quoted",\nname' });
  const visit = await Visit.open();
  const { page } = visit;
  const download = async (label) => {
    await visit.button('Export').click();
    await page.getByLabel(label).check();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('dialog').getByRole('button', { name: 'Export' }).click()]);
    return readFileSync(await file.path(), 'utf8');
  };
  await visit.to('/users?order=joined', own);
  await visit.seen(rows(visit));
  const csv = await download(/^CSV/);
  const lines = csv.split('\r\n');
  assert.equal(lines[0], '$id,name,email,emailVerification,phone,phoneVerification,status,labels,$createdAt,$updatedAt,accessedAt,passwordUpdate,mfa');
  assert.ok(lines[1].startsWith('u0000,User 0000,u0@example.com,false,,false,true,,20'), lines[1]);
  assert.ok(csv.includes(`formula,"'=HYPERLINK(""http://evil.test"",""x"")",f@example.com,false,'+442079460123,`), csv);
  assert.ok(csv.includes('quotes,"a ""quoted"",\nname",'), csv);
  assert.equal(lines.length, 8, 'head, six users, and the end');
  const objects = (await download(/^NDJSON/)).trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(objects.map(({ $id }) => $id), ['u0000', 'u0001', 'u0002', 'u0003', 'formula', 'quotes']);
  assert.ok(objects.every((user) => !('password' in user) && !('hash' in user)));
  await page.getByPlaceholder('Name, email, phone or id').fill('user 0002');
  await visit.seen(visit.text('1 found'));
  assert.equal((await download(/^NDJSON/)).trim().split('\n').length, 1);
  await visit.end();
});

test('an empty project says what to do', async () => {
  const visit = await Visit.open();
  await visit.to('/users', newProject('empty'));
  await visit.seen(visit.text('No user yet'));
  await visit.text('Create the first user').click();
  await visit.seen(visit.page.getByRole('heading', { name: 'New user' }));
  await visit.end();
});
