// Keys that work on every page, and the list of all keys.

import { useLayoutEffect, useState } from 'preact/hooks';
import { go, to } from './router';
import { inbox } from './settings';
import { Dialog } from './ui/dialog';

/** How long the second key of `g u` may take, in milliseconds. */
const PAIR = 1200;

const PAGES: Record<string, string> = { u: 'users', t: 'teams', d: 'identities', s: 'usage', i: 'inbox' };

const KEYS: Array<[string, string]> = [
  ['/', 'search'],
  ['c', 'create a user, or a team on the page of teams'],
  ['g u, g t, g d, g s', 'go to users, teams, identities, usage'],
  ...(inbox === '' ? [] : [['g i', 'go to the inbox'] satisfies [string, string]]),
  ['j, k', 'next and previous row'],
  ['x', 'select the row; with Shift, all up to it'],
  ['Enter', 'open the row'],
  ['n, p', 'next and previous page of a list'],
  ['Esc', 'close, or clear the selection'],
  ['?', 'show these keys'],
];

/** Whether a key press is for a control, in which letters are typed or which has keys of its own. */
export const isTyping = (event: KeyboardEvent): boolean =>
  event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented
  || document.querySelector('dialog[open], [popover]:popover-open') !== null
  || (event.target instanceof Element && event.target.closest('input:not([type=checkbox]), textarea, select') !== null);

/** Listens to keys while a component is shown. */
export function useKeys(listen: (key: string, event: KeyboardEvent) => void): void {
  // Before the next frame: a key that is pressed as soon as the page is seen is heard.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!isTyping(event)) listen(event.key, event);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}

let first = 0;

export const Keys = () => {
  const [isShown, setShown] = useState(false);
  useKeys((key, event) => {
    const isSecond = Date.now() - first < PAIR;
    first = key === 'g' ? Date.now() : 0;
    const page = isSecond ? PAGES[key] : undefined;
    if (page) {
      event.preventDefault();
      event.stopImmediatePropagation();
      go(to([page]));
    } else if (key === '?') {
      setShown(true);
    }
  });
  return (
    <>
      <button type="button" class="plain" onClick={() => setShown(true)} aria-label="Keys" title="Keys (?)">?</button>
      {isShown && (
        <Dialog title="Keys" onClose={() => setShown(false)}>
          <dl class="keys">
            {KEYS.map(([key, what]) => (
              <div key={key}><dt>{key.split(', ').map((one) => <kbd key={one}>{one}</kbd>)}</dt><dd>{what}</dd></div>
            ))}
          </dl>
          <div class="buttons end"><button type="button" class="button" onClick={() => setShown(false)}>Close</button></div>
        </Dialog>
      )}
    </>
  );
};
