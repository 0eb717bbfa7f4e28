// Errors in the words of the API, and what a list shows while it is empty.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../api';
import type { Loaded } from '../load';

/** Seconds until a time, counted down. */
function useCountdown(error: ApiError | undefined): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const end = Date.now() + (error?.retryAfter ?? 0) * 1000;
    const tick = (): void => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}

/** Why a write failed, beside the control that caused it. */
export const Problem = ({ error, id }: { error: ApiError | undefined; id?: string }) => {
  const left = useCountdown(error);
  if (!error) return null;
  return (
    <p class="problem" role="alert" id={id}>
      {error.message}
      {error.retryAfter > 0 && (left > 0 ? ` Try again in ${left} s.` : ' Try again now.')}
    </p>
  );
};

/** Why a read failed. What was read before stays visible below it, and is marked. */
const ReadProblem = ({ loaded, what }: { loaded: Loaded<unknown>; what: string }) => {
  const left = useCountdown(loaded.error);
  const { error } = loaded;
  if (!error) return null;
  return (
    <div class="notice" role="alert">
      <p>
        {error.message}
        {error.retryAfter > 0 && left > 0 && ` It is tried again in ${left} s.`}
        {loaded.isOld && <strong> What is shown of {what} is from before.</strong>}
      </p>
      <button type="button" class="button" onClick={loaded.reload} disabled={loaded.isLoading}>Try again</button>
    </div>
  );
};

interface ShowProps<T> {
  loaded: Loaded<T>;
  /** What is read, for messages. */
  what: string;
  children(value: T): ComponentChildren;
}

/** The value of a read, or what there is to say instead. */
export function Show<T>({ loaded, what, children }: ShowProps<T>) {
  return (
    <>
      <ReadProblem loaded={loaded} what={what} />
      {loaded.value !== undefined && children(loaded.value)}
      {loaded.value === undefined && loaded.isLoading && !loaded.error && <p class="loading" aria-busy="true">Reading {what} …</p>}
    </>
  );
}

export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="empty">
    <p class="empty-title">{title}</p>
    {children}
  </div>
);
