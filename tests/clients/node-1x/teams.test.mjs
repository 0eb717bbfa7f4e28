// Preferences of teams, and searches by id.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { teams } from './lib/clients.mjs';
import { aTeam } from './lib/fixtures.mjs';

test('preferences of a team are replaced as a whole', async () => {
  const { $id: teamId, prefs } = await aTeam();
  assert.deepEqual({ ...prefs }, {});
  for (const given of [{ color: 'red', sizes: [1, 2] }, { text: 'x'.repeat(5000) }, {}]) {
    assert.deepEqual({ ...await teams.updatePrefs({ teamId, prefs: given }) }, given);
    assert.deepEqual({ ...await teams.getPrefs({ teamId }) }, given);
    assert.deepEqual({ ...(await teams.get({ teamId })).prefs }, given);
  }
});

test('a search finds a team by its id', async () => {
  const { $id: teamId } = await aTeam();
  const found = await teams.list({ search: teamId });
  assert.deepEqual([found.total, found.teams[0].$id], [1, teamId]);
});
