// Every method of the SDK's Account class: those that work, and those that do not, with the reason.

import { anEmail, anId, aPhone, JOIN_URL, PASSWORD } from './fixtures.mjs';

const NEW_PASSWORD = 'another valid password';
const MAIL = 'needs mail';
const TEXT_MESSAGES = 'needs text messages';
const PROVIDERS = 'needs other sign-in providers';

/** The methods that Roster has, with valid arguments. */
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
};

/** The answer of a route that does not exist. */
export const NO_ROUTE = [404, 'general_route_not_found', 'Not Found'];
/** The answer about a session by email, whose provider has nothing to renew: as Appwrite 0.15 gives it. */
const NO_PROVIDER = [501, 'project_provider_unsupported', 'Provider is not supported'];

/** The methods that do nothing for these users: each is 404, or the named error. */
export const NOT_OFFERED = {
  createRecovery: [MAIL, (account) => account.createRecovery(anEmail(), JOIN_URL)],
  updateRecovery: [MAIL, (account) => account.updateRecovery(anId(), 'secret', NEW_PASSWORD, NEW_PASSWORD)],
  createVerification: [MAIL, (account) => account.createVerification(JOIN_URL)],
  updateVerification: [MAIL, (account) => account.updateVerification(anId(), 'secret')],
  createPhoneVerification: [TEXT_MESSAGES, (account) => account.createPhoneVerification()],
  updatePhoneVerification: [TEXT_MESSAGES, (account) => account.updatePhoneVerification(anId(), 'secret')],
  updateSession: [PROVIDERS, (account) => account.updateSession('current'), NO_PROVIDER],
};
