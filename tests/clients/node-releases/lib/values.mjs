// The values of ../../shared/calls.json: placeholders, paths, and versions.

import assert from 'node:assert/strict';
import { anEmail, anId, aPhone, aTag } from '../../shared/values.mjs';

/** The placeholders of a run. */
export const newValues = () => ({
  id: anId(), team: anId(), other: anId(), word: aTag(), email: anEmail(), otherEmail: anEmail(), phone: aPhone(),
});

/** The same value with each `{name}` replaced. */
export function filled(value, values) {
  if (typeof value === 'string') {
    return value.replace(/\{(\w+)\}/g, (text, name) => values[name] ?? assert.fail(`nothing is kept as ${text}`));
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, values));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item, values)]));
}

/** The value at a path such as `users.0.$id`. */
export const at = (answer, path) => path.split('.').reduce((value, name) => value?.[name], answer);

/** Fails unless the answer has these values by path. */
export function assertHas(answer, expected, values) {
  for (const [path, value] of Object.entries(expected)) {
    const found = at(answer, path);
    if (value === '{any}') assert.notEqual(found, undefined, `${path} is missing in ${JSON.stringify(answer)}`);
    else assert.deepEqual(found, filled(value, values), `${path} of ${JSON.stringify(answer)}`);
  }
}

const numbers = (version) => version.split('.').map(Number);

/** Whether a version is not newer than another. */
export function isUpTo(version, last) {
  const [left, right] = [numbers(version), numbers(last)];
  const differs = left.findIndex((number, place) => number !== right[place]);
  return differs === -1 || left[differs] < right[differs];
}
