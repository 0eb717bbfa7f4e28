// The accounts of users at providers. Their tokens, which the API sends as well, are not shown.

import { useState } from 'preact/hooks';
import type { Identity } from '../../generated/models';
import { path, send } from '../api';
import { useAction } from '../load';
import { to } from '../router';
import { Button, Day, Id, Text, useLack } from '../ui/bits';
import { Confirm } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { say } from '../ui/toast';

interface Props {
  identities: Identity[];
  /** Whether each names its user. */
  showsUser?: boolean;
  onDeleted(): void;
}

export const IdentityItems = ({ identities, showsUser = false, onDeleted }: Props) => {
  const [deleting, setDeleting] = useState<Identity>();
  const action = useAction();
  const lack = useLack('users.write');
  const remove = async ({ $id }: Identity): Promise<void> => {
    if (!await action.run(() => send('DELETE', path`/users/identities/${$id}`))) return;
    setDeleting(undefined);
    say('The identity is deleted.');
    onDeleted();
  };
  return (
    <>
      <ul class="items">
        {identities.map((identity) => (
          <li key={identity.$id}>
            <Icon name="enter" />
            <div class="item-texts">
              <p><strong class="break"><Text>{identity.providerEmail || identity.providerUid}</Text></strong> · {identity.provider}</p>
              {showsUser && <p class="quiet">User <a href={to(['users', identity.userId, 'identities'])}><Text>{identity.userId}</Text></a></p>}
              <p class="quiet">Account <Id>{identity.providerUid}</Id> · since <Day at={identity.$createdAt} /> · last change <Day at={identity.$updatedAt} /></p>
            </div>
            <Button kind="small" lack={lack} onClick={() => setDeleting(identity)}>Delete …</Button>
          </li>
        ))}
      </ul>
      {deleting && (
        <Confirm title="Delete the identity" verb="Delete" action={action} onConfirm={() => void remove(deleting)}
          onClose={() => { action.clear(); setDeleting(undefined); }}>
          <p>The account <strong class="break"><Text>{deleting.providerEmail || deleting.providerUid}</Text></strong> at {deleting.provider} is
            no longer linked to the user. Sessions that began with it go on.</p>
        </Confirm>
      )}
    </>
  );
};
