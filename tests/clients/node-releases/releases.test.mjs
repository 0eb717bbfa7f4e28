// Every release makes all calls of ../shared/calls.json that it has a method for.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import * as environment from './lib/environment.mjs';
import { Release } from './lib/release.mjs';
import { assertHas, at, filled, isUpTo, newValues } from './lib/values.mjs';

const { calls, releases } = JSON.parse(readFileSync(new URL('../shared/calls.json', import.meta.url), 'utf8'));

/** A plain request with the API key, for what the releases do not have. */
async function request(method, path) {
  const headers = {
    'content-type': 'application/json', 'x-appwrite-project': environment.project, 'x-appwrite-key': environment.key,
    'x-appwrite-response-format': '1.9.6',
  };
  const body = method === 'POST' ? '{}' : undefined;
  return fetch(environment.endpoint + path, { method, headers, body });
}

/** A call as a release of this response format makes it. */
function inFormat({ older = [], ...call }, format) {
  const applies = ({ since = '0.0.0', until }) => isUpTo(since, format) && isUpTo(format, until);
  const { since, until, ...changes } = older.find(applies) ?? {};
  return { optional: [], ...call, ...changes };
}

async function make(release, name, call, values) {
  const asUser = call.as === 'user';
  if (asUser && release.user === null) {
    const { jwt } = await (await request('POST', `/users/${values.user}/jwts`)).json();
    release.signIn(jwt);
  }
  return release.call(name, { params: filled(call.with, values), optional: call.optional, asUser });
}

async function assertFails(answer, { code, type }, format) {
  await assert.rejects(answer, (error) => {
    assert.equal(error.code, code, error.stack);
    // Older errors have no type.
    if (!isUpTo(format, '0.12.4')) assert.match(JSON.stringify([error.type, error.response]), new RegExp(`"?${type}`));
    return true;
  });
}

for (const [version, { format, without }] of Object.entries(releases.node)) {
  describe(`node-appwrite ${version}`, () => {
    const release = new Release(version);
    const values = newValues();

    test(`sends the response format ${format}`, () => assert.equal(release.format, format));

    test('has the methods of the list, but for those that are named', () => {
      const missing = calls.filter(({ call }) => !release.find(call)).map(({ call }) => call[0]);
      assert.deepEqual([...new Set(missing)], without);
    });

    for (const listed of calls.filter(({ call }) => release.find(call))) {
      const name = release.find(listed.call);
      const call = inFormat(listed, format);
      test(`${name} ${call.fails ? 'is rejected' : 'works'}`, async () => {
        if (call.fails) return assertFails(make(release, name, call, values), call.fails, format);
        const answer = await make(release, name, call, values);
        for (const [kept, path] of Object.entries(call.keep ?? {})) values[kept] = at(answer, path);
        return assertHas(answer, call.answer, values);
      });
    }

    after(async () => {
      for (const id of [values.user, values.other]) await request('DELETE', `/users/${id}`);
    });
  });
}
