// Identities for the tests: people who sign in at a real OpenID provider, as their browsers would.

import { OpenIdProvider } from '../../oauth2/lib/provider.mjs';
import { callbacks, setProvider } from '../../oauth2/lib/roster.mjs';
import { base } from './stack.mjs';

/** Where a sign-in ends: every project allows this host. */
const SUCCESS = 'http://localhost/done';
/** Pages and redirects of the longest sign-in. */
const STEPS = 20;

/** Starts a provider of a project, as `oidc` or as `keycloak`. */
export async function newProvider(project, name = 'oidc') {
  const isKeycloak = name === 'keycloak';
  const provider = await OpenIdProvider.start(isKeycloak ? { path: '/realms/main' } : {});
  try {
    const options = isKeycloak ? { domain: provider.host, realm: 'main' } : { endpoint: provider.issuer };
    setProvider(project, name, provider.allow(callbacks(project, name)), options);
  } catch (error) {
    await provider.stop();
    throw error;
  }
  return provider;
}

/** The form of a page: where it is sent, and its fields with what is typed into them. */
function formOf(html, url, typed) {
  const action = /<form[^>]* action="([^"]*)"/.exec(html)?.[1];
  if (!action) throw new Error(`${url}: ${html}`);
  const fields = new URLSearchParams(typed);
  for (const [, name, value] of html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)) fields.set(name, value);
  return { url: new URL(action, url), options: { method: 'POST', body: fields } };
}

/** Signs somebody in: follows redirects and sends the forms of the provider, with the cookies that are set. */
export async function signInByProvider(project, login, name = 'oidc') {
  const cookies = new Map();
  let next = { url: new URL(`${base}/v1/account/sessions/oauth2/${name}?project=${project.id}&success=${SUCCESS}`), options: {} };
  for (let step = 0; step < STEPS; step += 1) {
    const headers = { cookie: [...cookies].map((pair) => pair.join('=')).join('; '), 'x-appwrite-response-format': '1.9.6' };
    const answer = await fetch(next.url, { ...next.options, headers, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, cookieName, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      if (value === '') cookies.delete(cookieName);
      else cookies.set(cookieName, value);
    }
    const location = answer.headers.get('location');
    if (location?.startsWith(SUCCESS)) return;
    next = location
      ? { url: new URL(location, next.url), options: {} }
      : formOf(await answer.text(), next.url, { login, password: 'any' });
  }
  throw new Error(`${login} is not signed in after ${STEPS} steps, but at ${next.url}`);
}
