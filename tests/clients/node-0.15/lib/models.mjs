// The answers of the 0.15 dialect: every key, in order, with its type.

import assert from 'node:assert/strict';

const AGENT = {
  osCode: 'string', osName: 'string', osVersion: 'string',
  clientType: 'string', clientCode: 'string', clientName: 'string', clientVersion: 'string',
  clientEngine: 'string', clientEngineVersion: 'string',
  deviceName: 'string', deviceBrand: 'string', deviceModel: 'string',
};

const MODELS = {
  user: {
    $id: 'string', $createdAt: 'integer', $updatedAt: 'integer', name: 'string', registration: 'integer',
    status: 'boolean', passwordUpdate: 'integer', email: 'string', phone: 'string',
    emailVerification: 'boolean', phoneVerification: 'boolean', prefs: 'object',
  },
  session: {
    $id: 'string', $createdAt: 'integer', userId: 'string', expire: 'integer', provider: 'string',
    providerUid: 'string', providerAccessToken: 'string', providerAccessTokenExpiry: 'integer',
    providerRefreshToken: 'string', ip: 'string', ...AGENT, countryCode: 'string', countryName: 'string',
    current: 'boolean',
  },
  log: {
    event: 'string', userId: 'string', userEmail: 'string', userName: 'string', mode: 'string', ip: 'string',
    time: 'integer', ...AGENT, countryCode: 'string', countryName: 'string', keyId: 'string', keyName: 'string',
  },
  membership: {
    $id: 'string', $createdAt: 'integer', $updatedAt: 'integer', userId: 'string', userName: 'string',
    userEmail: 'string', teamId: 'string', teamName: 'string', invited: 'integer', joined: 'integer',
    confirm: 'boolean', roles: 'list',
  },
  token: { $id: 'string', $createdAt: 'integer', userId: 'string', secret: 'string', expire: 'integer' },
  team: { $id: 'string', $createdAt: 'integer', $updatedAt: 'integer', name: 'string', total: 'integer' },
};

/** Fails unless `value` has exactly the keys of the model, in order, each of its type. */
export function assertModel(model, value) {
  const types = Object.fromEntries(Object.entries(value).map(([name, field]) => [name, typeOf(field)]));
  assert.deepEqual(Object.entries(types), Object.entries(MODELS[model]));
}

/** Fails unless `list` is `{total, <name>: [...]}` of the model; returns the entries. */
export function assertList(list, name, model) {
  assert.deepEqual(Object.keys(list), ['total', name]);
  assert.equal(typeOf(list.total), 'integer');
  list[name].forEach((row) => assertModel(model, row));
  return list[name];
}

/** Fails unless a time is in seconds and differs from now by less than 300 seconds (clocks of two machines differ). */
export function assertRecent(seconds) {
  assert.ok(Math.abs(Date.now() / 1000 - seconds) < 300, `${seconds} is not the current time in seconds`);
}

function typeOf(value) {
  if (Array.isArray(value)) return 'list';
  if (value === null) return 'null';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
