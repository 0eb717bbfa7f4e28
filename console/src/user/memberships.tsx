// The teams of a user.

import { useState } from 'preact/hooks';
import type { Membership, MembershipList } from '../../generated/models';
import { get, path, send } from '../api';
import * as format from '../format';
import { useAction, useLoad } from '../load';
import { to } from '../router';
import { Button, Day, Text, useLack } from '../ui/bits';
import { Confirm, Dialog } from '../ui/dialog';
import { Entry } from '../ui/entry';
import { Empty, Problem, Show } from '../ui/notice';
import { say } from '../ui/toast';
import { rolesIn, Roles } from '../teams/roles';

export const Memberships = ({ userId }: { userId: string }) => {
  const route = path`/users/${userId}/memberships`;
  const loaded = useLoad(route, (signal) => get<MembershipList>(route, undefined, signal));
  const [leaving, setLeaving] = useState<Membership>();
  const [isAdding, setAdding] = useState(false);
  const action = useAction();
  const lack = useLack('teams.write');
  const leave = async ({ teamId, $id }: Membership): Promise<void> => {
    if (!await action.run(() => send('DELETE', path`/teams/${teamId}/memberships/${$id}`))) return;
    setLeaving(undefined);
    say('The user is no longer a member.');
    loaded.reload();
  };
  return (
    <>
      <Show loaded={loaded} what="the teams">
        {({ total, memberships }) => (
          <section class="card flush" aria-label="Teams">
            <div class="card-head">
              <h2>{format.count(total, 'team')}</h2>
              <Button icon="plus" lack={lack} onClick={() => setAdding(true)}>Add to a team …</Button>
            </div>
            {memberships.length === 0 && <Empty title="In no team"><p>Add the user to a team here, or on the page of the <a href={to(['teams'])}>team</a>.</p></Empty>}
            <ul class="items">
              {memberships.map((membership) => (
                <li key={membership.$id}>
                  <div class="item-texts">
                    <p><a href={to(['teams', membership.teamId])}><strong><Text>{membership.teamName}</Text></strong></a></p>
                    <p class="quiet">{membership.confirm ? <>Joined <Day at={membership.joined} /></> : 'Invited, not joined yet'}</p>
                  </div>
                  <Roles roles={membership.roles} lack={lack} save={async (roles) => {
                    await send('PATCH', path`/teams/${membership.teamId}/memberships/${membership.$id}`, { body: { roles } });
                    loaded.reload();
                  }} />
                  <Button kind="small" lack={lack} onClick={() => setLeaving(membership)}>Remove …</Button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </Show>
      {leaving && (
        <Confirm title="Remove from the team" verb="Remove" action={action} onConfirm={() => void leave(leaving)}
          onClose={() => { action.clear(); setLeaving(undefined); }}>
          <p>The user is no longer a member of <strong><Text>{leaving.teamName}</Text></strong>.</p>
        </Confirm>
      )}
      {isAdding && <AddToTeam userId={userId} onClose={() => setAdding(false)} onDone={() => { setAdding(false); loaded.reload(); }} />}
    </>
  );
};

const AddToTeam = ({ userId, onClose, onDone }: { userId: string; onClose(): void; onDone(): void }) => {
  const [teamId, setTeamId] = useState('');
  const [roles, setRoles] = useState('');
  const action = useAction();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const body = { userId, roles: rolesIn(roles) };
    if (await action.run(() => send('POST', path`/teams/${teamId.trim()}/memberships`, { body }))) onDone();
  };
  return (
    <Dialog title="Add to a team" onClose={onClose}>
      <form onSubmit={submit}>
        <Entry label="Id of the team" value={teamId} onText={setTeamId} required isFirst />
        <Entry label="Roles" value={roles} onText={setRoles} placeholder="owner editor"
          hint={<>Separated by spaces. A member with the role <code>owner</code> can change the team.</>} />
        <Problem error={action.error} />
        <div class="buttons end">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" isBusy={action.isBusy}>Add</Button>
        </div>
      </form>
    </Dialog>
  );
};
