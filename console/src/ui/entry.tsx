// A labelled input. What helps and what is wrong with it are its description, not a part of its name.

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { ApiError } from '../api';
import { Input, type InputType } from './bits';
import { Problem } from './notice';

/** Gives the focus to an element when it appears. */
export function useFocus<E extends HTMLElement>(isWanted = true): { current: E | null } {
  const element = useRef<E>(null);
  useEffect(() => {
    if (isWanted) element.current?.focus();
  }, []);
  return element;
}

interface Props {
  label: ComponentChildren;
  value: string;
  onText(text: string): void;
  type?: InputType;
  hint?: ComponentChildren;
  /** What the API said about this value. */
  error?: ApiError | undefined;
  /** Whether it has the focus at first. */
  isFirst?: boolean;
  /** Controls beside the input. */
  beside?: ComponentChildren;
  name?: string;
  autocomplete?: string;
  maxLength?: number;
  placeholder?: string | undefined;
  required?: boolean;
  readOnly?: boolean;
  disabled?: boolean;
  pattern?: string;
  title?: string;
}

export const Entry = ({ label, onText, type = 'text', hint, error, isFirst = false, beside, autocomplete = 'off', ...rest }: Props) => {
  const id = useId();
  const focus = useFocus<HTMLInputElement>(isFirst);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <span class="row">
        <Input id={id} inputRef={focus} type={type} autocomplete={autocomplete} spellcheck={false} autocapitalize="off" aria-invalid={error !== undefined}
          aria-describedby={`${id}h ${id}e`} onInput={(event) => onText(event.currentTarget.value)} {...rest} />
        {beside}
      </span>
      {hint && <small id={`${id}h`}>{hint}</small>}
      <Problem error={error} id={`${id}e`} />
    </div>
  );
};

interface ChoiceProps {
  label: string;
  value: string;
  choices: Array<[value: string, label: string]>;
  onChoose(value: string): void;
  isFirst?: boolean;
}

/** A labelled choice of one of several. */
export const Choice = ({ label, value, choices, onChoose, isFirst = false }: ChoiceProps) => {
  const id = useId();
  const focus = useFocus<HTMLSelectElement>(isFirst);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} ref={focus} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {choices.map(([one, text]) => <option key={one} value={one}>{text}</option>)}
      </select>
    </div>
  );
};
