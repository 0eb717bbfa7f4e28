// Projects whose users sign in with others, as an operator sets them up.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base, newProject, roster } from '../../console/lib/stack.mjs';
import { API, CUSTOMER, SHOP } from './sites.mjs';

export { base };

/** The app of a phone that every project knows. */
export const APP = 'appwrite-android://com.example.shop';

/** A project that knows the pages of the tests. */
export function aProject(id) {
  const project = newProject(id, id);
  roster('projects', 'update', id, '--origins', [SHOP, CUSTOMER, APP].join(','));
  return project;
}

/** The callbacks of a project: by the domain of the API, and by the port that a server on this machine calls. */
export const callbacks = (project, name) =>
  [API, base].map((url) => `${url}/v1/account/sessions/oauth2/callback/${name}/${project.id}`);

/** Sets up a provider by `roster providers set`. Returns what the command says. */
export function setProvider(project, name, { id, secret }, options) {
  const folder = mkdtempSync(join(tmpdir(), 'roster-secret-'));
  const file = join(folder, 'secret');
  try {
    writeFileSync(file, `${secret}\n`);
    chmodSync(file, 0o600);
    const given = Object.entries(options).flatMap(([option, value]) => ['--option', `${option}=${value}`]);
    return roster('providers', 'set', '--project', project.id, '--endpoint', `${API}/v1`, name, '--client-id', id, '--secret-file', file, ...given);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The users of a project, and the identities, as its server sees them. */
export const usersOf = async (project) => (await project.call('GET', '/users')).users;
export const identitiesOf = async (project) => (await project.call('GET', '/users/identities')).identities;
export const sessionsOf = async (project, user) => (await project.call('GET', `/users/${user}/sessions`)).sessions;

/** The one user that a provider knows by this id. */
export async function userOf(project, uid) {
  const found = (await identitiesOf(project)).filter(({ providerUid }) => providerUid === uid);
  if (found.length !== 1) throw new Error(`${found.length} identities of ${uid}`);
  return project.call('GET', `/users/${found[0].userId}`);
}
