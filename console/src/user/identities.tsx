// The accounts of a user at providers.

import type { IdentityList } from '../../generated/models';
import { get } from '../api';
import * as format from '../format';
import { IdentityItems } from '../identities/items';
import { useLoad } from '../load';
import { Empty, Show } from '../ui/notice';

export const Identities = ({ userId }: { userId: string }) => {
  const queries = [JSON.stringify({ method: 'equal', attribute: 'userId', values: [userId] })];
  const loaded = useLoad(userId, (signal) => get<IdentityList>('/users/identities', { 'queries[]': queries }, signal));
  return (
    <Show loaded={loaded} what="the identities">
      {({ total, identities }) => (
        <section class="card flush" aria-label="Identities">
          <div class="card-head"><h2>{format.count(total, 'identity', 'identities')}</h2></div>
          {total === 0 && <Empty title="No identity"><p>An identity is an account at a provider, such as Google, with which the user signs in.</p></Empty>}
          <IdentityItems identities={identities} onDeleted={loaded.reload} />
        </section>
      )}
    </Show>
  );
};
