// Dialogs. `<dialog>` keeps the focus inside and gives it back when it closes.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Action } from '../load';
import { Entry } from './entry';
import { Problem } from './notice';

interface Props {
  title: string;
  onClose(): void;
  /** Whether Escape closes it. */
  closes?: boolean;
  children: ComponentChildren;
}

export const Dialog = ({ title, onClose, closes = true, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const isGone = useRef(false);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    return () => {
      // While a dialog is open, nothing outside of it can have the focus.
      isGone.current = true;
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const cancel = (event: Event): void => {
    event.preventDefault();
    if (closes) onClose();
  };
  // A browser closes a dialog at the second Escape, even if it was not to be closed.
  const closed = (): void => {
    if (isGone.current) return;
    if (closes) onClose();
    else dialog.current?.showModal();
  };
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={cancel} onClose={closed}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
};

interface ConfirmProps {
  title: string;
  /** The button that does it. */
  verb: string;
  /** What must be typed, if it cannot be undone: one of these. */
  typed?: string[];
  action: Action;
  onConfirm(): void;
  onClose(): void;
  children: ComponentChildren;
}

/** Asks before something is done. What cannot be undone must be confirmed by typing. */
export const Confirm = ({ title, verb, typed, action, onConfirm, onClose, children }: ConfirmProps) => {
  const [text, setText] = useState('');
  const isReady = !typed || typed.some((wanted) => wanted !== '' && wanted === text.trim());
  const submit = (event: Event): void => {
    event.preventDefault();
    if (isReady && !action.isBusy) onConfirm();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        {children}
        {typed && (
          <Entry label={<>Type <code class="typed"><bdi>{typed.find((wanted) => wanted !== '')}</bdi></code> to confirm</>} value={text} onText={setText} isFirst />
        )}
        <Problem error={action.error} />
        <div class="buttons end">
          <button type="button" class="button" onClick={onClose}>Cancel</button>
          <button type="submit" class={`button ${typed ? 'danger' : 'primary'}`} disabled={!isReady} aria-busy={action.isBusy}>
            {action.isBusy ? 'Working …' : verb}
          </button>
        </div>
      </form>
    </Dialog>
  );
};
