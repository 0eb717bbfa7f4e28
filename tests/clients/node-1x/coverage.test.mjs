// The table of methods in docs/reference/compatibility.md has every method of this SDK, and no other.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { documentedRoutes, routesOf } from '../shared/routes.mjs';
import { METHODS } from './lib/clients.mjs';

const PAGE = readFileSync(new URL('../../../docs/reference/compatibility.md', import.meta.url), 'utf8');

/** The rows of the table as cells: Node, Python, Roster, reason. */
function rows() {
  const [, table] = PAGE.match(/<!-- coverage -->\n([^]*?)<!-- \/coverage -->/) ?? assert.fail('the table is missing');
  return table.trim().split('\n').slice(2).map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim()));
}

test('the table has one row for every method of this SDK', () => {
  const named = rows().map(([node]) => node.replaceAll('`', '')).filter((node) => node !== '–');
  assert.deepEqual(named.toSorted(), METHODS);
});

test('every row says whether the method works, and if not, why', () => {
  for (const [node, python, roster, why] of rows()) {
    assert.ok(['works', 'differs', 'no'].includes(roster), `${node}, ${python}: ${roster}`);
    assert.ok(roster === 'works' || why !== '', `${node}, ${python}: no reason`);
  }
});

test('all methods of this SDK exist', () => {
  const absent = rows().filter(([node, , roster]) => node !== '–' && roster === 'no');
  assert.deepEqual(absent, []);
});

test('the page has a row for every route that this SDK calls', () => {
  const services = join(dirname(createRequire(import.meta.url).resolve('node-appwrite')), 'services');
  const sources = readdirSync(services).filter((name) => name.endsWith('.js'));
  const called = sources.flatMap((name) => routesOf(readFileSync(join(services, name), 'utf8')));
  assert.ok(called.includes('GET /users/{userId}'));
  assert.deepEqual(called.filter((route) => !documentedRoutes().includes(route)), []);
});
