// One request for each selected user, a few at a time.

import { ApiError, wasAborted } from '../api';

/** Requests at the same time. */
const AT_ONCE = 5;
/** How often a request is repeated that the API was too busy for. */
const REPEATS = 3;

export interface Failure<T> { item: T; message: string }

export interface Progress<T> {
  done: number;
  failures: Array<Failure<T>>;
  /** Why nothing more was sent, if something is left. */
  stoppedBy: string;
}

const pause = (seconds: number, signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  const timer = setTimeout(resolve, seconds * 1000);
  signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});

/** A busy API is asked again after the time that it names. */
async function whileBusy(work: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.retryAfter === 0 || attempt === REPEATS || signal.aborted) throw cause;
      await pause(cause.retryAfter, signal);
    }
  }
}

/** Whether the same would happen to all others. */
const endsAll = (cause: unknown): boolean =>
  wasAborted(cause) || (cause instanceof ApiError && [0, 401, 403, 429, 503].includes(cause.status));

/** Works through the items, and stops at the first error that the others would get as well. Reports after each item. */
export async function runAll<T>(
  items: T[], work: (item: T, signal: AbortSignal) => Promise<unknown>, signal: AbortSignal, report: (progress: Progress<T>) => void,
): Promise<Progress<T>> {
  const progress: Progress<T> = { done: 0, failures: [], stoppedBy: '' };
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    while (!signal.aborted && progress.stoppedBy === '') {
      const item = waiting.shift();
      if (item === undefined) return;
      try {
        await whileBusy(() => work(item, signal), signal);
        progress.done += 1;
      } catch (cause) {
        const message = cause instanceof Error ? cause.message : String(cause);
        progress.failures.push({ item, message });
        if (endsAll(cause)) progress.stoppedBy = message;
      }
      report({ ...progress, failures: [...progress.failures] });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  if (signal.aborted) progress.stoppedBy = 'You stopped it.';
  report({ ...progress });
  return progress;
}
