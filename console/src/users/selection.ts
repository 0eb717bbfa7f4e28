// Which users of the page are selected. Rows watch it for themselves: a change draws what has changed, and not 500 rows.

import { useEffect, useMemo } from 'preact/hooks';
import type { User } from '../../generated/models';
import { store, type Store } from '../state';

export interface Selection {
  ids: Store<ReadonlySet<string>>;
  /** Selects the user at a place, or no longer; with `isRange` all from the former place to this one. */
  select(at: number, isRange: boolean): void;
  selectAll(isSelected: boolean): void;
  clear(): void;
  /** Says which users are on the page. What is no longer visible must not be changed by an action on the selection. */
  show(users: User[]): void;
}

function create(): Selection {
  const ids = store<ReadonlySet<string>>(new Set());
  let users: User[] = [];
  let last = 0;
  return {
    ids,
    select(at, isRange) {
      const next = new Set(ids.get());
      const isSelected = !next.has(users[at]?.$id ?? '');
      const [from, until] = isRange ? [Math.min(at, last), Math.max(at, last)] : [at, at];
      for (const { $id } of users.slice(from, until + 1)) {
        if (isSelected) next.add($id);
        else next.delete($id);
      }
      last = at;
      ids.set(next);
    },
    selectAll: (isSelected) => ids.set(new Set(isSelected ? users.map(({ $id }) => $id) : [])),
    clear: () => ids.set(new Set()),
    show(shown) {
      users = shown;
      const former = ids.get();
      if (former.size > 0) ids.set(new Set(users.map(({ $id }) => $id).filter((id) => former.has(id))));
    },
  };
}

export function useSelection(users: User[]): Selection {
  const selection = useMemo(create, []);
  useEffect(() => selection.show(users), [users]);
  return selection;
}
