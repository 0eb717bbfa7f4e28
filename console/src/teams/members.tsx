// The members of a team.

import { useState } from 'preact/hooks';
import type { Membership, MembershipList, NewMember } from '../../generated/models';
import { get, path, send } from '../api';
import * as format from '../format';
import { useAction, useLoad } from '../load';
import { go, replace, route as current, to } from '../router';
import { Avatar, Button, Day, Text, useLack } from '../ui/bits';
import { Confirm, Dialog } from '../ui/dialog';
import { Entry } from '../ui/entry';
import { Empty, Problem, Show } from '../ui/notice';
import { Search } from '../ui/search';
import { say } from '../ui/toast';
import { Roles, rolesIn } from './roles';

const SIZE = 25;

export const Members = ({ teamId }: { teamId: string }) => {
  const { params } = current.use();
  const search = params.get('search') ?? '';
  const after = params.get('after') ?? '';
  const route = path`/teams/${teamId}/memberships`;
  const loaded = useLoad(JSON.stringify([route, search, after]), (signal) => {
    const queries: unknown[] = [{ method: 'limit', values: [SIZE] }];
    if (after) queries.push({ method: 'cursorAfter', values: [after] });
    return get<MembershipList>(route, { search: search || undefined, 'queries[]': queries.map((query) => JSON.stringify(query)) }, signal);
  });
  const [leaving, setLeaving] = useState<Membership>();
  const [isAdding, setAdding] = useState(false);
  const action = useAction();
  const lack = useLack('teams.write');
  const remove = async ({ $id }: Membership): Promise<void> => {
    if (!await action.run(() => send('DELETE', path`/teams/${teamId}/memberships/${$id}`))) return;
    setLeaving(undefined);
    say('The member is removed.');
    loaded.reload();
  };
  return (
    <>
      <div class="tools">
        <Search label="Name, email, phone or id of a member" value={search} onChange={(next) => replace(to(['teams', teamId], [['search', next]]))} />
        <Button icon="plus" lack={lack} onClick={() => setAdding(true)}>Add a member …</Button>
      </div>
      <Show loaded={loaded} what="the members">
        {({ total, memberships }) => (
          <section class="card flush" aria-label="Members">
            <div class="card-head"><h2>{format.total(total)} {total === 1 ? 'member' : 'members'}{search !== '' && ' found'}</h2></div>
            {memberships.length === 0 && (search === ''
              ? <Empty title="No member yet"><p>Add a user by email or id. A user who does not exist is created.</p></Empty>
              : <Empty title="No member matches" />)}
            <ul class="items">
              {memberships.map((member) => (
                <li key={member.$id}>
                  <Avatar id={member.userId} name={member.userName} email={member.userEmail} />
                  <div class="item-texts">
                    <p><a href={to(['users', member.userId])}><strong><Text>{member.userName || member.userEmail || member.userId}</Text></strong></a></p>
                    <p class="quiet"><Text>{member.userEmail}</Text> {member.confirm ? <>joined <Day at={member.joined} /></> : 'not joined yet'}</p>
                  </div>
                  <Roles roles={member.roles} lack={lack} save={async (roles) => {
                    await send('PATCH', path`/teams/${teamId}/memberships/${member.$id}`, { body: { roles } });
                    loaded.reload();
                  }} />
                  <Button kind="small" lack={lack} onClick={() => setLeaving(member)}>Remove …</Button>
                </li>
              ))}
            </ul>
            {(after !== '' || memberships.length === SIZE) && (
              <div class="card-foot buttons">
                {after !== '' && <Button kind="small" onClick={() => go(to(['teams', teamId], [['search', search]]))}>First page</Button>}
                {memberships.length === SIZE && <Button kind="small" onClick={() => go(to(['teams', teamId], [['search', search], ['after', memberships.at(-1)?.$id ?? '']]))}>Next</Button>}
              </div>
            )}
          </section>
        )}
      </Show>
      {leaving && (
        <Confirm title="Remove the member" verb="Remove" action={action} onConfirm={() => void remove(leaving)}
          onClose={() => { action.clear(); setLeaving(undefined); }}>
          <p><strong><Text>{leaving.userName || leaving.userEmail || leaving.userId}</Text></strong> is no longer a member. The user stays.</p>
        </Confirm>
      )}
      {isAdding && <AddMember route={route} onClose={() => setAdding(false)} onDone={() => { setAdding(false); loaded.reload(); }} />}
    </>
  );
};

const AddMember = ({ route, onClose, onDone }: { route: string; onClose(): void; onDone(): void }) => {
  const [who, setWho] = useState('');
  const [name, setName] = useState('');
  const [roles, setRoles] = useState('');
  const action = useAction();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const text = who.trim();
    const body: NewMember = { roles: rolesIn(roles) };
    if (text.includes('@')) body.email = text;
    else if (text.startsWith('+')) body.phone = text;
    else body.userId = text;
    if (name.trim() !== '') body.name = name.trim();
    if (await action.run(() => send('POST', route, { body }))) onDone();
  };
  return (
    <Dialog title="Add a member" onClose={onClose}>
      <form onSubmit={submit}>
        <Entry label="Email, phone or id" value={who} onText={setWho} required isFirst hint="If no user has this email or phone, a user is created." />
        <Entry label="Name of a new user" value={name} onText={setName} maxLength={128} />
        <Entry label="Roles" value={roles} onText={setRoles} placeholder="owner editor" hint="Separated by spaces." />
        <Problem error={action.error} />
        <div class="buttons end"><Button onClick={onClose}>Cancel</Button><Button kind="primary" type="submit" isBusy={action.isBusy}>Add</Button></div>
      </form>
    </Dialog>
  );
};
