// A project whose users sign in with a provider on this machine, as an operator sets it up.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { base, newProject } from '../../console/lib/stack.mjs';
import { CLIENT } from './issuer.mjs';

let made = 0;

/** Sets up a provider of a project by the command line. */
export function setProvider(project, provider, secret, ...parameters) {
  const program = join(process.env.CONSOLE_PROGRAMS, 'roster');
  const given = ['--local', process.env.CONSOLE_DATA, 'providers', 'set', '--project', project, provider, '--secret-stdin', ...parameters];
  execFileSync(program, given, { input: secret, stdio: ['pipe', 'ignore', 'inherit'] });
}

/** A project, and the provider that `start` starts for its callback. */
export async function projectWith(start, options = []) {
  made += 1;
  const project = newProject('sign-in with others', `with-others-${process.pid}-${made}`);
  const issuer = await start([`${base}/v1/account/sessions/oauth2/callback/oidc/${project.id}`]);
  setProvider(project.id, 'oidc', CLIENT.secret, '--client-id', CLIENT.id, '--option', `endpoint=${issuer.url}`, ...options);
  return { issuer, project };
}
