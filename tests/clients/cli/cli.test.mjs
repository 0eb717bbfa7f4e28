// Each release of the command line: pointed at the endpoint from an empty folder, then users and teams.
//
// `make test` runs the newest one as far as the list of users; `make clients` (CLIENTS=all) runs everything.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Cli } from './lib/cli.mjs';
import { endpoint, isWhole, key, project } from './lib/environment.mjs';
import { anEmail, anId, aTag, JOIN_URL, PASSWORD } from '../shared/values.mjs';

const NEWEST = '8.3.0';
const RELEASES = isWhole ? ['2.0.2', '6.2.3', NEWEST] : [NEWEST];

for (const version of RELEASES) {
  describe(`appwrite-cli ${version}`, () => {
    const cli = new Cli(version);
    const [userId, teamId, word] = [anId(), anId(), aTag()];
    const email = anEmail();
    after(() => cli.remove());

    test('client accepts the endpoint, and then the project and the key', async () => {
      await cli.succeed('client', { endpoint });
      await cli.succeed('client', { projectId: project, key });
    });

    test('users list prints a table, and with --json the answer', async () => {
      assert.match(await cli.succeed('users list'), /total/);
      const { total, users } = await cli.json('users list');
      assert.deepEqual([typeof total, Array.isArray(users)], ['number', true]);
    });

    test('an endpoint without a server is rejected', { skip: !isWhole }, async () => {
      const other = new Cli(version);
      assert.match(await other.fail('client', { endpoint: 'http://127.0.0.1:9/v1' }), /Invalid endpoint/);
      other.remove();
    });

    test('a user is created, found, changed and read', { skip: !isWhole }, async () => {
      const name = `Ada ${word}`;
      const user = await cli.json('users create', { userId, email, password: PASSWORD, name });
      assert.deepEqual([user.$id, user.email, user.name], [userId, email, name]);
      assert.equal((await cli.json('users list', { search: word })).users[0].$id, userId);
      assert.equal((await cli.json('users updateName', { userId, name: 'Grace' })).name, 'Grace');
      assert.deepEqual(await cli.json('users updatePrefs', { userId, prefs: '{"theme":"dark"}' }), { theme: 'dark' });
      assert.equal((await cli.json('users updateStatus', { userId, status: true })).status, true);
      const read = await cli.json('users get', { userId });
      assert.deepEqual([read.name, read.prefs], ['Grace', { theme: 'dark' }]);
      assert.ok((await cli.json('users listLogs', { userId })).logs.length > 0);
    });

    test('a team gets the user as a member', { skip: !isWhole }, async () => {
      const team = await cli.json('teams create', { teamId, name: `Team ${word}` });
      assert.deepEqual([team.$id, team.total], [teamId, 0]);
      const member = { teamId, email, roles: 'developer', url: JOIN_URL };
      assert.equal((await cli.json('teams createMembership', member)).userId, userId);
      assert.equal((await cli.json('teams listMemberships', { teamId })).memberships[0].userId, userId);
      await cli.succeed('teams delete', { teamId });
      assert.match(await cli.fail('teams get', { teamId }), /Team with the requested ID could not be found/);
    });

    test('a deleted user is not found', { skip: !isWhole }, async () => {
      await cli.succeed('users delete', { userId });
      assert.match(await cli.fail('users get', { userId }), /User with the requested ID could not be found/);
    });

    test('a wrong key is rejected', { skip: !isWhole }, async () => {
      await cli.succeed('client', { key: 'standard_wrong' });
      assert.match(await cli.fail('users list'), /not authorized to perform the requested action/);
    });
  });
}
