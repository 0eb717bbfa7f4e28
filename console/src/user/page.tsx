// A user: the head with name and status, and the tabs. Each tab reads for itself when it is opened.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { User } from '../../generated/models';
import { get, path } from '../api';
import { useLoad } from '../load';
import { go, route, to } from '../router';
import { Avatar, Copy, Id, Mark, Text } from '../ui/bits';
import { Show } from '../ui/notice';
import { nameOf } from '../users/row';
import { Factors } from './factors';
import { Identities } from './identities';
import { Log } from './log';
import { Memberships } from './memberships';
import { Overview } from './overview';
import { PrefsEditor } from './prefs';
import { Sessions } from './sessions';
import { Targets } from './targets';

const TABS: Array<[name: string, label: string]> = [
  ['', 'Overview'], ['prefs', 'Preferences'], ['sessions', 'Sessions'], ['log', 'Log'], ['teams', 'Teams'], ['targets', 'Targets'],
  ['identities', 'Identities'], ['factors', 'Second factor'],
];

interface TabsProps { base: string[]; tabs: Array<[name: string, label: string]>; open: string; label: string }

export const Tabs = ({ base, tabs, open, label }: TabsProps) => {
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen the tabs are wider than the page.
  useEffect(() => nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [open]);
  return (
    <nav class="tabs" aria-label={label} ref={nav}>
      {tabs.map(([name, text]) => (
        <a key={name} href={to(name ? [...base, name] : base)} aria-current={open === name ? 'page' : undefined}>{text}</a>
      ))}
    </nav>
  );
};

export const UserPage = ({ id }: { id: string }) => {
  const tab = route.use().parts[2] ?? '';
  const loaded = useLoad(`user ${id}`, (signal) => get<User>(path`/users/${id}`, undefined, signal));
  return <>
    {loaded.value === undefined && <Untitled>{id}</Untitled>}
    <Show loaded={loaded} what="the user">
      {(user) => (
        <>
          <Head user={user} />
          <Tabs base={['users', id]} tabs={TABS} open={tab} label="Parts of the user" />
          <Tab tab={tab} user={user} onChange={loaded.set} />
        </>
      )}
    </Show>
  </>;
};

/** The head of a page whose subject is not read yet, or cannot be read. */
export const Untitled = ({ children }: { children: string }) => <div class="title"><h1><Text>{children}</Text></h1></div>;

const Head = ({ user }: { user: User }) => (
  <div class="title user-title">
    <Avatar id={user.$id} name={user.name} email={user.email} />
    <div class="title-texts">
      <h1 class={user.name ? '' : 'none'}><Text>{nameOf(user)}</Text></h1>
      <p class="id-line"><Id>{user.$id}</Id><Copy text={user.$id} what="the id" /></p>
    </div>
    <Mark kind={user.status ? 'good' : 'bad'}>{user.status ? 'active' : 'blocked'}</Mark>
  </div>
);

interface TabProps { tab: string; user: User; onChange(user: User): void }

const Tab = ({ tab, user, onChange }: TabProps): ComponentChildren => {
  const id = user.$id;
  switch (tab) {
    case '': return <Overview user={user} onChange={onChange} onDelete={() => go(to(['users']))} />;
    case 'prefs': return <PrefsEditor key={id} route={path`/users/${id}/prefs`} method="PATCH" scope="users.write" />;
    case 'sessions': return <Sessions key={id} userId={id} />;
    case 'log': return <Log key={id} route={path`/users/${id}/logs`} base={['users', id, 'log']} />;
    case 'teams': return <Memberships key={id} userId={id} />;
    case 'targets': return <Targets key={id} userId={id} />;
    case 'identities': return <Identities key={id} userId={id} />;
    case 'factors': return <Factors key={id} user={user} onChange={onChange} />;
    default: return <p>The user has no such part. <a href={to(['users', id])}>Overview</a></p>;
  }
};
