// A view is named by the fragment of the URL: `#/users/ada/sessions?offset=25`. So a server needs one page for all views, and what an
// administrator searches for, such as an email, is in no log of a server.

import { store } from './state';

export interface Route {
  /** The parts of the path, decoded. */
  parts: string[];
  params: URLSearchParams;
}

function parse(): Route {
  const [path = '', query = ''] = location.hash.replace(/^#/, '').split(/\?(.*)/s);
  return { parts: path.split('/').filter((part) => part !== '').map(decoded), params: new URLSearchParams(query) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const route = store<Route>(parse());

addEventListener('hashchange', () => route.set(parse()));

/** The fragment of a view. Parameters without a value are left out. */
export function to(parts: string[], params: Iterable<[string, string]> = []): string {
  const query = new URLSearchParams([...params].filter(([, value]) => value !== '')).toString();
  return `#/${parts.map(encodeURIComponent).join('/')}${query === '' ? '' : `?${query}`}`;
}

export function go(hash: string): void {
  location.hash = hash;
}

/** Changes the URL without a new entry in the history. */
export function replace(hash: string): void {
  history.replaceState(null, '', hash);
  route.set(parse());
}
