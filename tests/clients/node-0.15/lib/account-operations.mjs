// Every method of the SDK's Account class: what Roster has, and what it does not have yet, with the reason.

import { anEmail, anId, aPhone, PAGE, PASSWORD } from './fixtures.mjs';

const NEW_PASSWORD = 'another good password';
const MAIL = 'needs mail';
const TEXT_MESSAGES = 'needs text messages';
const PROVIDERS = 'refreshes what other providers have lent';

/** What there is, with arguments that are good in themselves. */
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

/** What there is not: each answers that there is no such route, and is to leave this table when it comes. */
export const NOT_OFFERED = {
  createRecovery: [MAIL, (account) => account.createRecovery(anEmail(), PAGE)],
  updateRecovery: [MAIL, (account) => account.updateRecovery(anId(), 'secret', NEW_PASSWORD, NEW_PASSWORD)],
  createVerification: [MAIL, (account) => account.createVerification(PAGE)],
  updateVerification: [MAIL, (account) => account.updateVerification(anId(), 'secret')],
  createPhoneVerification: [TEXT_MESSAGES, (account) => account.createPhoneVerification()],
  updatePhoneVerification: [TEXT_MESSAGES, (account) => account.updatePhoneVerification(anId(), 'secret')],
  updateSession: [PROVIDERS, (account) => account.updateSession('current')],
};
