// The list of teams.

import { useState } from 'preact/hooks';
import type { NewTeam, Team, TeamList } from '../../generated/models';
import { send } from '../api';
import { useKeys } from '../keyboard';
import { useAction } from '../load';
import { go, replace, route, to } from '../router';
import { Button, Day, Id, Text, Total, useLack } from '../ui/bits';
import { Dialog } from '../ui/dialog';
import { Entry } from '../ui/entry';
import { Empty, Problem, Show } from '../ui/notice';
import { Pager, usePages } from '../ui/pages';
import { Search } from '../ui/search';
import { moveInRows } from '../users/table';

export const TeamsPage = () => {
  const search = route.use().params.get('search') ?? '';
  const { loaded, total } = usePages<TeamList>({ path: '/teams', search });
  const [isNew, setNew] = useState(false);
  const lack = useLack('teams.write');
  const teams = loaded.value?.teams ?? [];
  useKeys((key) => {
    if (key === 'j') moveInRows(1);
    if (key === 'k') moveInRows(-1);
    if (key === 'c') setNew(true);
  });
  return (
    <>
      <div class="title">
        <h1>Teams</h1>
        <Total total={total} isPart={search !== ''} />
        <span class="buttons"><Button icon="plus" kind="primary" lack={lack} onClick={() => setNew(true)}>New team</Button></span>
      </div>
      <div class="tools"><Search label="Name or id" value={search} onChange={(next) => replace(to(['teams'], [['search', next]]))} /></div>
      <Show loaded={loaded} what="the teams">{() => teams.length === 0 ? <NoTeams search={search} /> : <TeamTable teams={teams} />}</Show>
      <Pager parts={['teams']} params={[['search', search]]} rows={teams} />
      {isNew && <NewTeamForm onClose={() => setNew(false)} />}
    </>
  );
};

const NoTeams = ({ search }: { search: string }) => search === ''
  ? <Empty title="No team yet"><p>A team is a group of users with roles. Create one, and add users to it.</p></Empty>
  : <Empty title="No team matches"><p><a href={to(['teams'])}>Show all teams</a></p></Empty>;

const TeamTable = ({ teams }: { teams: Team[] }) => (
  <div class="table-frame">
    <table role="table" aria-label="Teams">
      <thead role="rowgroup">
        <tr role="row">{['Name', 'Members', 'Created', 'Id'].map((label) => <th role="columnheader" scope="col" key={label}>{label}</th>)}</tr>
      </thead>
      <tbody role="rowgroup">
        {teams.map((team) => (
          <tr role="row" key={team.$id}>
            <td role="cell" class="who"><a href={to(['teams', team.$id])}><span class="cut"><Text>{team.name}</Text></span></a></td>
            <td role="cell" data-label="Members">{team.total.toLocaleString('en')}</td>
            <td role="cell" data-label="Created"><Day at={team.$createdAt} /></td>
            <td role="cell" data-label="Id"><Id>{team.$id}</Id></td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const NewTeamForm = ({ onClose }: { onClose(): void }) => {
  const [name, setName] = useState('');
  const [id, setId] = useState('');
  const action = useAction();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const body: NewTeam = { teamId: id.trim() || 'unique()', name };
    let made = '';
    if (await action.run(async () => { made = (await send<Team>('POST', '/teams', { body })).$id; })) go(to(['teams', made]));
  };
  return (
    <Dialog title="New team" onClose={onClose}>
      <form onSubmit={submit}>
        <Entry label="Name" value={name} onText={setName} required maxLength={128} isFirst />
        <Entry label="Id" value={id} onText={setId} maxLength={36} hint="Empty: one is made." />
        <Problem error={action.error} />
        <div class="buttons end"><Button onClick={onClose}>Cancel</Button><Button kind="primary" type="submit" isBusy={action.isBusy}>Create</Button></div>
      </form>
    </Dialog>
  );
};
