// The columns of the list, and which of them are shown. This browser remembers it.

import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { User } from '../../generated/models';
import { count } from '../format';
import { recall, remember } from '../settings';
import { Button, Day, Id, Mark, Text } from '../ui/bits';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';

export interface Column {
  name: string;
  label: string;
  /** The order that a click on the header chooses. */
  order?: string;
  isHidden?: boolean;
  draw(user: User): JSX.Element;
}

const NONE = <span class="none">–</span>;
/** Labels in a row; the others are counted. */
const LABELS = 2;

const verified = (isVerified: boolean, what: string): JSX.Element | null =>
  isVerified ? <span class="verified" title={`${what} verified`}><Icon name="check" /><span class="hidden">verified</span></span> : null;

export const StatusMark = ({ isActive }: { isActive: boolean }) =>
  <Mark kind={isActive ? 'quiet' : 'bad'}>{isActive ? 'active' : 'blocked'}</Mark>;

export const COLUMNS: Column[] = [
  {
    name: 'email', label: 'Email', order: 'email',
    draw: (user) => user.email ? <span class="cut"><Text>{user.email}</Text>{verified(user.emailVerification, 'Email')}</span> : NONE,
  },
  {
    name: 'phone', label: 'Phone',
    draw: (user) => user.phone ? <span class="cut"><Text>{user.phone}</Text>{verified(user.phoneVerification, 'Phone')}</span> : NONE,
  },
  { name: 'status', label: 'Status', draw: (user) => <StatusMark isActive={user.status} /> },
  {
    name: 'labels', label: 'Labels',
    draw: ({ labels }) => labels.length === 0 ? NONE : (
      <span class="labels" title={labels.slice(0, 20).join(', ')}>
        {labels.slice(0, LABELS).map((label) => <span key={label} class="label">{label}</span>)}
        {labels.length > LABELS && <span class="more">+{(labels.length - LABELS).toLocaleString('en')}</span>}
      </span>
    ),
  },
  { name: 'joined', label: 'Joined', order: 'joined', draw: (user) => <Day at={user.$createdAt} /> },
  { name: 'seen', label: 'Last seen', order: 'seen', draw: (user) => <Day at={user.accessedAt} /> },
  { name: 'id', label: 'Id', isHidden: true, draw: (user) => <Id>{user.$id}</Id> },
  { name: 'updated', label: 'Updated', order: 'updated', isHidden: true, draw: (user) => <Day at={user.$updatedAt} /> },
];

const BY_DEFAULT = COLUMNS.filter((column) => !column.isHidden).map(({ name }) => name).join(',');

export function useColumns(): [Column[], (names: string[]) => void] {
  const [shown, setShown] = useState(recall('columns') ?? BY_DEFAULT);
  // The same array while the choice is the same: rows compare it.
  const columns = useMemo(() => COLUMNS.filter(({ name }) => shown.split(',').includes(name)), [shown]);
  const choose = (next: string[]): void => {
    remember('columns', next.join(','));
    setShown(next.join(','));
  };
  return [columns, choose];
}

interface Props { shown: Column[]; onChoose(names: string[]): void }

export const ColumnChoice = ({ shown, onChoose }: Props) => {
  const [isOpen, setOpen] = useState(false);
  const names = shown.map(({ name }) => name);
  const toggle = (name: string): void =>
    onChoose(names.includes(name) ? names.filter((other) => other !== name) : [...names, name]);
  return (
    <>
      <Button icon="columns" kind="small" onClick={() => setOpen(true)}>Columns</Button>
      {isOpen && (
        <Dialog title="Columns" onClose={() => setOpen(false)}>
          <fieldset class="choices">
            <legend class="hidden">Columns of the list</legend>
            {COLUMNS.map(({ name, label }) => (
              <label key={name}>
                <input type="checkbox" checked={names.includes(name)} onChange={() => toggle(name)} />{label}
              </label>
            ))}
          </fieldset>
          <p class="hint">{count(names.length + 1, 'column')} with the name. This browser remembers it.</p>
          <div class="buttons end"><Button kind="primary" onClick={() => setOpen(false)}>Done</Button></div>
        </Dialog>
      )}
    </>
  );
};
