// An OpenID provider on this machine: `oidc-provider` as it is published, with its own pages for signing in and for consent. What a test
// lets go wrong happens in front of it, to the answers of one path.

import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Provider } from 'oidc-provider';

/** Bytes of an answer that is too large. */
const HUGE = 10 * 1024 * 1024;

/** A key to sign with, as a provider publishes it. */
function newKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'ES256', use: 'sig' };
}

/** Somebody at the provider who has not said more than their name. */
const somebody = (login) => ({ email: `${login}@example.com`, email_verified: true, name: `Name of ${login}` });

/** What a path answers in place of the provider. */
const FAULTS = {
  slow: (_, response, pass) => { response.once('close', () => clearTimeout(timer)); const timer = setTimeout(pass, 6_000); },
  rubbish: (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token": <html>'),
  html: (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>It works!</h1>'),
  huge: (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(`{"a":"${'x'.repeat(HUGE)}"}`),
  broken: (_, response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('no table'),
  gone: (request) => request.socket.destroy(),
  redirect: (request, response) => response.writeHead(302, { location: `${request.url}?again` }).end(),
};

export class OpenIdProvider {
  /**
   * Starts a provider. `path` is where it is on its host, as a realm is; `ends` is what its issuer ends with.
   */
  static async start({ path = '', ends = '' } = {}) {
    const server = createServer();
    await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const { port } = server.address();
    const host = `http://127.0.0.1:${port}`;
    const client = { id: `client-${randomUUID()}`, secret: `${randomUUID()}${randomUUID()}`, redirects: [] };
    const started = Object.assign(new OpenIdProvider(), {
      server, host, path, client, issuer: `${host}${path}${ends}`, people: new Map(), faults: new Map(), calls: [], keys: [newKey()],
    });
    server.on('request', (request, response) => started.#answer(request, response));
    return started;
  }

  /** What `roster providers set` needs to know of the client. `callbacks` are the URLs that may be returned to. */
  allow(callbacks) {
    this.client.redirects = callbacks;
    this.#begin();
    return this.client;
  }

  /** From now on another key signs, and the former one is not published any more. */
  changeKeys() {
    this.keys = [newKey()];
    this.#begin();
  }

  /** What the provider knows of somebody: `{ email, email_verified, name }`. */
  knows(login, claims) {
    this.people.set(login, claims);
  }

  /** From now on a path answers with a fault, one of `FAULTS`, or a function; without one it is as before. */
  fault(path, what) {
    if (what) this.faults.set(this.path + path, FAULTS[what] ?? what);
    else this.faults.delete(this.path + path);
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  /** A provider with the present keys: its codes, tokens and sessions are those of the one before. */
  #begin() {
    const { client, issuer, keys, people } = this;
    this.provider = new Provider(issuer, {
      clients: [{
        client_id: client.id, client_secret: client.secret, redirect_uris: client.redirects, response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: 'ES256', scope: 'openid email profile offline_access',
      }],
      scopes: ['openid', 'email', 'profile', 'offline_access', 'admin'],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      cookies: { keys: [client.secret] },
      jwks: { keys },
      enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
      findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...(people.get(sub) ?? somebody(sub)) }) }),
      issueRefreshToken: (_, __, code) => code.scopes.has('openid'),
      rotateRefreshToken: true,
      pkce: { required: () => true },
      ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, RefreshToken: 3600, Session: 3600 },
    });
    this.handle = this.provider.callback();
  }

  #answer(request, response) {
    const [path] = request.url.split('?');
    this.calls.push({ path, at: Date.now() });
    const pass = () => {
      request.originalUrl = request.url;
      request.url = request.url.slice(this.path.length) || '/';
      void this.handle(request, response);
    };
    const fault = this.faults.get(path);
    if (fault) fault(request, response, pass);
    else pass();
  }
}
