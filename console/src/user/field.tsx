// A fact that is edited where it is shown, and saved by itself.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../load';
import { Button, Input, type InputType } from '../ui/bits';
import { Icon } from '../ui/icon';
import { Problem } from '../ui/notice';

interface Props {
  label: string;
  value: string;
  /** What is shown while it is not edited. */
  shown: ComponentChildren;
  /** Controls beside it while it is not edited. */
  beside?: ComponentChildren;
  type?: InputType;
  hint?: string;
  maxLength?: number;
  lack?: string | undefined;
  /** Whether the empty value can be saved. */
  mayBeEmpty?: boolean;
  save(value: string): Promise<unknown>;
}

export const Field = ({ label, value, shown, beside, type = 'text', hint, maxLength, lack, mayBeEmpty = true, save }: Props) => {
  const [text, setText] = useState<string>();
  const action = useAction();
  const id = useId();
  const edit = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const wasEditing = useRef(false);
  const isEditing = text !== undefined;
  useLayoutEffect(() => {
    if (isEditing) input.current?.select();
    else if (wasEditing.current) edit.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  const close = (): void => {
    action.clear();
    setText(undefined);
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (text === undefined) return;
    if (text === value && type !== 'password') return close();
    if (await action.run(() => save(text))) setText(undefined);
    else input.current?.focus();
  };
  return (
    <div class="fact">
      <dt id={id}>{label}</dt>
      <dd>
        {isEditing ? (
          <form onSubmit={submit} class="edit" onKeyDown={(event) => { if (event.key === 'Escape') close(); }}>
            <Input inputRef={input} type={type} value={text} aria-labelledby={id} maxLength={maxLength} spellcheck={false}
              autocomplete={type === 'password' ? 'new-password' : 'off'} aria-invalid={action.error !== undefined}
              onInput={(event) => setText(event.currentTarget.value)} />
            <Button type="submit" kind="primary" isBusy={action.isBusy} disabled={!mayBeEmpty && text === ''}>{action.isBusy ? 'Saving …' : 'Save'}</Button>
            <Button onClick={close}>Cancel</Button>
            {hint && <small>{hint}</small>}
            <Problem error={action.error} />
          </form>
        ) : (
          <span class="shown">
            <span class="value">{shown}</span>
            {beside}
            <button ref={edit} type="button" class="plain edit-button" disabled={lack !== undefined} title={lack ?? `Edit: ${label}`} aria-label={`Edit: ${label}`}
              onClick={() => setText(type === 'password' ? '' : value)}><Icon name="edit" /></button>
          </span>
        )}
      </dd>
    </div>
  );
};

interface SwitchProps { label: string; isOn: boolean; on: string; off: string; hint?: string; lack?: string | undefined; save(isOn: boolean): Promise<unknown> }

/** A fact with two values, changed by one click. It shows the new value when the API has it. */
export const Switch = ({ label, isOn, on, off, hint, lack, save }: SwitchProps) => {
  const action = useAction();
  const id = useId();
  return (
    <div class="fact">
      <dt id={id}>{label}</dt>
      <dd>
        <span class="shown">
          <span class="value">{isOn ? on : off}</span>
          <button type="button" role="switch" class="switch" aria-checked={isOn} aria-labelledby={id} aria-busy={action.isBusy}
            disabled={lack !== undefined} title={lack} onClick={() => void action.run(() => save(!isOn))} />
        </span>
        {hint && <small>{hint}</small>}
        <Problem error={action.error} />
      </dd>
    </div>
  );
};
