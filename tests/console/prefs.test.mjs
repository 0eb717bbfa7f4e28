// Preferences through the editor, byte for byte.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, launch, Visit } from './lib/browser.mjs';
import { newProject } from './lib/stack.mjs';

let project;
before(async () => {
  await launch();
  project = newProject('prefs');
});
after(close);

const large = JSON.stringify({ notes: Array.from({ length: 640 }, (_, at) => `note ${at} – ${'ü'.repeat(40)}`) });

/** Texts that a program that parses and writes again would change, and others. */
const TEXTS = {
  false: '{"on":false}',
  zero: '{"n":0,"negative":-0,"real":1.0,"power":1E+2,"large":12345678901234567890.10}',
  null: '{"nothing":null}',
  'empty object': '{"empty":{},"list":[],"inner":{"a":{}}}',
  'escapes': '{"newline":"\\n","tab":"\\t","slash":"\\/","letter":"\\u00e9","half":"\\ud83d"}',
  'names in their order': '{"10":1,"9":2,"b":3,"a":4,"__proto__":5}',
  'a name twice': '{"a":1,"a":2}',
  'white space': '{ "a" : [ 1,\n\t2 ] ,\r\n "b":"\u00a0" }',
  nested: `{"a":${'['.repeat(40)}{"deep":[{}]}${']'.repeat(40)}}`,
  markup: '{"html":"</script><img src=x onerror=alert(1)>","rtl":"\u202e\u2066"}',
  'no member': '{}',
  '60 kB': large,
};

for (const [name, text] of Object.entries(TEXTS)) {
  test(`shown and saved as they are: ${name}`, async () => {
    const visit = await Visit.open();
    const { page } = visit;
    const { $id } = await project.user({});
    // A text area has no carriage returns: only the way from the API to the API is without loss, not an edit of such a text.
    const typed = text.replaceAll('\r', '');
    await project.call('PATCH', `/users/${$id}/prefs`, `{"prefs":${text}}`);
    await visit.to(`/users/${$id}/prefs`, project);
    const editor = page.getByLabel('Preferences');
    await visit.seen(editor);
    assert.equal(await editor.inputValue(), typed);
    assert.ok(await visit.button('Save the preferences').isDisabled(), 'there is nothing to save');
    const changed = typed.replace(/^\{\s*(.)/s, (_, next) => (next === '}' ? '{"added":"\\n"}' : `{"added":"\\n",${next}`));
    await editor.fill(changed);
    await visit.button('Save the preferences').click();
    await visit.seen(visit.text('Saved.'));
    assert.equal(await project.call('GET', `/users/${$id}/prefs`, undefined, { text: true }), changed);
    assert.equal(await editor.inputValue(), changed);
    await visit.end();
  });
}

test('the largest preferences are 60 kB here', () => {
  assert.ok(Buffer.byteLength(large) > 60_000 && Buffer.byteLength(large) < 65_000, String(Buffer.byteLength(large)));
});

test('the last member can be removed', async () => {
  const visit = await Visit.open();
  const { $id } = await project.user({});
  await project.call('PATCH', `/users/${$id}/prefs`, { prefs: { only: 'one' } });
  await visit.to(`/users/${$id}/prefs`, project);
  await visit.page.getByLabel('Preferences').fill('{}');
  await visit.button('Save the preferences').click();
  await visit.seen(visit.text('Saved.'));
  assert.equal(await project.call('GET', `/users/${$id}/prefs`, undefined, { text: true }), '{}');
  await visit.end();
});

test('what is no object is not sent, and the reason is said while typing', async () => {
  const visit = await Visit.open();
  const { page } = visit;
  const { $id } = await project.user({});
  await visit.to(`/users/${$id}/prefs`, project);
  const editor = page.getByLabel('Preferences');
  for (const text of ['', '[]', '"text"', 'null', '{"a":}', '{"a":1,}', "{'a':1}", '{"a":1}}', '{"prefs":{}},"x":{']) {
    await editor.fill(text);
    await visit.seen(page.locator('.problem'));
    assert.ok(await visit.button('Save the preferences').isDisabled(), text);
  }
  await visit.button('Undo').click();
  assert.equal(await editor.inputValue(), '{}');
  await visit.end();
});

test('too large preferences are rejected in the words of the API, and stay in the editor', async () => {
  const visit = await Visit.open({ statuses: [400] });
  const { page } = visit;
  const { $id } = await project.user({});
  await visit.to(`/users/${$id}/prefs`, project);
  const text = `{"a":"${'x'.repeat(66_000)}"}`;
  await page.getByLabel('Preferences').fill(text);
  await visit.button('Save the preferences').click();
  await visit.seen(page.getByRole('alert').filter({ hasText: 'prefs' }));
  assert.equal(await page.getByLabel('Preferences').inputValue(), text);
  await visit.end();
});

test('lines are spread and joined without a change of any value', async () => {
  const visit = await Visit.open();
  const { page } = visit;
  const { $id } = await project.user({});
  const text = '{"a":[1.0,{"b":{}},[]],"c d":"e, {f}: \\"g\\""}';
  await project.call('PATCH', `/users/${$id}/prefs`, `{"prefs":${text}}`);
  await visit.to(`/users/${$id}/prefs`, project);
  await visit.button('Spread over lines').click();
  const spread = '{\n  "a": [\n    1.0,\n    {\n      "b": {}\n    },\n    []\n  ],\n  "c d": "e, {f}: \\"g\\""\n}';
  assert.equal(await page.getByLabel('Preferences').inputValue(), spread);
  await visit.button('Save the preferences').click();
  await visit.seen(visit.text('Saved.'));
  assert.equal(await project.call('GET', `/users/${$id}/prefs`, undefined, { text: true }), spread);
  await visit.button('Without spaces').click();
  assert.equal(await page.getByLabel('Preferences').inputValue(), text);
  await visit.end();
});
