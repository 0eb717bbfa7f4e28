// The second factor of a user: whether it is required, which there are, and the recovery codes.

import { useState } from 'preact/hooks';
import type { Factors as Model, RecoveryCodes, User } from '../../generated/models';
import { get, path, send } from '../api';
import { useAction, useLoad } from '../load';
import { Button, Copy, Mark, useLack } from '../ui/bits';
import { Confirm } from '../ui/dialog';
import { Problem, Show } from '../ui/notice';
import { say } from '../ui/toast';
import { Switch } from './field';

const NAMES: Array<[keyof Model, string]> = [['totp', 'Authenticator app'], ['email', 'Email'], ['phone', 'Phone'], ['recoveryCode', 'Recovery codes']];

interface Props { user: User; onChange(user: User): void }

export const Factors = ({ user, onChange }: Props) => {
  const route = path`/users/${user.$id}/mfa/factors`;
  const loaded = useLoad(route, (signal) => get<Model>(route, undefined, signal));
  const lack = useLack('users.write');
  const [isRemoving, setRemoving] = useState(false);
  const removing = useAction();
  const close = (): void => {
    removing.clear();
    setRemoving(false);
  };
  const remove = async (): Promise<void> => {
    if (!await removing.run(() => send('DELETE', path`/users/${user.$id}/mfa/authenticators/${'totp'}`))) return;
    close();
    say('The authenticator app is removed.');
    loaded.reload();
  };
  return (
    <>
      <section class="card" aria-label="Second factor">
        <dl class="facts">
          <Switch label="Second factor required" isOn={user.mfa ?? false} on="required" off="not required" lack={lack}
            save={async (mfa) => {
              onChange(await send<User>('PATCH', path`/users/${user.$id}/mfa`, { body: { mfa } }));
              say('Saved.');
            }} />
        </dl>
        <Show loaded={loaded} what="the factors">
          {(factors) => (
            <dl class="facts">
              {NAMES.map(([name, label]) => (
                <div class="fact" key={name}><dt>{label}</dt><dd class="shown">
                  <Mark kind={factors[name] ? 'good' : 'quiet'}>{factors[name] ? 'set up' : 'not set up'}</Mark>
                  {name === 'totp' && factors.totp && <Button kind="small" lack={lack} onClick={() => setRemoving(true)}>Remove …</Button>}
                </dd></div>
              ))}
            </dl>
          )}
        </Show>
        {isRemoving && (
          <Confirm title="Remove the authenticator app" verb="Remove" action={removing} onConfirm={() => void remove()} onClose={close}>
            <p>The codes of the app stop working, for instance because the device is lost. The user can set up another app.</p>
          </Confirm>
        )}
      </section>
      {loaded.value && <Codes userId={user.$id} hasCodes={loaded.value.recoveryCode} lack={lack} onChange={loaded.reload} />}
    </>
  );
};

const Codes = ({ userId, hasCodes, lack, onChange }: { userId: string; hasCodes: boolean; lack: string | undefined; onChange(): void }) => {
  const route = path`/users/${userId}/mfa/recovery-codes`;
  const [codes, setCodes] = useState<string[]>();
  const [isAsking, setAsking] = useState(false);
  const showing = useAction();
  const making = useAction();
  const show = async (): Promise<void> => setCodes((await get<RecoveryCodes>(route)).recoveryCodes);
  const make = async (): Promise<void> => {
    const write = async (): Promise<void> => setCodes((await send<RecoveryCodes>(hasCodes ? 'PUT' : 'PATCH', route)).recoveryCodes);
    if (!await making.run(write)) return;
    setAsking(false);
    onChange();
  };
  return (
    <section class="card" aria-labelledby="codes">
      <h2 id="codes">Recovery codes</h2>
      <p class="hint">Each code works once in place of a second factor.</p>
      <div class="buttons">
        {hasCodes && <Button isBusy={showing.isBusy} onClick={() => void showing.run(show)}>Show the codes</Button>}
        <Button lack={lack} onClick={() => setAsking(true)}>{hasCodes ? 'Replace …' : 'Make codes …'}</Button>
      </div>
      <Problem error={showing.error} />
      {codes && (
        <div class="secret">
          <p class="codes">{codes.map((code) => <code key={code}>{code}</code>)}</p>
          <Copy text={codes.join('\n')} what="the codes" label="Copy" />
        </div>
      )}
      {isAsking && (
        <Confirm title={hasCodes ? 'Replace the recovery codes' : 'Make recovery codes'} verb={hasCodes ? 'Replace' : 'Make'} action={making}
          onConfirm={() => void make()} onClose={() => { making.clear(); setAsking(false); }}>
          <p>{hasCodes ? 'The present codes stop working.' : 'The codes are shown here. Give them to the user.'}</p>
        </Confirm>
      )}
    </section>
  );
};
