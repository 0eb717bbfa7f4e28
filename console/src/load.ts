// Reading and writing from components.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isStale } from './access';
import { ApiError, wasAborted } from './api';

/** How often a read is repeated by itself after a 429 or 503. */
const REPEATS = 4;

export interface Loaded<T> {
  value: T | undefined;
  error: ApiError | undefined;
  isLoading: boolean;
  /** Whether the value is from before an error. */
  isOld: boolean;
  reload(): void;
  /** Replaces the value with what a write has returned. */
  set(value: T): void;
}

interface State<T> { value: T | undefined; error: ApiError | undefined; isLoading: boolean }

const asApiError = (cause: unknown): ApiError =>
  cause instanceof ApiError ? cause : new ApiError(0, 'page_error', `The page could not read the response: ${String(cause)}`);

/** Reads when the component appears and when the key changes. A former read is aborted; its value stays until the new one is there. */
export function useLoad<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<State<T>>({ value: undefined, error: undefined, isLoading: true });
  const [turn, setTurn] = useState(0);
  const repeats = useRef(0);
  const stale = isStale.use();
  const wasStale = useRef(false);

  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setState((former) => ({ ...former, isLoading: true }));
    Promise.resolve(controller.signal).then(read).then(
      (value) => {
        repeats.current = 0;
        setState({ value, error: undefined, isLoading: false });
      },
      (cause: unknown) => {
        if (wasAborted(cause) || controller.signal.aborted) return;
        const error = asApiError(cause);
        setState((former) => ({ ...former, error, isLoading: false }));
        if (error.retryAfter > 0 && repeats.current < REPEATS) {
          repeats.current += 1;
          timer = setTimeout(() => setTurn((at) => at + 1), error.retryAfter * 1000);
        }
      },
    );
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [key, turn]);

  // With another key, what failed is read again.
  useEffect(() => {
    if (wasStale.current && !stale && state.error) setTurn((at) => at + 1);
    wasStale.current = stale;
  }, [stale]);

  const reload = useCallback(() => {
    repeats.current = 0;
    setTurn((at) => at + 1);
  }, []);
  const set = useCallback((value: T) => setState({ value, error: undefined, isLoading: false }), []);
  return { ...state, isOld: state.value !== undefined && state.error !== undefined, reload, set };
}

export interface Action {
  isBusy: boolean;
  error: ApiError | undefined;
  /** Runs a write; does nothing while one runs. Returns whether it succeeded. */
  run(write: () => Promise<unknown>): Promise<boolean>;
  clear(): void;
}

/** A write. Nothing of the page changes before the API has answered. */
export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const busy = useRef(false);
  const run = useCallback(async (write: () => Promise<unknown>) => {
    if (busy.current) return false;
    busy.current = true;
    setBusy(true);
    try {
      await write();
      setError(undefined);
      return true;
    } catch (cause) {
      setError(asApiError(cause));
      return false;
    } finally {
      busy.current = false;
      setBusy(false);
    }
  }, []);
  return { isBusy, error, run, clear: useCallback(() => setError(undefined), []) };
}
