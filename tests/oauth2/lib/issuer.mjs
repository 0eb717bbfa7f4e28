// A certified OpenID provider on this machine, with its own pages of login and consent, behind a door that can misbehave.

import http from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'roster', secret: 'a-client-secret-of-these-tests-only' };

/** A new key pair, as the provider takes it. */
function keys(kid) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] };
}

/** The person with this login: the email is verified unless the login says that it is not. */
function person(login) {
  const claims = { sub: login, email: `${login}@example.com`, email_verified: !login.startsWith('unverified'), name: `Name of ${login}` };
  return { accountId: login, claims: () => claims };
}

export class Issuer {
  static async start(callbacks) {
    const issuer = Object.assign(new Issuer(), { callbacks, mood: 'good', made: 0, calls: [] });
    issuer.server = http.createServer((request, response) => issuer.#answer(request, response));
    await new Promise((resolve) => { issuer.server.listen(0, '127.0.0.1', resolve); });
    issuer.url = `http://127.0.0.1:${issuer.server.address().port}`;
    issuer.changeKeys();
    return issuer;
  }

  /** The provider starts again with another key; nobody is signed in there any more. */
  changeKeys() {
    this.made += 1;
    const provider = new Provider(this.url, {
      clients: [{
        client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: this.callbacks,
        token_endpoint_auth_method: 'client_secret_post', grant_types: ['authorization_code', 'refresh_token'],
      }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      cookies: { keys: [`cookie key ${this.made}`] },
      findAccount: (context, login) => person(login),
      issueRefreshToken: async () => true,
      jwks: keys(`key ${this.made}`),
      responseModes: undefined,
    });
    this.handler = provider.callback();
  }

  #answer(request, response) {
    const path = new URL(request.url, this.url).pathname;
    const isCallOfTheProduct = ['/token', '/me', '/jwks', '/.well-known/openid-configuration'].includes(path);
    if (isCallOfTheProduct) this.calls.push(path);
    if (!isCallOfTheProduct || this.mood === 'good') return this.handler(request, response);
    request.resume();
    switch (this.mood) {
      case 'silent': return undefined;
      case 'rubbish': return response.socket.end('rubbish');
      case 'huge': return response.writeHead(200, { 'content-type': 'application/json' }).end('x'.repeat(10_000_000));
      default: return response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":"server_error"}');
    }
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }
}
