// The roles of a membership, edited where they are.

import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../load';
import { Button } from '../ui/bits';
import { Icon } from '../ui/icon';
import { Problem } from '../ui/notice';
import { say } from '../ui/toast';

export const rolesIn = (text: string): string[] => text.split(/[\s,]+/).filter((role) => role !== '');

interface Props { roles: string[]; lack: string | undefined; save(roles: string[]): Promise<unknown> }

export const Roles = ({ roles, lack, save }: Props) => {
  const [text, setText] = useState<string>();
  const action = useAction();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), [text === undefined]);
  const close = (): void => {
    action.clear();
    setText(undefined);
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!await action.run(() => save(rolesIn(text ?? '')))) return;
    setText(undefined);
    say('Saved.');
  };
  if (text === undefined) {
    return (
      <span class="roles">
        {roles.slice(0, 4).map((role) => <span key={role} class="label">{role}</span>)}
        {roles.length > 4 && <span class="more">+{roles.length - 4}</span>}
        {roles.length === 0 && <span class="none">no role</span>}
        <button type="button" class="plain edit-button" disabled={lack !== undefined} title={lack ?? 'Edit the roles'} aria-label="Edit the roles"
          onClick={() => setText(roles.join(' '))}><Icon name="edit" /></button>
      </span>
    );
  }
  return (
    <form class="edit roles" onSubmit={submit} onKeyDown={(event) => { if (event.key === 'Escape') close(); }}>
      <input ref={input} value={text} onInput={(event) => setText(event.currentTarget.value)} aria-label="Roles, separated by spaces" spellcheck={false} autocapitalize="off" />
      <Button type="submit" kind="primary" isBusy={action.isBusy}>Save</Button>
      <Button onClick={close}>Cancel</Button>
      <Problem error={action.error} />
    </form>
  );
};
