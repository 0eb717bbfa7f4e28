// The list of users.

import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import type { User, UserList } from '../../generated/models';
import { get } from '../api';
import { useKeys } from '../keyboard';
import { useLoad, type Loaded } from '../load';
import { go, replace, route, to } from '../router';
import { Button, Total, useLack } from '../ui/bits';
import { Problem, Show } from '../ui/notice';
import { Search } from '../ui/search';
import { BulkBar } from './bulk';
import { ColumnChoice, useColumns } from './columns';
import { NoUsers } from './empty';
import { ExportButton } from './export-button';
import { FilterBar } from './filter-bar';
import { apiQuery, matchOf, ORDERS, paramsOf, SIZES, viewIn, type View } from './filters';
import { RowMenu } from './row-menu';
import { useSelection, type Selection } from './selection';
import { UserTable } from './table';

const urlOf = (view: View): string => to(['users'], paramsOf(view));
const first = (view: View): View => ({ ...view, after: '', before: '' });

/** The page of the view. The total is counted once for the users that match, not again for each page. */
function useUsers(view: View): { loaded: Loaded<UserList>; total: number | undefined; recount(): void } {
  const counted = useRef<{ match: string; total: number } | undefined>(undefined);
  const match = matchOf(view);
  const loaded = useLoad(JSON.stringify(view), async (signal) => {
    const withTotal = counted.current?.match !== match;
    const list = await get<UserList>('/users', apiQuery(view, withTotal), signal);
    if (withTotal) counted.current = { match, total: list.total };
    return list;
  });
  const recount = useCallback(() => {
    counted.current = undefined;
    loaded.reload();
  }, [loaded.reload]);
  return { loaded, total: counted.current?.match === match ? counted.current.total : undefined, recount };
}

const NO_USERS: User[] = [];

export const UsersPage = () => {
  const { params } = route.use();
  const view = useMemo(() => viewIn(params), [params.toString()]);
  const { loaded, total, recount } = useUsers(view);
  const users = loaded.value?.users ?? NO_USERS;
  const selection = useSelection(users);
  const [columns, chooseColumns] = useColumns();
  const [menu, setMenu] = useState<{ user: User; anchor: HTMLElement }>();
  const openMenu = useCallback((user: User, anchor: HTMLElement) => setMenu({ user, anchor }), []);
  const show = useCallback((next: View) => go(urlOf(next)), []);
  const lack = useLack('users.write');
  const put = useCallback((user: User) => {
    const list = loaded.value;
    if (list) loaded.set({ ...list, users: list.users.map((other) => (other.$id === user.$id ? user : other)) });
  }, [loaded.value, loaded.set]);
  const isSearchWrong = loaded.error?.status === 400 && view.filters.length === 0 && view.search !== '';

  useKeys((key) => {
    if (key === 'c') go(to(['users', 'new']));
    if (key === 'Escape') selection.clear();
  });

  return (
    <>
      <div class="title">
        <h1>Users</h1>
        <Total total={total} isPart={view.search !== '' || view.filters.length > 0} />
        <span class="buttons">
          <ExportButton view={view} total={total} />
          <Button icon="plus" kind="primary" lack={lack} onClick={() => go(to(['users', 'new']))}>New user</Button>
        </span>
      </div>
      <div class="tools">
        <Search label="Name, email, phone or id" isWrong={isSearchWrong} value={view.search} onChange={(search) => replace(urlOf(first({ ...view, search })))} />
        <Sorting view={view} onChange={show} />
        <ColumnChoice shown={columns} onChoose={chooseColumns} />
      </div>
      {isSearchWrong && <Problem error={loaded.error} />}
      <FilterBar filters={view.filters} error={loaded.error} onChange={(filters) => show(first({ ...view, filters }))} />
      <Show loaded={loaded} what="the list">
        {() => users.length === 0
          ? <NoUsers view={view} />
          : <UserTable users={users} columns={columns} order={view.order} isLoading={loaded.isLoading} selection={selection}
              onMenu={openMenu} onOrder={(order) => show(first({ ...view, order }))} />}
      </Show>
      <Pager view={view} users={users} total={total} isLoading={loaded.isLoading} onShow={show} />
      <Bulk users={users} selection={selection} onDone={recount} />
      {menu && <RowMenu {...menu} onClose={() => setMenu(undefined)} onChange={put} onDelete={recount} />}
    </>
  );
};

const Bulk = ({ users, selection, onDone }: { users: User[]; selection: Selection; onDone(): void }) => {
  const ids = selection.ids.use();
  if (ids.size === 0) return null;
  return <BulkBar users={users.filter(({ $id }) => ids.has($id))} onClear={selection.clear} onDone={onDone} />;
};

const Sorting = ({ view, onChange }: { view: View; onChange(view: View): void }) => {
  const { name, descends } = view.order;
  const choose = (value: string): void =>
    onChange(first({ ...view, order: { name: value.replace(/^-/, ''), descends: value.startsWith('-') } }));
  return (
    <div class="sorting">
      <label for="order" class="hidden">Order</label>
      <select id="order" value={`${descends ? '-' : ''}${name}`} onChange={(event) => choose(event.currentTarget.value)}
        title="Orders other than that of joining need all matches: up to 5,000.">
        <option value="-joined">Newest first</option>
        <option value="joined">Oldest first</option>
        <optgroup label="Up to 5,000 matches">
          {ORDERS.slice(1).flatMap(([one, label]) => [
            <option key={one} value={one}>{label}, ascending</option>,
            <option key={`-${one}`} value={`-${one}`}>{label}, descending</option>,
          ])}
        </optgroup>
      </select>
    </div>
  );
};

interface PagerProps { view: View; users: User[]; total: number | undefined; isLoading: boolean; onShow(view: View): void }

const Pager = ({ view, users, total, isLoading, onShow }: PagerProps) => {
  // A page that ends before the limit is the last one in its direction.
  const isFull = users.length === view.size;
  const isWhole = total === users.length;
  const mayGoOn = users.length > 0 && !isWhole && (isFull || view.before !== '');
  const mayGoBack = view.after !== '' || (view.before !== '' && isFull);
  const next = (): void => onShow({ ...view, after: users.at(-1)?.$id ?? '', before: '' });
  const previous = (): void => onShow(users[0] ? { ...view, after: '', before: users[0].$id } : first(view));
  useKeys((key) => {
    if (key === 'n' && mayGoOn) next();
    if (key === 'p' && mayGoBack) previous();
  });
  return (
    <nav class="pager" aria-label="Pages">
      <span class="row">
        <label for="size">Users on a page</label>
        <select id="size" value={view.size} onChange={(event) => onShow({ ...view, size: Number(event.currentTarget.value) })}>
          {SIZES.map((size) => <option key={size} value={size}>{size}</option>)}
        </select>
      </span>
      <span class="buttons">
        {(view.after !== '' || view.before !== '') && <Button kind="small" onClick={() => onShow(first(view))}>First page</Button>}
        <Button disabled={!mayGoBack || isLoading} onClick={previous}>Previous</Button>
        <Button disabled={!mayGoOn || isLoading} onClick={next}>Next</Button>
      </span>
    </nav>
  );
};
