// The page of compatibility has a row for every route that this SDK calls.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { documentedRoutes, routesOf } from '../shared/routes.mjs';

test('the page has a row for every route that this SDK calls', () => {
  const called = routesOf(readFileSync(createRequire(import.meta.url).resolve('appwrite'), 'utf8'));
  assert.ok(called.includes('POST /account/sessions/email'));
  assert.deepEqual(called.filter((route) => !documentedRoutes().includes(route)), []);
});
