// The search box of a list. The text is sent a moment after the last key press, so a key press draws nothing but the box.

import { useEffect, useRef, useState } from 'preact/hooks';
import { useKeys } from '../keyboard';
import { useDebounced } from './bits';
import { Icon } from './icon';

/** Milliseconds after the last key press until a search is sent. */
const DEBOUNCE = 250;

interface Props { label: string; value: string; isWrong?: boolean; onChange(search: string): void }

export const Search = ({ label, value, isWrong = false, onChange }: Props) => {
  const [text, setText] = useState(value);
  const box = useRef<HTMLInputElement>(null);
  const late = useDebounced(text, DEBOUNCE);
  const sent = useRef(value);
  useEffect(() => {
    const search = late.trim();
    if (search === sent.current) return;
    sent.current = search;
    onChange(search);
  }, [late]);
  // The URL was changed by something else, such as the button to go back.
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  useKeys((key, event) => {
    if (key !== '/') return;
    event.preventDefault();
    box.current?.focus();
  });
  return (
    <label class="search">
      <Icon name="search" />
      <span class="hidden">Search: {label}</span>
      <input ref={box} type="search" value={text} placeholder={label} maxLength={256} spellcheck={false} autocapitalize="off" aria-invalid={isWrong}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => { if (event.key === 'Escape') event.currentTarget.blur(); }} />
    </label>
  );
};
