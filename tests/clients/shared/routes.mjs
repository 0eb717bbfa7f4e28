// Routes: those that an SDK calls, and those that docs/reference/compatibility.md has a row for.

import { readFileSync } from 'node:fs';

const PAGE = readFileSync(new URL('../../../docs/reference/compatibility.md', import.meta.url), 'utf8');

/** Services that the page lists whole. */
const SERVICES = ['/users', '/account', '/teams', '/health', '/ping', '/locale'];

/** The routes of the page as `GET /users`. */
export function documentedRoutes() {
  const section = PAGE.split('\n## ').find((text) => text.startsWith('Routes\n'));
  return [...section.matchAll(/^\| `([A-Z, ]+) (\/[^`]*)`/gm)].flatMap(([, methods, path]) =>
    methods.split(', ').map((method) => `${method} ${path}`),
  );
}

/**
 * The routes of those services in the source of an SDK. A method of an SDK names a path, and then calls it with an HTTP
 * method; the one that does not call (OAuth) opens the path in the browser, which is a GET.
 */
export function routesOf(source) {
  const parts = source.split(/(?:apiPath|path) = ['"`](?=\/)/).slice(1);
  const routes = parts.map((part) => {
    const path = part.slice(0, part.search(/['"`]/));
    const method = part.match(/\bcall\(\s*['"](\w+)['"]/)?.[1] ?? 'get';
    return [method.toUpperCase(), path];
  });
  const isListed = ([, path]) => SERVICES.some((service) => path === service || path.startsWith(`${service}/`));
  return [...new Set(routes.filter(isListed).map((route) => route.join(' ')))].sort();
}
