// Where messages reach a user.

import { useState } from 'preact/hooks';
import type { NewTarget, Target, TargetKind, TargetList } from '../../generated/models';
import { get, path, send } from '../api';
import * as format from '../format';
import { useAction, useLoad } from '../load';
import { Button, Day, Id, Text, useLack } from '../ui/bits';
import { Confirm, Dialog } from '../ui/dialog';
import { Choice, Entry } from '../ui/entry';
import { Icon, type IconName } from '../ui/icon';
import { Empty, Problem, Show } from '../ui/notice';
import { say } from '../ui/toast';

const KINDS: Record<TargetKind, [icon: IconName, text: string]> = { email: ['user', 'Email'], sms: ['device', 'Text message'], push: ['device', 'Push'] };

export const Targets = ({ userId }: { userId: string }) => {
  const route = path`/users/${userId}/targets`;
  const loaded = useLoad(route, (signal) => get<TargetList>(route, undefined, signal));
  const [deleting, setDeleting] = useState<Target>();
  const [editing, setEditing] = useState<Target | 'new'>();
  const action = useAction();
  const lack = useLack('users.write');
  const remove = async ({ $id }: Target): Promise<void> => {
    if (!await action.run(() => send('DELETE', path`/users/${userId}/targets/${$id}`))) return;
    setDeleting(undefined);
    say('The target is deleted.');
    loaded.reload();
  };
  return (
    <>
      <Show loaded={loaded} what="the targets">
        {({ total, targets }) => (
          <section class="card flush" aria-label="Targets">
            <div class="card-head">
              <h2>{format.count(total, 'target')}</h2>
              <Button icon="plus" lack={lack} onClick={() => setEditing('new')}>New target …</Button>
            </div>
            {targets.length === 0 && <Empty title="No target"><p>Messages reach the user by an email, a phone or a device. Those of the user's own email and phone are made by themselves.</p></Empty>}
            <ul class="items">
              {targets.map((target) => (
                <li key={target.$id}>
                  <Icon name={KINDS[target.providerType][0]} />
                  <div class="item-texts">
                    <p><strong class="break"><Text>{target.identifier}</Text></strong></p>
                    <p class="quiet">{KINDS[target.providerType][1]}{target.name !== '' && <> · <Text>{target.name}</Text></>} · since <Day at={target.$createdAt} /> · <Id>{target.$id}</Id></p>
                  </div>
                  <Button kind="small" lack={lack} onClick={() => setEditing(target)}>Edit …</Button>
                  <Button kind="small" lack={lack} onClick={() => setDeleting(target)}>Delete …</Button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </Show>
      {deleting && (
        <Confirm title="Delete the target" verb="Delete" action={action} onConfirm={() => void remove(deleting)}
          onClose={() => { action.clear(); setDeleting(undefined); }}>
          <p>Messages no longer reach the user by <strong class="break"><Text>{deleting.identifier}</Text></strong>.</p>
        </Confirm>
      )}
      {editing && <TargetForm route={route} target={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)}
        onDone={() => { setEditing(undefined); loaded.reload(); }} />}
    </>
  );
};

const TargetForm = ({ route, target, onClose, onDone }: { route: string; target: Target | undefined; onClose(): void; onDone(): void }) => {
  const [kind, setKind] = useState<TargetKind>(target?.providerType ?? 'push');
  const [identifier, setIdentifier] = useState(target?.identifier ?? '');
  const [name, setName] = useState(target?.name ?? '');
  const action = useAction();
  const write = (): Promise<unknown> => {
    if (target) {
      // What is sent is changed, so only what differs is sent.
      const body = { ...(identifier !== target.identifier && { identifier }), ...(name !== target.name && { name }) };
      return send('PATCH', `${route}${path`/${target.$id}`}`, { body });
    }
    const body: NewTarget = { targetId: 'unique()', providerType: kind, identifier, ...(name !== '' && { name }) };
    return send('POST', route, { body });
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await action.run(write)) onDone();
  };
  return (
    <Dialog title={target ? 'Change the target' : 'New target'} onClose={onClose}>
      <form onSubmit={submit}>
        {!target && (
          <Choice label="Kind" value={kind} choices={Object.entries(KINDS).map(([name, [, text]]) => [name, text])} isFirst
            onChoose={(next) => setKind(next as TargetKind)} />
        )}
        <Entry label={kind === 'email' ? 'Email' : kind === 'sms' ? 'Phone' : 'Token of the device'} value={identifier} onText={setIdentifier} maxLength={255} required />
        <Entry label="Name" value={name} onText={setName} maxLength={128} />
        <Problem error={action.error} />
        <div class="buttons end">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" isBusy={action.isBusy}>Save</Button>
        </div>
      </form>
    </Dialog>
  );
};
