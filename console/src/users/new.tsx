// A new user.

import { useState } from 'preact/hooks';
import type { NewUser, User } from '../../generated/models';
import { send } from '../api';
import { useAction } from '../load';
import { go, to } from '../router';
import { Button, Copy, useLack, type InputType } from '../ui/bits';
import { Entry } from '../ui/entry';
import { Problem } from '../ui/notice';
import { say } from '../ui/toast';

/** Characters of a made password: no two that look alike. Six bits for each, so that none is more likely. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_.+=*@';

/** 20 characters of 64, 120 bits. */
export function makePassword(): string {
  return [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => ALPHABET[byte & 63]).join('');
}

type Name = 'userId' | 'name' | 'email' | 'phone' | 'password';

const FIELDS: Array<{ name: Name; label: string; hint: string; type: InputType; maxLength: number }> = [
  { name: 'name', label: 'Name', hint: '', type: 'text', maxLength: 128 },
  { name: 'email', label: 'Email', hint: 'It must belong to one user only.', type: 'email', maxLength: 254 },
  { name: 'phone', label: 'Phone', hint: 'With + and country, such as +442079460000.', type: 'tel', maxLength: 16 },
  { name: 'userId', label: 'Id', hint: 'Up to 36 letters, digits, periods, hyphens and underscores. Empty: one is made.', type: 'text', maxLength: 36 },
];

/** The field that an error names, so that it is shown there. */
export function fieldOf(type: string, message: string): Name | undefined {
  if (type.includes('phone') || message.includes('`phone`')) return 'phone';
  if (type.includes('email') || message.includes('`email`')) return 'email';
  if (message.includes('`userId`')) return 'userId';
  if (message.includes('`password`')) return 'password';
  return message.includes('`name`') ? 'name' : undefined;
}

export const NewUserPage = () => {
  const [values, setValues] = useState<Record<Name, string>>({ userId: '', name: '', email: '', phone: '', password: '' });
  const [isMade, setMade] = useState(false);
  const action = useAction();
  const lack = useLack('users.write');
  const set = (name: Name, value: string): void => setValues((former) => ({ ...former, [name]: value }));
  const wrong = action.error && fieldOf(action.error.type, action.error.message);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const body: NewUser = { userId: values.userId.trim() || 'unique()' };
    if (values.name.trim()) body.name = values.name.trim();
    if (values.email.trim()) body.email = values.email.trim();
    if (values.phone.trim()) body.phone = values.phone.trim();
    if (values.password) body.password = values.password;
    let id = '';
    if (!await action.run(async () => { id = (await send<User>('POST', '/users', { body })).$id; })) return;
    say('The user is created.');
    go(to(['users', id]));
  };
  return (
    <>
      <div class="title"><h1>New user</h1></div>
      <form class="card form" onSubmit={submit} noValidate>
        {FIELDS.map(({ name, label, hint, type, maxLength }, at) => (
          <Entry key={name} label={label} hint={hint} type={type} value={values[name]} maxLength={maxLength} isFirst={at === 0}
            error={wrong === name ? action.error : undefined} onText={(text) => set(name, text)} />
        ))}
        <Entry label="Password" type={isMade ? 'text' : 'password'} value={values.password} autocomplete="new-password" maxLength={256}
          hint="8 to 256 characters. Empty: the user cannot sign in with a password. It is not shown again."
          error={wrong === 'password' ? action.error : undefined} onText={(text) => { setMade(false); set('password', text); }}
          beside={<>
            <Button onClick={() => { setMade(true); set('password', makePassword()); }}>Make one</Button>
            {isMade && <Copy text={values.password} what="the password" label="Copy" />}
          </>} />
        {!wrong && <Problem error={action.error} />}
        <div class="buttons">
          <Button kind="primary" type="submit" lack={lack} isBusy={action.isBusy}>{action.isBusy ? 'Creating …' : 'Create'}</Button>
          <a class="button" href={to(['users'])}>Cancel</a>
        </div>
      </form>
    </>
  );
};
