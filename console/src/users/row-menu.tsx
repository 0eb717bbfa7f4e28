// The menu of a row, and the questions that it leads to.

import { useRef, useState } from 'preact/hooks';
import type { User } from '../../generated/models';
import { path, send } from '../api';
import { useAction } from '../load';
import { go, to } from '../router';
import { Text, useLack } from '../ui/bits';
import { Confirm } from '../ui/dialog';
import { Menu } from '../ui/menu';
import { say } from '../ui/toast';
import { nameOf } from './row';

interface Props { user: User; anchor: HTMLElement; onClose(): void; onChange(user: User): void; onDelete(): void }

export type QuestionName = 'status' | 'sessions' | 'delete';

export const RowMenu = ({ user, anchor, onClose, onChange, onDelete }: Props) => {
  const [question, setQuestion] = useState<QuestionName>();
  const isChosen = useRef(false);
  const mayWrite = useLack('users.write');
  const maySignOut = useLack('users.write', 'sessions.write');
  if (question) return <Question {...{ question, user, onClose, onChange, onDelete }} />;
  const ask = (next: QuestionName) => (): void => {
    isChosen.current = true;
    setQuestion(next);
  };
  const items = [
    { label: 'Open', icon: 'user' as const, run: () => go(to(['users', user.$id])) },
    { label: 'Copy the id', icon: 'copy' as const, run: () => { void navigator.clipboard.writeText(user.$id).then(() => say('Copied: the id.')); } },
    { label: user.status ? 'Block …' : 'Unblock …', icon: 'shield' as const, lack: mayWrite, run: ask('status') },
    { label: 'Sign out everywhere …', icon: 'leave' as const, lack: maySignOut, run: ask('sessions') },
    { label: 'Delete …', icon: 'trash' as const, isDangerous: true, lack: mayWrite, run: ask('delete') },
  ];
  // The menu closes before the chosen item runs, which may have a question.
  return <Menu anchor={anchor} label={`Actions for ${nameOf(user)}`} items={items} onClose={() => setTimeout(() => { if (!isChosen.current) onClose(); })} />;
};

export const Question = ({ question, user, onClose, onChange, onDelete }: Omit<Props, 'anchor'> & { question: QuestionName }) => {
  const action = useAction();
  const name = <strong><Text>{nameOf(user)}</Text></strong>;
  const after = (write: () => Promise<unknown>, said: string, then: () => void) => async (): Promise<void> => {
    if (!await action.run(write)) return;
    say(said);
    onClose();
    then();
  };
  if (question === 'status') {
    let changed = user;
    const write = async (): Promise<void> => {
      changed = await send<User>('PATCH', path`/users/${user.$id}/status`, { body: { status: !user.status } });
    };
    return (
      <Confirm title={user.status ? 'Block the user' : 'Unblock the user'} verb={user.status ? 'Block' : 'Unblock'} action={action} onClose={onClose}
        onConfirm={after(write, user.status ? 'The user is blocked.' : 'The user can sign in again.', () => onChange(changed))}>
        <p>{user.status ? <>{name} cannot sign in while blocked, and their sessions do not work.</> : <>{name} can sign in again.</>}</p>
      </Confirm>
    );
  }
  if (question === 'sessions') {
    return (
      <Confirm title="Sign out everywhere" verb="End all sessions" action={action} onClose={onClose}
        onConfirm={after(() => send('DELETE', path`/users/${user.$id}/sessions`), 'All sessions have ended.', () => onChange(user))}>
        <p>All sessions of {name} end at once.</p>
      </Confirm>
    );
  }
  return (
    <Confirm title="Delete the user" verb="Delete" typed={[user.email, user.$id]} action={action} onClose={onClose}
      onConfirm={after(() => send('DELETE', path`/users/${user.$id}`), 'The user is deleted.', onDelete)}>
      <p>{name}, with all sessions, memberships and targets. This cannot be undone. To keep the user and only stop them from signing in, block
        them.</p>
    </Confirm>
  );
};
