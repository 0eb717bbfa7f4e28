// The facts of a user, each edited where it is, and what is dangerous.

import { useState } from 'preact/hooks';
import type { User } from '../../generated/models';
import { path, send, type Method } from '../api';
import { Button, Mark, Text, Time, useLack } from '../ui/bits';
import { say } from '../ui/toast';
import { makePassword } from '../users/new';
import { Question, type QuestionName } from '../users/row-menu';
import { Field, Switch } from './field';
import { Labels } from './labels';
import { MadePassword } from './made-password';

interface Props { user: User; onChange(user: User): void; onDelete(): void }

/** Saves one field. The API answers with the user, which is what the page then shows. */
function useSave(user: User, onChange: (user: User) => void) {
  return async (part: string, body: Record<string, unknown>, method: Method = 'PATCH'): Promise<void> => {
    onChange(await send<User>(method, `${path`/users/${user.$id}`}/${part}`, { body }));
    say('Saved.');
  };
}

const none = <span class="none">none</span>;

/** How the password is stored, in the words of the API. */
const hashText = ({ password, hash }: User): string => (password ? `set, stored as ${hash ?? 'a hash'}` : '');

export const Overview = ({ user, onChange, onDelete }: Props) => {
  const [question, setQuestion] = useState<QuestionName>();
  const lack = useLack('users.write');
  const signOutLack = useLack('users.write', 'sessions.write');
  const save = useSave(user, onChange);
  return (
    <div class="columns">
      <div>
        <section class="card" aria-labelledby="facts">
          <h2 id="facts">Identity</h2>
          <dl class="facts">
            <Field label="Name" value={user.name} shown={user.name ? <Text>{user.name}</Text> : none} maxLength={128} lack={lack}
              save={(name) => save('name', { name })} />
            <Field label="Email" value={user.email} type="email" lack={lack} hint="A new email is not verified."
              shown={user.email ? <Text>{user.email}</Text> : none} save={(email) => save('email', { email })} />
            {user.email !== '' && <Switch label="Email verified" isOn={user.emailVerification} on="verified" off="not verified" lack={lack}
              save={(emailVerification) => save('verification', { emailVerification })} />}
            <EmailKinds user={user} />
            <Field label="Phone" value={user.phone} type="tel" lack={lack} hint="With + and country, such as +442079460000."
              shown={user.phone ? <Text>{user.phone}</Text> : none} save={(number) => save('phone', { number })} />
            {user.phone !== '' && <Switch label="Phone verified" isOn={user.phoneVerification} on="verified" off="not verified" lack={lack}
              save={(phoneVerification) => save('verification/phone', { phoneVerification })} />}
            <Password user={user} lack={lack} save={(password) => save('password', { password })} />
          </dl>
        </section>
        <Labels labels={user.labels} lack={lack} save={(labels) => save('labels', { labels }, 'PUT')} />
      </div>
      <div>
        <section class="card" aria-labelledby="times">
          <h2 id="times">Times</h2>
          <dl class="facts">
            <div class="fact"><dt>Joined</dt><dd><Time at={user.$createdAt} /></dd></div>
            <div class="fact"><dt>Updated</dt><dd><Time at={user.$updatedAt} /></dd></div>
            <div class="fact"><dt>Last seen</dt><dd><Time at={user.accessedAt} /><small>To the day, by calls in the 1.x dialect.</small></dd></div>
            <div class="fact"><dt>Password set</dt><dd><Time at={user.passwordUpdate} /></dd></div>
          </dl>
        </section>
        <section class="card" aria-labelledby="access">
          <h2 id="access">Access</h2>
          <dl class="facts">
            <Switch label="May act as others" isOn={user.impersonator ?? false} on="yes" off="no" lack={lack}
              hint="Such a user can read as any other user of the project." save={(impersonator) => save('impersonator', { impersonator })} />
          </dl>
          <div class="buttons">
            <Button icon="shield" lack={lack} onClick={() => setQuestion('status')}>{user.status ? 'Block …' : 'Unblock …'}</Button>
            <Button icon="leave" lack={signOutLack} onClick={() => setQuestion('sessions')}>Sign out everywhere …</Button>
            <Button icon="trash" kind="danger" lack={lack} onClick={() => setQuestion('delete')}>Delete …</Button>
          </div>
        </section>
      </div>
      {question && <Question question={question} user={user} onClose={() => setQuestion(undefined)} onChange={onChange} onDelete={onDelete} />}
    </div>
  );
};

const Password = ({ user, lack, save }: { user: User; lack: string | undefined; save(password: string): Promise<unknown> }) => {
  const [made, setMade] = useState('');
  return (
    <>
      <Field label="Password" value="" type="password" maxLength={256} lack={lack} shown={hashText(user) || none}
        hint="8 to 256 characters. Empty: the password is removed. Sessions end, unless the project says otherwise."
        beside={<Button kind="small" lack={lack} onClick={() => setMade(makePassword())}>Make one …</Button>} save={save} />
      {made && <MadePassword password={made} save={save} onClose={() => setMade('')} />}
    </>
  );
};

/** What the API says about the domain of the email. */
const EmailKinds = ({ user }: { user: User }) => {
  const kinds: Array<[boolean | null, string]> = [
    [user.emailIsFree, 'of a free provider'], [user.emailIsDisposable, 'disposable'], [user.emailIsCorporate, 'of an organization'],
  ];
  const said = kinds.filter(([isSo]) => isSo);
  if (said.length === 0) return null;
  return <div class="fact kinds"><dt>Email domain</dt><dd>{said.map(([, label]) => <Mark key={label} kind="quiet">{label}</Mark>)}</dd></div>;
};
