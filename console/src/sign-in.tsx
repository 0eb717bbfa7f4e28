// The question for project and key: the whole page at first, and a dialog over what is open when a key has stopped to work.

import { useState } from 'preact/hooks';
import { isStale, lastProject, problem, project, signIn, signOut } from './access';
import { proposedProject, recall, remember, session } from './settings';
import { Dialog } from './ui/dialog';
import { Entry } from './ui/entry';

const Form = ({ fixed, verb }: { fixed?: string; verb: string }) => {
  const [id, setId] = useState(fixed ?? (lastProject() || proposedProject || recall('project') || ''));
  const [key, setKey] = useState('');
  const why = problem.use();
  const submit = (event: Event): void => {
    event.preventDefault();
    if (id.trim() === '' || key.trim() === '') return;
    remember('project', id.trim());
    signIn({ project: id.trim(), key: key.trim() });
  };
  return (
    <form onSubmit={submit} class="sign-in-form">
      {why && <p class="problem" role="alert">{why}</p>}
      <Entry label="Project" name="username" autocomplete="username" value={id} onText={setId} readOnly={fixed !== undefined} required isFirst={id === ''} />
      <Entry label="API key" name="password" type="password" autocomplete="current-password" value={key} onText={setKey} required isFirst={id !== ''} />
      <div class="buttons">
        <button type="submit" class="button primary">{verb}</button>
        {fixed !== undefined && <button type="button" class="button" onClick={() => signOut()}>Sign out</button>}
      </div>
    </form>
  );
};

/** Goes on with the session of `roster console`. */
export const resume = (): void => signIn({ project: proposedProject, key: '' });

/** What is left to do when a session of `roster console` has stopped to work. */
const Paused = () => (
  <>
    <p class="problem" role="alert">{problem.use()}</p>
    <p class="hint">The page works as long as <code>roster console</code> runs. Start it again for a new link, which has a new API key.</p>
    <div class="buttons"><button type="button" class="button primary" onClick={resume}>Try again</button></div>
  </>
);

export const SignIn = () => session === '' ? <AskForKey /> : <main class="sign-in"><h1>Roster</h1><Paused /></main>;

const AskForKey = () => (
  <main class="sign-in">
    <h1>Roster</h1>
    <Form verb="Sign in" />
    <p class="hint">The key stays in the memory of this page until you close, reload or leave it. Give each administrator a key of their
      own. The key needs the scopes of what it should do, such as <code>users.read</code> alone to look but not change.</p>
  </main>
);

/** Over the open page, whose forms keep what was typed. */
export const SignInAgain = () => {
  const stale = isStale.use();
  const open = project.use();
  if (!stale || open === null) return null;
  if (session !== '') return <Dialog title="The session has ended" closes={false} onClose={() => undefined}><Paused /></Dialog>;
  return (
    <Dialog title="The key no longer works" closes={false} onClose={() => undefined}>
      <p>What you typed is still there. Sign in with another key, and try again.</p>
      <Form fixed={open} verb="Continue" />
    </Dialog>
  );
};
