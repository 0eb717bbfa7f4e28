// Every method of the SDK's Account class: those that work, and those that do not, with the reason.

import { anEmail, anId, aPhone, JOIN_URL, PASSWORD } from './fixtures.mjs';

const NEW_PASSWORD = 'another valid password';
const PROVIDERS = 'is for sessions of a provider';

/** The methods for a signed-in user with an email and a phone, with valid arguments. */
export const OFFERED = {
  get: (account) => account.get(),
  getPrefs: (account) => account.getPrefs(),
  getSessions: (account) => account.getSessions(),
  getSession: (account) => account.getSession('current'),
  getLogs: (account) => account.getLogs(),
  updateName: (account) => account.updateName('Grace Hopper'),
  updateEmail: (account) => account.updateEmail(anEmail(), PASSWORD),
  updatePhone: (account) => account.updatePhone(aPhone(), PASSWORD),
  updatePrefs: (account) => account.updatePrefs({ theme: 'dark' }),
  updatePassword: (account) => account.updatePassword(NEW_PASSWORD, PASSWORD),
  deleteSession: (account) => account.deleteSession('current'),
  deleteSessions: (account) => account.deleteSessions(),
  updateStatus: (account) => account.updateStatus(),
  createVerification: (account) => account.createVerification(JOIN_URL),
  createPhoneVerification: (account) => account.createPhoneVerification(),
};

const NO_USER = [404, 'user_not_found', 'User not found'];

/** The methods for everybody but API keys, with what was sent to a user; and the errors for an unknown user. */
export const OPEN = {
  updateRecovery: [(account) => account.updateRecovery(anId(), 'secret', NEW_PASSWORD, NEW_PASSWORD), NO_USER],
  updateVerification: [(account) => account.updateVerification(anId(), 'secret'), NO_USER],
  updatePhoneVerification: [(account) => account.updatePhoneVerification(anId(), 'secret'), NO_USER],
};

/** The same, with answers that do not say whether there is such a user. */
export const SILENT = {
  createRecovery: (account) => account.createRecovery(anEmail(), JOIN_URL),
};

/** The answer about a session by email, whose provider has nothing to renew: as Appwrite 0.15 gives it. */
const NO_PROVIDER = [501, 'project_provider_unsupported', 'Provider is not supported'];

/** The methods that do nothing for these users, with their errors. */
export const NOT_OFFERED = {
  updateSession: [PROVIDERS, (account) => account.updateSession('current'), NO_PROVIDER],
};
