// A value that components watch: the route, who is signed in, messages.

import { useEffect, useState } from 'preact/hooks';

export interface Store<T> {
  get(): T;
  set(value: T): void;
  /** Calls a function after each change, until what it returns is called. */
  watch(watcher: (value: T) => void): () => void;
  /** The value, for a component that is drawn again when it changes. */
  use(): T;
}

export function store<T>(initial: T): Store<T> {
  let value = initial;
  const watchers = new Set<(value: T) => void>();
  const watch = (watcher: (value: T) => void): (() => void) => {
    watchers.add(watcher);
    return () => { watchers.delete(watcher); };
  };
  return {
    watch,
    get: () => value,
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      for (const watcher of [...watchers]) watcher(next);
    },
    use() {
      const [seen, see] = useState(value);
      useEffect(() => {
        const watcher = (next: T) => see(() => next);
        // It may have changed between the first drawing and now.
        watcher(value);
        return watch(watcher);
      }, []);
      return seen;
    },
  };
}
