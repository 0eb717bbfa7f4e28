// The answers of the 1.x dialect: every key, in order, with its type. A type with a question mark can be null.

import assert from 'node:assert/strict';

const AGENT = {
  osCode: 'string', osName: 'string', osVersion: 'string',
  clientType: 'string', clientCode: 'string', clientName: 'string', clientVersion: 'string',
  clientEngine: 'string', clientEngineVersion: 'string',
  deviceName: 'string', deviceBrand: 'string', deviceModel: 'string',
};
const COUNTRY = { countryCode: 'string', countryName: 'string' };
const DATES = { $id: 'string', $createdAt: 'date', $updatedAt: 'date' };
const HASH = { password: 'string?', hash: 'string?', hashOptions: 'object?' };
const USER = {
  registration: 'date', status: 'boolean', labels: 'list', passwordUpdate: 'date or empty',
  email: 'string', phone: 'string', emailVerification: 'boolean', emailCanonical: 'string?',
  emailIsFree: 'boolean?', emailIsDisposable: 'boolean?', emailIsCorporate: 'boolean?', emailIsCanonical: 'boolean?',
  phoneVerification: 'boolean', mfa: 'boolean', prefs: 'object', targets: 'list', accessedAt: 'date or empty',
  impersonator: 'boolean?', impersonatorUserId: 'string?',
};

const MODELS = {
  user: { ...DATES, name: 'string', ...HASH, ...USER },
  /** A user in their own account. */
  account: { ...DATES, name: 'string', ...USER },
  target: {
    ...DATES, name: 'string', userId: 'string', providerId: 'string?', providerType: 'string', identifier: 'string',
    expired: 'boolean',
  },
  session: {
    ...DATES, userId: 'string', expire: 'date', provider: 'string', providerUid: 'string',
    providerAccessToken: 'string', providerAccessTokenExpiry: 'date or empty', providerRefreshToken: 'string',
    ip: 'string', ...AGENT, ...COUNTRY, current: 'boolean', factors: 'list', secret: 'string',
    mfaUpdatedAt: 'date or empty',
  },
  token: {
    $id: 'string', $createdAt: 'date', userId: 'string', secret: 'string', expire: 'date', phrase: 'string',
  },
  jwt: { jwt: 'string' },
  log: {
    event: 'string', userId: 'string', userEmail: 'string', userName: 'string', mode: 'string', userType: 'string',
    ip: 'string', time: 'date', ...AGENT, ...COUNTRY, keyId: 'string', keyName: 'string',
  },
  membership: {
    ...DATES, userId: 'string', userName: 'string', userEmail: 'string', userPhone: 'string', teamId: 'string',
    teamName: 'string', invited: 'date', joined: 'date or empty', confirm: 'boolean', mfa: 'boolean',
    userAccessedAt: 'date or empty', roles: 'list',
  },
  identity: {
    ...DATES, userId: 'string', provider: 'string', providerUid: 'string', providerEmail: 'string',
    providerAccessToken: 'string', providerAccessTokenExpiry: 'date or empty', providerRefreshToken: 'string',
  },
  factors: { totp: 'boolean', phone: 'boolean', email: 'boolean', recoveryCode: 'boolean' },
  codes: { recoveryCodes: 'list' },
  /** A new authenticator. */
  authenticator: { secret: 'string', uri: 'string' },
  challenge: { $id: 'string', $createdAt: 'date', userId: 'string', expire: 'date' },
};

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/;

/** An answer as plain JSON: the SDK's objects have no prototype and a `toString` of their own. */
export const plain = (value) => JSON.parse(JSON.stringify(value));

/** Fails unless both are the same, as JSON. */
export const assertSame = (actual, expected) => assert.deepEqual(plain(actual), plain(expected));

/** Fails unless `value` has exactly the keys of the model, in order, each of its type. */
export function assertModel(model, value) {
  assert.deepEqual(Object.keys(value), Object.keys(MODELS[model]));
  for (const [name, type] of Object.entries(MODELS[model])) {
    assert.ok(isOf(type, value[name]), `${name} is no ${type}: ${JSON.stringify(value[name])}`);
  }
  value.targets?.forEach((target) => assertModel('target', target));
}

/** Fails unless `list` is `{total, <name>: [...]}` of the model; returns the entries. */
export function assertList(list, name, model) {
  assert.deepEqual(Object.keys(list), ['total', name]);
  assert.ok(Number.isInteger(list.total));
  list[name].forEach((row) => assertModel(model, row));
  return list[name];
}

/** Fails unless a time differs from now by less than 300 seconds (clocks of two machines differ). */
export function assertRecent(date) {
  assert.match(date, DATE);
  assert.ok(Math.abs(Date.now() - Date.parse(date)) < 300_000, `${date} is not the current time`);
}

function isOf(type, value) {
  switch (type) {
    case 'date': return DATE.test(value);
    case 'date or empty': return value === '' || DATE.test(value);
    case 'list': return Array.isArray(value);
    case 'object': return typeof value === 'object' && value !== null && !Array.isArray(value);
    default: return type.endsWith('?') ? value === null || isOf(type.slice(0, -1), value) : typeof value === type;
  }
}
