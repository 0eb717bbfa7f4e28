// The identities of all users.

import type { IdentityList } from '../../generated/models';
import { go, replace, route, to } from '../router';
import { Total } from '../ui/bits';
import { Empty, Show } from '../ui/notice';
import { Pager, usePages } from '../ui/pages';
import { Search } from '../ui/search';
import { IdentityItems } from './items';

/** The providers with which a project can be set up. */
const PROVIDERS = ['apple', 'auth0', 'authentik', 'discord', 'facebook', 'github', 'gitlab', 'google', 'keycloak', 'linkedin', 'microsoft', 'oidc', 'okta', 'slack', 'spotify', 'twitch', 'x'];

const PARTS = ['identities'];

export const IdentitiesPage = () => {
  const { params } = route.use();
  const search = params.get('search') ?? '';
  const provider = params.get('provider') ?? '';
  const isPart = search !== '' || provider !== '';
  const filters = provider === '' ? [] : [{ method: 'equal', attribute: 'provider', values: [provider] }];
  const { loaded, total, recount } = usePages<IdentityList>({ path: '/users/identities', search, filters });
  const identities = loaded.value?.identities ?? [];
  const isTooBroad = loaded.error?.status === 400;
  return (
    <>
      <div class="title"><h1>Identities</h1><Total total={total} isPart={isPart} /></div>
      <div class="tools">
        <Search label="Email, user or account" isWrong={isTooBroad} value={search} onChange={(next) => replace(to(PARTS, [['search', next], ['provider', provider]]))} />
        <div class="sorting">
          <label for="provider" class="hidden">Provider</label>
          <select id="provider" value={provider} onChange={(event) => go(to(PARTS, [['search', search], ['provider', event.currentTarget.value]]))}>
            <option value="">All providers</option>
            {PROVIDERS.map((name) => <option key={name}>{name}</option>)}
          </select>
        </div>
      </div>
      <Show loaded={loaded} what="the identities">
        {() => identities.length === 0
          ? <NoIdentities isPart={isPart} />
          : <section class="card flush" aria-label="Identities"><IdentityItems identities={identities} showsUser onDeleted={recount} /></section>}
      </Show>
      <Pager parts={PARTS} params={[['search', search], ['provider', provider]]} rows={identities} />
    </>
  );
};

const NoIdentities = ({ isPart }: { isPart: boolean }) => isPart
  ? <Empty title="No identity matches"><p><a href={to(PARTS)}>Show all identities</a></p></Empty>
  : <Empty title="No identity yet"><p>A user who signs in with a provider, such as Google, has one. <code>roster providers set</code> sets a provider up.</p></Empty>;
