// Small parts that many pages use.

import { h, type ComponentChildren, type HTMLAttributes, type InputHTMLAttributes, type Ref } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { missingScopes } from '../access';
import * as format from '../format';
import { Icon, type IconName } from './icon';
import { say } from './toast';

/** What somebody wrote: isolated, so that marks for the direction of text in it do not change what is beside it. */
export const Text = ({ children }: { children: string }) => <bdi>{children}</bdi>;

export const Time = ({ at }: { at: string }) =>
  at === '' ? <span class="none">–</span> : <time dateTime={at} title={at}>{format.time(at)}</time>;

export const Day = ({ at }: { at: string }) =>
  at === '' ? <span class="none">–</span> : <time dateTime={at} title={at}>{format.day(at)}</time>;

export const Id = ({ children }: { children: string }) => <code class="id"><bdi>{children}</bdi></code>;

interface CopyProps { text: string; what: string; label?: string }

export const Copy = ({ text, what, label }: CopyProps) => {
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(() => say(`Copied: ${what}.`), () => say('The browser did not allow to copy.'));
  };
  return (
    <button type="button" class={label ? 'button small' : 'plain'} onClick={copy} aria-label={label ? undefined : `Copy ${what}`} title={`Copy ${what}`}>
      <Icon name="copy" />{label}
    </button>
  );
};

export const Avatar = ({ id, name, email }: { id: string; name: string; email: string }) => (
  <span class={`avatar tint-${format.tint(id)}`} aria-hidden="true">{format.initials(name, email)}</span>
);

export const Mark = ({ kind, children }: { kind: 'good' | 'bad' | 'quiet'; children: ComponentChildren }) => (
  <span class={`mark ${kind}`}>{children}</span>
);

/** Why a control is off, if the key was found to lack the scopes that it needs: one of these is enough. */
export function useLack(...scopes: string[]): string | undefined {
  const missing = missingScopes.use();
  return scopes.every((scope) => missing.has(scope)) ? `This API key lacks the scope ${scopes.join(' or ')}.` : undefined;
}

interface ButtonProps {
  icon?: IconName;
  kind?: 'primary' | 'danger' | 'small' | '';
  /** Why it is off. */
  lack?: string | undefined;
  disabled?: boolean;
  /** Whether what it began is still running. It is not switched off meanwhile, because that would take the focus away. */
  isBusy?: boolean;
  type?: 'button' | 'submit';
  onClick?: (event: MouseEvent) => void;
  children: ComponentChildren;
}

export const Button = ({ icon, kind = '', lack, disabled, isBusy, type = 'button', onClick, children }: ButtonProps) => (
  <button type={type} class={`button ${kind}`} disabled={disabled || lack !== undefined} title={lack} aria-busy={isBusy} onClick={onClick}>
    {icon && <Icon name={icon} />}{children}
  </button>
);

/** A text that is read again a moment after the last key press. */
export function useDebounced(value: string, milliseconds: number): string {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return late;
}

/** How many there are, beside the title of a list. */
export const Total = ({ total, isPart }: { total: number | undefined; isPart: boolean }) => (
  <p class="total" role="status">{total !== undefined && `${format.total(total)} ${isPart ? 'found' : 'in all'}`}</p>
);

/** A secret that the API shows once. */
export const Secret = ({ label, value }: { label: string; value: string }) => (
  <div class="secret">
    <p>{label}. It is shown only here and only now.</p>
    <p class="secret-row"><code>{value}</code><Copy text={value} what={label.toLowerCase()} label="Copy" /></p>
  </div>
);

interface InputProps extends Omit<HTMLAttributes<HTMLInputElement>, 'ref'> {
  type: 'text' | 'email' | 'tel' | 'password' | 'date';
  value: string;
  inputRef?: Ref<HTMLInputElement>;
  autocomplete?: string;
  maxLength?: number | undefined;
  placeholder?: string | undefined;
  required?: boolean;
  readOnly?: boolean;
  disabled?: boolean;
  pattern?: string;
  name?: string;
}

/** An input whose kind is not fixed; the types of preact have one for each kind. */
export const Input = ({ inputRef, ...rest }: InputProps) => h('input', { ...rest, ref: inputRef } as InputHTMLAttributes<HTMLInputElement>);

export type InputType = InputProps['type'];
