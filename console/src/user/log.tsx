// A log: what happened, what did it, and from where.

import type { LogLine, LogList } from '../../generated/models';
import { get } from '../api';
import * as format from '../format';
import { useLoad } from '../load';
import { go, route as current, to } from '../router';
import { Button, Text, Time } from '../ui/bits';
import { Icon, type IconName } from '../ui/icon';
import { Empty, Show } from '../ui/notice';
import { clientText, Place } from './sessions';

const SIZE = 25;

const EVENTS: Record<LogLine['event'], [icon: IconName, text: string]> = {
  'user.create': ['plus', 'Created'],
  'user.update': ['edit', 'Changed'],
  'verification.create': ['mail', 'Verification asked for'],
  'verification.update': ['check', 'Verification set'],
  'recovery.create': ['mail', 'New password asked for'],
  'recovery.update': ['key', 'New password set by a link'],
  'target.create': ['device', 'Target created'],
  'target.update': ['device', 'Target changed'],
  'target.delete': ['trash', 'Target deleted'],
  'tokens.create': ['key', 'Sign-in token made'],
  'session.create': ['enter', 'Signed in'],
  'session.update': ['enter', 'Session extended'],
  'session.delete': ['leave', 'Signed out'],
  'challenge.create': ['shield', 'Second factor asked for'],
  'challenges.update': ['shield', 'Second factor presented'],
  'team.create': ['team', 'Team created'],
  'team.update': ['team', 'Team changed'],
  'membership.create': ['team', 'Joined a team'],
  'membership.update': ['team', 'Roles in a team set'],
  'membership.delete': ['team', 'Left a team'],
};

const ACTORS: Record<LogLine['userType'], string> = {
  user: 'by the user', guest: 'by a guest', admin: 'by an operator', keyProject: 'by an API key',
};

interface Props { route: string; base: string[]; withUser?: boolean }

export const Log = ({ route, base, withUser = false }: Props) => {
  const { params } = current.use();
  const offset = Math.max(0, Number(params.get('offset')) || 0);
  const queries = [{ method: 'limit', values: [SIZE] }, { method: 'offset', values: [offset] }].map((query) => JSON.stringify(query));
  const loaded = useLoad(`${route} ${offset}`, (signal) => get<LogList>(route, { 'queries[]': queries }, signal));
  const turn = (start: number): void => go(to(base, start > 0 ? [['offset', String(start)]] : []));
  return (
    <Show loaded={loaded} what="the log">
      {({ total, logs }) => (
        <section class="card flush" aria-label="Log">
          <div class="card-head">
            <h2>{total >= 5000 ? '5,000 or more entries' : format.count(total, 'entry', 'entries')}</h2>
            <span class="buttons">
              {offset > 0 && <Button kind="small" onClick={() => turn(Math.max(0, offset - SIZE))}>Newer</Button>}
              {offset + logs.length < total && <Button kind="small" onClick={() => turn(offset + SIZE)}>Older</Button>}
            </span>
          </div>
          {logs.length === 0 && <Empty title="Nothing is recorded"><p>Entries are kept for the time that the deployment sets (<code>LogDays</code>, 14 days by default).</p></Empty>}
          <ol class="items">{logs.map((entry, at) => <Entry key={`${entry.time} ${at}`} entry={entry} withUser={withUser} />)}</ol>
        </section>
      )}
    </Show>
  );
};

const Entry = ({ entry, withUser }: { entry: LogLine; withUser: boolean }) => {
  const [icon, text] = EVENTS[entry.event] ?? ['edit', entry.event];
  const client = clientText(entry);
  return (
    <li>
      <Icon name={icon} />
      <div class="item-texts">
        <p><strong>{text}</strong> {ACTORS[entry.userType] ?? entry.userType}
          {entry.keyId !== '' && <> <span title={`API key ${entry.keyId}`}><Text>{entry.keyName || entry.keyId}</Text></span></>}
          {withUser && entry.userId !== '' && <> · <a href={to(['users', entry.userId])}><Text>{entry.userName || entry.userEmail || entry.userId}</Text></a></>}</p>
        <p class="quiet"><Place {...entry} />{client !== '' && <> · <Text>{client}</Text></>}</p>
      </div>
      <span class="quiet item-time"><Time at={entry.time} /></span>
    </li>
  );
};
