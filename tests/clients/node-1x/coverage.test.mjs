// The table of methods in docs/reference/compatibility.md has every method of this SDK, and no other.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { METHODS } from './lib/clients.mjs';

const PAGE = readFileSync(new URL('../../../docs/reference/compatibility.md', import.meta.url), 'utf8');

/** The rows of the table, each as its cells: Node, Python, Roster, why. */
function rows() {
  const [, table] = PAGE.match(/<!-- coverage -->\n([^]*?)<!-- \/coverage -->/) ?? assert.fail('the table is missing');
  return table.trim().split('\n').slice(2).map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim()));
}

test('every method of this SDK has its row, once', () => {
  const named = rows().map(([node]) => node.replaceAll('`', '')).filter((node) => node !== '–');
  assert.deepEqual(named.toSorted(), METHODS);
});

test('a row says whether it works, and why not if not', () => {
  for (const [node, python, roster, why] of rows()) {
    assert.ok(['works', 'differs', 'no'].includes(roster), `${node}, ${python}: ${roster}`);
    assert.ok(roster === 'works' || why !== '', `${node}, ${python}: no reason`);
  }
});

test('all that this SDK has is there', () => {
  const absent = rows().filter(([node, , roster]) => node !== '–' && roster === 'no');
  assert.deepEqual(absent, []);
});
