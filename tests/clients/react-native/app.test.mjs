// An app signs its user in. The SDK names the app in `Origin`: `appwrite-android://com.example.roster`.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Account, Client, Teams } from 'react-native-appwrite';
import * as environment from './lib/environment.mjs';
import { cookies } from './lib/platform.mjs';
import { anEmail, anId, PASSWORD } from '../shared/values.mjs';

/** The app that the project allows, and another one. */
const [APP, OTHER_APP] = ['com.example.roster', 'com.example.stranger'];

const created = new Set();

/** A request of a server, with the API key. */
const request = (method, path, body) => fetch(environment.endpoint + path, {
  method,
  body: body && JSON.stringify(body),
  headers: {
    'content-type': 'application/json', 'x-appwrite-project': environment.project, 'x-appwrite-key': environment.key,
    'x-appwrite-response-format': '1.9.6',
  },
});

async function aUser() {
  const answer = await request('POST', '/users', { userId: anId(), email: anEmail(), password: PASSWORD, name: 'Ada' });
  const user = await answer.json();
  created.add(user.$id);
  return user;
}

/** The SDK in an app on a phone whose user is not signed in. */
function anApp(id = APP) {
  cookies.clear();
  const client = new Client().setEndpoint(environment.endpoint).setProject(environment.project).setPlatform(id);
  return { account: new Account(client), teams: new Teams(client) };
}

after(async () => {
  for (const id of created) await request('DELETE', `/users/${id}`);
});

test('the user of an app signs in, works and signs out', async () => {
  const [{ account, teams }, user] = [anApp(), await aUser()];
  const session = await account.createEmailPasswordSession({ email: user.email, password: PASSWORD });
  assert.equal(session.userId, user.$id);
  assert.ok(cookies.has(`a_session_${environment.project}`));
  assert.equal((await account.get()).email, user.email);
  // The SDK's JSON parser makes objects without a prototype.
  assert.deepEqual({ ...(await account.updatePrefs({ prefs: { theme: 'dark' } })).prefs }, { theme: 'dark' });
  const { sessions } = await account.listSessions();
  assert.deepEqual(sessions.map(({ $id, current }) => [$id, current]), [[session.$id, true]]);
  const team = await teams.create({ teamId: anId(), name: 'Team' });
  assert.deepEqual((await teams.list()).teams.map(({ $id }) => $id), [team.$id]);
  await teams.delete({ teamId: team.$id });
  await account.deleteSession({ sessionId: 'current' });
  await assert.rejects(account.get(), { code: 401, type: 'general_unauthorized_scope' });
});

test('the user of an app signs up', async () => {
  const { account } = anApp();
  const [userId, email] = [anId(), anEmail()];
  assert.equal((await account.create({ userId, email, password: PASSWORD, name: 'New' })).email, email);
  created.add(userId);
});

test('an app that the project does not know is rejected with the platform that is missing', async () => {
  const [{ account }, user] = [anApp(OTHER_APP), await aUser()];
  await assert.rejects(account.createEmailPasswordSession({ email: user.email, password: PASSWORD }), (error) => {
    assert.deepEqual([error.code, error.type], [403, 'general_unknown_origin']);
    assert.match(error.message, /Android platform/);
    return true;
  });
});
