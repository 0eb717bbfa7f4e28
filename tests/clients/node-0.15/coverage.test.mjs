// The page of compatibility has a row for every route that this SDK calls.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { documentedRoutes, routesOf } from '../shared/routes.mjs';

test('the page has a row for every route that this SDK calls', () => {
  const services = join(dirname(createRequire(import.meta.url).resolve('node-appwrite')), 'lib', 'services');
  const sources = readdirSync(services).filter((name) => name.endsWith('.js'));
  const called = sources.flatMap((name) => routesOf(readFileSync(join(services, name), 'utf8')));
  assert.ok(called.includes('GET /users/{userId}'));
  assert.deepEqual(called.filter((route) => !documentedRoutes().includes(route)), []);
});
