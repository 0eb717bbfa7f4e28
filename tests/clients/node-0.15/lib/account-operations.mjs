// Every method of the SDK's Account class: those that Roster has, and those that it does not have yet, with the reason.

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

/** The methods that Roster does not have: each is 404. Remove a method from this table when Roster gets it. */
export const NOT_OFFERED = {
  createRecovery: [MAIL, (account) => account.createRecovery(anEmail(), JOIN_URL)],
  updateRecovery: [MAIL, (account) => account.updateRecovery(anId(), 'secret', NEW_PASSWORD, NEW_PASSWORD)],
  createVerification: [MAIL, (account) => account.createVerification(JOIN_URL)],
  updateVerification: [MAIL, (account) => account.updateVerification(anId(), 'secret')],
  createPhoneVerification: [TEXT_MESSAGES, (account) => account.createPhoneVerification()],
  updatePhoneVerification: [TEXT_MESSAGES, (account) => account.updatePhoneVerification(anId(), 'secret')],
  updateSession: [PROVIDERS, (account) => account.updateSession('current')],
};
