// The table of users. On narrow screens the style sheet makes a card of each row; the roles keep it a table for screen readers.

import type { User } from '../../generated/models';
import { useKeys } from '../keyboard';
import { Icon } from '../ui/icon';
import type { Column } from './columns';
import type { Order } from './filters';
import { Row } from './row';
import type { Selection } from './selection';

interface Props {
  users: User[];
  columns: Column[];
  order: Order;
  isLoading: boolean;
  selection: Selection;
  onMenu(user: User, anchor: HTMLElement): void;
  onOrder(order: Order): void;
}

const focusedRow = (): HTMLTableRowElement | null => document.activeElement?.closest<HTMLTableRowElement>('tbody > tr') ?? null;

/** Moves the focus to the next row, or to the one before. */
export function moveInRows(step: 1 | -1): void {
  const row = focusedRow();
  const edge = step > 0 ? 'tbody > tr:first-child' : 'tbody > tr:last-child';
  const next = row ? (step > 0 ? row.nextElementSibling : row.previousElementSibling) : document.querySelector(edge);
  next?.querySelector<HTMLElement>('a, button')?.focus();
}

export const UserTable = ({ users, columns, order, isLoading, selection, onMenu, onOrder }: Props) => {
  useKeys((key, event) => {
    if (key === 'j') moveInRows(1);
    if (key === 'k') moveInRows(-1);
    if (key === 'x' || key === 'X') {
      const row = focusedRow();
      if (row) selection.select(row.sectionRowIndex, event.shiftKey);
    }
  });
  return (
    <div class={`table-frame ${isLoading ? 'is-loading' : ''}`}>
      <table role="table" aria-label="Users" aria-busy={isLoading}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" class="select">
              <SelectAll selection={selection} users={users.length} />
            </th>
            <Header label="Name" name="name" order={order} onOrder={onOrder} />
            {columns.map((column) => <Header key={column.name} label={column.label} name={column.order} order={order} onOrder={onOrder} />)}
            <th role="columnheader" class="menu-cell"><span class="hidden">Actions</span></th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {users.map((user, at) => (
            <Row key={user.$id} user={user} at={at} columns={columns} selection={selection} onMenu={onMenu} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

const SelectAll = ({ selection, users }: { selection: Selection; users: number }) => {
  const { size } = selection.ids.use();
  const isAll = users > 0 && size === users;
  return (
    <input type="checkbox" checked={isAll} aria-label="Select all on this page" onChange={() => selection.selectAll(!isAll)}
      ref={(box) => { if (box) box.indeterminate = !isAll && size > 0; }} />
  );
};

interface HeaderProps { label: string; name: string | undefined; order: Order; onOrder(order: Order): void }

const Header = ({ label, name, order, onOrder }: HeaderProps) => {
  if (!name) return <th role="columnheader" scope="col">{label}</th>;
  const isChosen = order.name === name;
  const sort = isChosen ? (order.descends ? 'descending' : 'ascending') : 'none';
  const descends = isChosen ? !order.descends : name === 'joined' || name === 'seen' || name === 'updated';
  return (
    <th role="columnheader" scope="col" aria-sort={sort}>
      <button type="button" class="sort" onClick={() => onOrder({ name, descends })}>
        {label}{isChosen && <Icon name={order.descends ? 'desc' : 'asc'} />}
      </button>
    </th>
  );
};
