// Short messages that something was done. Errors are not shown here: they are beside what caused them.

import { store } from '../state';

const message = store('');
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string): void {
  message.set(text);
  clearTimeout(timer);
  timer = setTimeout(() => message.set(''), 5000);
}

export const Toasts = () => {
  const text = message.use();
  return <div class="toasts" role="status" aria-live="polite">{text && <p class="toast">{text}</p>}</div>;
};
