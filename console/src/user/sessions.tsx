// The sessions of a user, and what signs the user in.

import { useState } from 'preact/hooks';
import type { Jwt, Session, SessionList, Token } from '../../generated/models';
import { get, path, send } from '../api';
import * as format from '../format';
import { useAction, useLoad } from '../load';
import { Button, Id, Secret, Text, Time, useLack } from '../ui/bits';
import { Confirm } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Empty, Show } from '../ui/notice';
import { say } from '../ui/toast';

const SCOPES = ['users.write', 'sessions.write'] as const;
const PROVIDERS: Record<string, string> = { email: 'email and password', server: 'made by a server', token: 'sign-in token' };

/** The client of a session or of a log entry, as the API detected it. */
export function clientText(client: Pick<Session, 'clientName' | 'clientVersion' | 'osName' | 'osVersion' | 'deviceBrand' | 'deviceModel'>): string {
  const program = [client.clientName, client.clientVersion].filter(Boolean).join(' ');
  const system = [client.osName, client.osVersion].filter(Boolean).join(' ');
  const device = [client.deviceBrand, client.deviceModel].filter(Boolean).join(' ');
  return [program, system, device].filter(Boolean).join(' · ');
}

export const Place = ({ ip, countryCode, countryName }: Pick<Session, 'ip' | 'countryCode' | 'countryName'>) => (
  <><code class="ip">{ip || '–'}</code>{countryCode !== '--' && <span class="country"> {countryName}</span>}</>
);

export const Sessions = ({ userId }: { userId: string }) => {
  const base = path`/users/${userId}/sessions`;
  const loaded = useLoad(base, (signal) => get<SessionList>(base, undefined, signal));
  const [ending, setEnding] = useState<Session | 'all'>();
  const action = useAction();
  const lack = useLack(...SCOPES);
  const end = async (): Promise<void> => {
    const route = ending === 'all' ? base : path`/users/${userId}/sessions/${ending?.$id ?? ''}`;
    if (!await action.run(() => send('DELETE', route))) return;
    setEnding(undefined);
    say(ending === 'all' ? 'All sessions have ended.' : 'The session has ended.');
    loaded.reload();
  };
  const close = (): void => {
    action.clear();
    setEnding(undefined);
  };
  return (
    <>
      <Show loaded={loaded} what="the sessions">
        {({ total, sessions }) => (
          <section class="card flush" aria-label="Sessions">
            <div class="card-head">
              <h2>{format.count(total, 'session')}</h2>
              {total > 0 && <Button icon="leave" lack={lack} onClick={() => setEnding('all')}>End all …</Button>}
            </div>
            {sessions.length === 0 && <Empty title="Not signed in"><p>The user has no session. A sign-in makes one.</p></Empty>}
            <ul class="items">
              {sessions.map((session) => (
                <li key={session.$id}>
                  <Icon name="device" />
                  <div class="item-texts">
                    <p><strong><Text>{clientText(session) || 'Unknown client'}</Text></strong></p>
                    <p class="quiet"><Place {...session} /> · {PROVIDERS[session.provider] ?? session.provider}
                      {session.factors?.includes('oauth2') && <> account <Id>{session.providerUid}</Id></>}</p>
                    <p class="quiet">Began <Time at={session.$createdAt} />, ends <Time at={session.expire} /></p>
                  </div>
                  <Button kind="small" lack={lack} onClick={() => setEnding(session)}>End …</Button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </Show>
      <SignInAs userId={userId} onSession={loaded.reload} />
      {ending && (
        <Confirm title={ending === 'all' ? 'End all sessions' : 'End the session'} verb="End" action={action} onConfirm={() => void end()} onClose={close}>
          <p>{ending === 'all' ? 'All sessions of the user end at once.' : 'The client of this session is signed out at once.'}</p>
        </Confirm>
      )}
    </>
  );
};

interface Made { label: string; value: string }

const WAYS: Array<{ name: string; label: string; what: string; scopes: readonly string[]; make(userId: string): Promise<Made> }> = [
  {
    name: 'token', label: 'Sign-in token', what: 'A token signs the user in once, within 15 minutes.', scopes: ['users.write'],
    make: async (id) => ({ label: 'Sign-in token', value: (await send<Token>('POST', path`/users/${id}/tokens`, { body: { length: 32 } })).secret }),
  },
  {
    name: 'jwt', label: 'JWT', what: 'A server acts as the user with a JWT for 15 minutes. It is not in the log.', scopes: ['users.write'],
    make: async (id) => ({ label: 'JWT', value: (await send<Jwt>('POST', path`/users/${id}/jwts`, { body: {} })).jwt }),
  },
  {
    name: 'session', label: 'Session', what: 'A new session of the user, for up to a year.', scopes: SCOPES,
    make: async (id) => ({ label: 'Token of the session', value: (await send<Session>('POST', path`/users/${id}/sessions`)).secret ?? '' }),
  },
];

const SignInAs = ({ userId, onSession }: { userId: string; onSession(): void }) => {
  const [way, setWay] = useState<(typeof WAYS)[number]>();
  const [made, setMade] = useState<Made>();
  const action = useAction();
  const lacks: Record<string, string | undefined> = { token: useLack('users.write'), session: useLack(...SCOPES) };
  const make = async (): Promise<void> => {
    if (!way || !await action.run(async () => setMade(await way.make(userId)))) return;
    setWay(undefined);
    if (way.name === 'session') onSession();
  };
  return (
    <section class="card" aria-labelledby="sign-in-as">
      <h2 id="sign-in-as">Sign the user in</h2>
      <p class="hint">Each of these lets its owner act as the user. Tokens and sessions are in the log of the user.</p>
      <div class="buttons">
        {WAYS.map((one) => (
          <Button key={one.name} icon="key" lack={lacks[one.name === 'session' ? 'session' : 'token']} onClick={() => { setMade(undefined); setWay(one); }}>
            {one.label} …</Button>
        ))}
      </div>
      {made && <Secret label={made.label} value={made.value} />}
      {way && (
        <Confirm title={`Make: ${way.label}`} verb="Make it" action={action} onConfirm={() => void make()} onClose={() => { action.clear(); setWay(undefined); }}>
          <p>{way.what}</p>
        </Confirm>
      )}
    </section>
  );
};
