// What a test file starts and stops: a provider, the web sites, and a browser.

import { after, before } from 'node:test';
import { launch, Person } from './browser.mjs';
import { OpenIdProvider } from './provider.mjs';
import { aProject, callbacks, setProvider } from './roster.mjs';
import { serve } from './sites.mjs';

/**
 * A scene of a test file, ready when its tests run. With an id there is a project in it, `scene.project`, whose people sign in at the
 * provider `oidc`, which is `scene.provider`.
 */
export function scene(id) {
  const made = { others: [] };
  /** One more provider under a name, at which people of the project can sign in. */
  made.another = async (name, where, configured) => {
    const provider = await OpenIdProvider.start(where);
    made.others.push(provider);
    setProvider(made.project, name, provider.allow(callbacks(made.project, name)), configured(provider));
    return provider;
  };
  made.visit = (options, project = made.project) => Person.visit(made.browser, project, options);
  before(async () => {
    if (id) {
      made.project = aProject(id);
      made.provider = await made.another('oidc', {}, ({ issuer }) => ({ endpoint: issuer }));
    }
    made.sites = await serve();
    made.browser = await launch(made.sites.port);
  });
  after(async () => {
    await made.browser?.close();
    await made.sites?.stop();
    for (const provider of made.others) await provider.stop();
  });
  return made;
}
