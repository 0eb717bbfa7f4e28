// A team: its members, preferences and log.

import { useState } from 'preact/hooks';
import type { Team } from '../../generated/models';
import { get, path, send } from '../api';
import { useAction, useLoad } from '../load';
import { go, route, to } from '../router';
import { Button, Copy, Id, Text, Time, useLack } from '../ui/bits';
import { Confirm } from '../ui/dialog';
import { Show } from '../ui/notice';
import { say } from '../ui/toast';
import { Field } from '../user/field';
import { Log } from '../user/log';
import { Tabs, Untitled } from '../user/page';
import { PrefsEditor } from '../user/prefs';
import { Members } from './members';

const TABS: Array<[string, string]> = [['', 'Members'], ['settings', 'Settings'], ['prefs', 'Preferences'], ['log', 'Log']];

export const TeamPage = ({ id }: { id: string }) => {
  const tab = route.use().parts[2] ?? '';
  const loaded = useLoad(`team ${id}`, (signal) => get<Team>(path`/teams/${id}`, undefined, signal));
  return <>
    {loaded.value === undefined && <Untitled>{id}</Untitled>}
    <Show loaded={loaded} what="the team">
      {(team) => (
        <>
          <div class="title user-title">
            <div class="title-texts">
              <h1><Text>{team.name}</Text></h1>
              <p class="id-line"><Id>{team.$id}</Id><Copy text={team.$id} what="the id" /></p>
            </div>
          </div>
          <Tabs base={['teams', id]} tabs={TABS} open={tab} label="Parts of the team" />
          {tab === '' && <Members key={id} teamId={id} />}
          {tab === 'settings' && <Settings team={team} onChange={loaded.set} />}
          {tab === 'prefs' && <PrefsEditor key={id} route={path`/teams/${id}/prefs`} method="PUT" scope="teams.write" />}
          {tab === 'log' && <Log key={id} route={path`/teams/${id}/logs`} base={['teams', id, 'log']} withUser />}
        </>
      )}
    </Show>
  </>;
};

const Settings = ({ team, onChange }: { team: Team; onChange(team: Team): void }) => {
  const [isDeleting, setDeleting] = useState(false);
  const action = useAction();
  const lack = useLack('teams.write');
  const rename = async (name: string): Promise<void> => {
    onChange(await send<Team>('PUT', path`/teams/${team.$id}`, { body: { name } }));
    say('Saved.');
  };
  const remove = async (): Promise<void> => {
    if (!await action.run(() => send('DELETE', path`/teams/${team.$id}`))) return;
    say('The team is deleted.');
    go(to(['teams']));
  };
  return (
    <section class="card" aria-label="Settings">
      <dl class="facts">
        <Field label="Name" value={team.name} shown={<Text>{team.name}</Text>} maxLength={128} lack={lack} mayBeEmpty={false} save={rename} />
        <div class="fact"><dt>Members</dt><dd>{team.total.toLocaleString('en')}</dd></div>
        <div class="fact"><dt>Created</dt><dd><Time at={team.$createdAt} /></dd></div>
        <div class="fact"><dt>Updated</dt><dd><Time at={team.$updatedAt} /></dd></div>
      </dl>
      <div class="buttons"><Button icon="trash" kind="danger" lack={lack} onClick={() => setDeleting(true)}>Delete …</Button></div>
      {isDeleting && (
        <Confirm title="Delete the team" verb="Delete" typed={[team.$id]} action={action} onConfirm={() => void remove()}
          onClose={() => { action.clear(); setDeleting(false); }}>
          <p>The team <strong><Text>{team.name}</Text></strong> with all memberships and preferences. The users stay. This cannot be undone.</p>
        </Confirm>
      )}
    </section>
  );
};
