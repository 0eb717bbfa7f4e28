// The page: the sign-in, or the frame with the view that the URL names.

import { Component, render, type ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { project, signOut } from './access';
import { IdentitiesPage } from './identities/page';
import { InboxPage } from './inbox/page';
import { Keys } from './keyboard';
import { route, to, type Route } from './router';
import { inbox, recall, remember, session } from './settings';
import { resume, SignIn, SignInAgain } from './sign-in';
import { TeamsPage } from './teams/list';
import { TeamPage } from './teams/team';
import { Text } from './ui/bits';
import { Icon } from './ui/icon';
import { Empty } from './ui/notice';
import { Toasts } from './ui/toast';
import { UsagePage } from './usage/page';
import { UserPage } from './user/page';
import { UsersPage } from './users/list';
import { NewUserPage } from './users/new';

const NAV: Array<[name: string, label: string]> = [['users', 'Users'], ['teams', 'Teams'], ['identities', 'Identities'], ['usage', 'Usage']];
if (inbox !== '') NAV.push(['inbox', 'Inbox']);

const Unknown = () => <Empty title="There is no such page"><h1 class="hidden">Unknown page</h1><p><a href={to(['users'])}>Users</a></p></Empty>;

function View({ parts }: { parts: string[] }): ComponentChildren {
  const [area = 'users', id] = parts;
  switch (area) {
    case 'users':
      if (id === undefined) return <UsersPage />;
      return id === 'new' && parts.length === 2 ? <NewUserPage /> : <UserPage key={id} id={id} />;
    case 'teams': return id === undefined ? <TeamsPage /> : <TeamPage key={id} id={id} />;
    case 'identities': return id === undefined ? <IdentitiesPage /> : <Unknown />;
    case 'usage': return <UsagePage />;
    case 'inbox': return inbox === '' ? <Unknown /> : <InboxPage />;
    default: return <Unknown />;
  }
}

/** What goes to the title of the window: where one is, never what was searched for. */
function titleOf({ parts }: Route): string {
  const [area = 'users', id] = parts;
  return [id, NAV.find(([name]) => name === area)?.[1], 'Roster'].filter(Boolean).join(' – ');
}

/** Shows an error of the page in place of a white page. */
class Boundary extends Component<{ children: ComponentChildren }, { failed: string }> {
  override state = { failed: '' };

  override componentDidCatch(cause: unknown): void {
    this.setState({ failed: cause instanceof Error ? cause.message : String(cause) });
  }

  override render({ children }: { children: ComponentChildren }) {
    if (!this.state.failed) return children;
    return (
      <div class="notice" role="alert">
        <p>This page has an error: {this.state.failed}. Nothing was changed by it.</p>
        <button type="button" class="button" onClick={() => this.setState({ failed: '' })}>Show it again</button>
      </div>
    );
  }
}

const THEMES = ['', 'light', 'dark'];

const Theme = () => {
  const [theme, setTheme] = useState(recall('theme') ?? '');
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    remember('theme', theme);
  }, [theme]);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? '';
  const says = `Colours: ${theme || 'as the system'}. Change to ${next || 'those of the system'}`;
  return <button type="button" class="plain" onClick={() => setTheme(next)} aria-label={says} title={says}><Icon name="theme" /></button>;
};

const Console = ({ open }: { open: string }) => {
  const here = route.use();
  const area = here.parts[0] ?? 'users';
  // The tabs of one user are one place.
  const place = here.parts.slice(0, 2).join('/');
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = titleOf(here);
    // What had the focus is gone, and screen readers should read the new page, unless a field of it has the focus already.
    if (!isFirst.current && document.activeElement === document.body) document.getElementById('main')?.focus();
    isFirst.current = false;
  }, [place]);
  return (
    <>
      <header>
        <a class="skip" href={location.hash || '#/'} onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}>Skip to the content</a>
        <strong class="brand">Roster</strong>
        <span class="project" title="Project"><Text>{open}</Text></span>
        <nav class="areas" aria-label="Areas">
          {NAV.map(([name, label]) => <a key={name} href={to([name])} aria-current={area === name ? 'page' : undefined}>{label}</a>)}
        </nav>
        <span class="header-buttons">
          <Theme />
          <Keys />
          {session === ''
            ? <button type="button" class="plain" onClick={() => signOut()} aria-label="Sign out" title="Sign out"><Icon name="leave" /></button>
            : <span class="session" title="The API key of this session, which ends with roster console"><Text>{session}</Text></span>}
        </span>
      </header>
      <main id="main" tabIndex={-1}><Boundary key={place}><View parts={here.parts} /></Boundary></main>
      <SignInAgain />
      <Toasts />
    </>
  );
};

const App = () => {
  const open = project.use();
  return open === null ? <SignIn /> : <Console key={open} open={open} />;
};

const theme = recall('theme');
if (theme) document.documentElement.dataset['theme'] = theme;
if (session !== '') resume();
const app = document.getElementById('app');
if (app) {
  app.textContent = '';
  render(<App />, app);
}
