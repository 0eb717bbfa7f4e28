// Visitors, each with a browser and a web SDK of their own, and the administrator with an API key.

import { Storage, withStorage } from './window.mjs';
import { Account, Client, Teams } from 'appwrite';
import server from 'node-appwrite';
import * as environment from './environment.mjs';

/** The headers of a browser: user agent and web origin. In a browser, scripts cannot set them. */
export const BROWSER = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0',
  origin: 'http://localhost:8080',
};

/** A visitor with a new browser, who is not signed in. */
export function aVisitor({ project = environment.project, headers = BROWSER, jwt } = {}) {
  const client = new Client().setEndpoint(environment.endpoint).setProject(project);
  if (jwt !== undefined) client.setJWT(jwt);
  Object.assign(client.headers, headers);
  const storage = new Storage();
  const [account, teams] = [new Account(client), new Teams(client)].map((service) => withStorage(storage, service));
  return { account, teams, storage };
}

const administrator = new server.Client()
  .setEndpoint(environment.endpoint).setProject(environment.project).setKey(environment.key);

/** The administrator's Users and Teams. */
export const users = new server.Users(administrator);
export const teams = new server.Teams(administrator);

/** The methods of one of the web SDK's classes. */
export const methodsOf = (service) =>
  Object.getOwnPropertyNames(service.prototype).filter((name) => name !== 'constructor').sort();

/** The session that the SDK has stored. */
export const storedSession = ({ storage }) => JSON.parse(storage.getItem('cookieFallback') ?? 'null');
