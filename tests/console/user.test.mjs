// One user, from the creation to the deletion: every fact, sessions, log, teams, targets, second factor.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, Visit } from './lib/browser.mjs';
import { base, newProject } from './lib/stack.mjs';
import { codeOf } from './lib/totp.mjs';

let project;
before(async () => {
  await launch();
  project = newProject('user');
});
after(close);

/** Edits a fact where it is, and waits for its new value. */
async function edit(visit, label, value) {
  const { page } = visit;
  await visit.button(`Edit: ${label}`).click();
  const fact = page.locator('.fact').filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}$`) }) });
  await fact.locator('input').fill(value);
  await fact.getByRole('button', { name: 'Save' }).click();
  await visit.seen(visit.button(`Edit: ${label}`));
}

const user = (id) => project.call('GET', `/users/${id}`);

test('a user is created, found, edited field by field, and deleted', async () => {
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/users', project);
  await visit.button('New user').click();
  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByLabel('Email').fill('grace@example.com');
  await page.getByLabel('Phone').fill('+442079460001');
  await page.getByLabel('Id', { exact: true }).fill('grace');
  await visit.button('Make one').click();
  const password = await page.getByLabel('Password').inputValue();
  assert.match(password, /^[\w.+=*@-]{20}$/);
  await visit.button('Create').click();
  await visit.seen(page.getByRole('heading', { name: 'Grace Hopper' }));
  assert.match(page.url(), /#\/users\/grace$/);
  assert.equal(page.url().includes(password), false);
  const session = await fetch(`${new URL(page.url()).origin}/v1/account/sessions/email`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Appwrite-Project': project.id, 'X-Appwrite-Response-Format': '1.9.6' },
    body: JSON.stringify({ email: 'grace@example.com', password }),
  });
  assert.equal(session.status, 201, 'the made password signs the user in');

  visit.calls();
  await edit(visit, 'Name', 'Rear Admiral Grace Hopper');
  await visit.seen(page.getByRole('heading', { name: 'Rear Admiral Grace Hopper' }));
  assert.deepEqual(visit.calls().map(({ method, path }) => `${method} ${path}`), ['PATCH /v1/users/grace/name'], 'a write needs no further read');
  await edit(visit, 'Email', 'hopper@example.com');
  await edit(visit, 'Phone', '+442079460002');
  await edit(visit, 'Password', 'a new pass phrase');
  for (const label of ['Email verified', 'Phone verified', 'May act as others']) {
    await page.getByRole('switch', { name: label }).click();
    await visit.seen(page.getByRole('switch', { name: label, checked: true }));
  }
  await page.getByLabel('New labels').fill('vip, beta');
  await visit.button('Add', { exact: true }).click();
  await visit.button('Remove the label vip').click();
  await page.getByLabel('New labels').fill('staff');
  await visit.button('Add', { exact: true }).click();
  await visit.button('Save the labels').click();
  await visit.gone(visit.text('Not saved yet.'));
  const stored = await user('grace');
  assert.deepEqual(
    [stored.name, stored.email, stored.phone, stored.emailVerification, stored.phoneVerification, stored.impersonator, stored.labels],
    ['Rear Admiral Grace Hopper', 'hopper@example.com', '+442079460002', true, true, true, ['beta', 'staff']],
  );

  await visit.button('Block …').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
  await visit.seen(page.locator('.title .mark.bad'));
  assert.equal((await user('grace')).status, false);
  await visit.button('Delete …').click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Delete' });
  assert.ok(await confirm.isDisabled());
  await page.getByLabel('Type hopper@example.com to confirm').fill('grace');
  await confirm.click();
  await visit.seen(visit.text('No user yet'));
  await assert.rejects(user('grace'), /user_not_found/);
  await visit.end();
});

test('an error of the API is shown at the field that caused it, and nothing typed is lost', async () => {
  await project.user({ userId: 'taken', email: 'taken@example.com', phone: '+442079460009' });
  const visit = await Visit.open({ statuses: [400, 409] });
  const { page } = visit;
  await visit.to('/users/new', project);
  await page.getByLabel('Name').fill('Second');
  await page.getByLabel('Email').fill('taken@example.com');
  await visit.button('Create').click();
  await visit.seen(page.getByRole('alert').filter({ hasText: 'already exists' }));
  await page.getByLabel('Email').fill('not an email');
  await visit.button('Create').click();
  const field = page.locator('.field').filter({ has: page.getByText('Email', { exact: true }) });
  await visit.seen(field.getByRole('alert'));
  assert.equal(await page.getByLabel('Name').inputValue(), 'Second');
  await page.getByLabel('Email').fill('second@example.com');
  await page.getByLabel('Phone').fill('12');
  await visit.button('Create').click();
  await visit.seen(page.locator('.field').filter({ has: page.getByText('Phone', { exact: true }) }).getByRole('alert'));
  await page.getByLabel('Phone').fill('');
  await visit.button('Create').click();
  await visit.seen(page.getByRole('heading', { name: 'Second' }));
  await visit.button('Edit: Email').click();
  await page.locator('.edit input').fill('taken@example.com');
  await page.locator('.edit').getByRole('button', { name: 'Save' }).click();
  await visit.seen(page.locator('.edit').getByRole('alert').filter({ hasText: 'already exists' }));
  await page.keyboard.press('Escape');
  await visit.seen(visit.text('second@example.com'));
  await visit.end();
});

test('sessions are listed, ended one by one and all, and made', async () => {
  await project.user({ userId: 'sam', name: 'Sam', email: 'sam@example.com' });
  for (let at = 0; at < 3; at += 1) await project.call('POST', '/users/sam/sessions');
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/users/sam/sessions', project);
  await visit.seen(visit.text('3 sessions'));
  assert.equal(await page.locator('.items time').count(), 6, 'begin and end of each');
  await visit.button('End …').first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
  await visit.seen(visit.text('2 sessions'));
  await visit.button('End all …').click();
  await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
  await visit.seen(visit.text('Not signed in'));
  for (const [what, shape] of [['Session', /^[\w+/=-]{20,}$/], ['Sign-in token', /^[0-9a-f]{32}$/], ['JWT', /^[\w-]+\.[\w-]+\.[\w-]+$/]]) {
    await visit.button(`${what} …`).click();
    await visit.button('Make it').click();
    const secret = page.locator('.secret code');
    await visit.seen(secret);
    assert.match(await secret.innerText(), shape);
    await visit.button('Copy').click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await secret.innerText());
  }
  await visit.seen(visit.text('1 session', { exact: true }));
  await visit.end();
});

test('the log has an icon, the event and who did it, and goes on by pages', async () => {
  await project.user({ userId: 'lea', name: 'Lea', email: 'lea@example.com' });
  for (let at = 0; at < 28; at += 1) await project.call('PATCH', '/users/lea/name', { name: `Lea ${at}` });
  await project.call('POST', '/users/lea/sessions');
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/users/lea/log', project);
  await visit.seen(visit.text('30 entries'));
  assert.equal(await page.locator('.items li').count(), 25);
  assert.match(await page.locator('.items li').first().innerText(), /^Signed in by an API key/);
  assert.equal(await page.locator('.items li svg').count(), 25);
  await visit.button('Older').click();
  await visit.seen(visit.text('Created by an API key'));
  assert.match(page.url(), /offset=25$/);
  assert.equal(await page.locator('.items li').count(), 5);
  await visit.button('Newer').click();
  await visit.seen(visit.text('Signed in by an API key'));
  await visit.end();
});

test('teams of a user: added, roles set, removed', async () => {
  await project.user({ userId: 'tea', name: 'Tea' });
  await project.call('POST', '/teams', { teamId: 'crew', name: 'The crew' });
  const visit = await Visit.open({ statuses: [404] });
  const { page } = visit;
  await visit.to('/users/tea/teams', project);
  await visit.seen(visit.text('In no team'));
  await visit.button('Add to a team …').click();
  await page.getByLabel('Id of the team').fill('nothing');
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
  await visit.seen(page.getByRole('dialog').getByRole('alert').filter({ hasText: 'Team with the requested ID could not be found.' }));
  await page.getByLabel('Id of the team').fill('crew');
  await page.getByLabel('Roles', { exact: true }).fill('owner editor');
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
  await visit.seen(visit.text('The crew'));
  await visit.button('Edit the roles').click();
  await page.getByLabel('Roles, separated by spaces').fill('reader');
  await visit.button('Save').click();
  await visit.seen(page.locator('.roles .label', { hasText: 'reader' }));
  assert.deepEqual((await project.call('GET', '/users/tea/memberships')).memberships[0].roles, ['reader']);
  await visit.button('Remove …').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await visit.seen(visit.text('In no team'));
  await visit.end();
});

test('targets: created, changed, deleted; those of the own email stay', async () => {
  await project.user({ userId: 'tim', email: 'tim@example.com' });
  const visit = await Visit.open({ statuses: [400] });
  const { page } = visit;
  await visit.to('/users/tim/targets', project);
  await visit.seen(visit.text('1 target', { exact: true }));
  await visit.button('New target …').click();
  await page.getByLabel('Token of the device').fill('device-token');
  await page.getByLabel('Name').fill('Phone');
  await visit.button('Save').click();
  await visit.seen(visit.text('2 targets'));
  const device = page.locator('.items li').filter({ hasText: 'device-token' });
  await device.getByRole('button', { name: 'Edit …' }).click();
  await page.getByLabel('Name').fill('Tablet');
  await visit.button('Save').click();
  await visit.seen(device.filter({ hasText: 'Tablet' }));
  await device.getByRole('button', { name: 'Delete …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await visit.seen(visit.text('1 target', { exact: true }));
  await page.locator('.items li').filter({ hasText: 'tim@example.com' }).getByRole('button', { name: 'Delete …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await visit.seen(page.getByRole('dialog').getByRole('alert'));
  await visit.end();
});

test('the second factor is required or not, and recovery codes are made, shown and replaced', async () => {
  await project.user({ userId: 'mia', email: 'mia@example.com' });
  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/users/mia/factors', project);
  await page.getByRole('switch', { name: 'Second factor required' }).click();
  await visit.seen(page.getByRole('switch', { checked: true }));
  assert.equal((await user('mia')).mfa, true);
  await visit.button('Make codes …').click();
  await visit.button('Make', { exact: true }).click();
  await visit.seen(page.locator('.codes code'));
  const codes = await page.locator('.codes code').allInnerTexts();
  assert.equal(codes.length, 6);
  await visit.button('Show the codes').click();
  assert.deepEqual(await page.locator('.codes code').allInnerTexts(), codes);
  await visit.button('Replace …').click();
  await visit.button('Replace', { exact: true }).click();
  await page.waitForFunction((old) => document.querySelector('.codes code')?.textContent !== old, codes[0]);
  await visit.end();
});

test('an authenticator app that a user has set up is shown, and removed', async () => {
  await project.user({ userId: 'tam', email: 'tam@example.com' });
  const { secret } = await project.call('POST', '/users/tam/sessions');
  const asUser = (method, body) => fetch(`${base}/v1/account/mfa/authenticators/totp`, {
    method,
    headers: { 'X-Appwrite-Project': project.id, 'X-Appwrite-Session': secret, 'X-Appwrite-Response-Format': '1.9.6', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }).then((response) => response.json());
  const app = await asUser('POST', {});
  await asUser('PUT', { otp: codeOf(app.secret) });
  const factors = () => project.call('GET', '/users/tam/mfa/factors');
  assert.equal((await factors()).totp, true);

  const visit = await Visit.open();
  const { page } = visit;
  await visit.to('/users/tam/factors', project);
  await visit.button('Remove …').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await visit.seen(visit.text('The authenticator app is removed.'));
  await visit.gone(visit.button('Remove …'));
  assert.equal((await factors()).totp, false);
  await visit.end();
});

test('a user who does not exist is said in the words of the API', async () => {
  const visit = await Visit.open({ statuses: [404] });
  await visit.to('/users/nobody', project);
  await visit.seen(visit.text('User with the requested ID could not be found.'));
  await visit.end();
});
