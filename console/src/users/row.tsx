// One user in the list. A row is drawn again only if something of it has changed, because a list can have 500.

import { Component } from 'preact';
import type { User } from '../../generated/models';
import { to } from '../router';
import { Avatar, Text } from '../ui/bits';
import { Icon } from '../ui/icon';
import type { Column } from './columns';
import type { Selection } from './selection';

interface Props {
  user: User;
  at: number;
  columns: Column[];
  selection: Selection;
  onMenu(user: User, anchor: HTMLElement): void;
}

/** What the user is called where one text must be enough. */
export const nameOf = (user: Pick<User, '$id' | 'name' | 'email' | 'phone'>): string => user.name || user.email || user.phone || user.$id;

export class Row extends Component<Props, { isSelected: boolean }> {
  override state = { isSelected: false };

  private stop = (): void => undefined;

  private see = (ids: ReadonlySet<string>): void => {
    const isSelected = ids.has(this.props.user.$id);
    if (isSelected !== this.state.isSelected) this.setState({ isSelected });
  };

  override componentDidMount(): void {
    this.stop = this.props.selection.ids.watch(this.see);
    this.see(this.props.selection.ids.get());
  }

  override componentWillUnmount(): void {
    this.stop();
  }

  override shouldComponentUpdate(next: Props, { isSelected }: { isSelected: boolean }): boolean {
    const { user, at, columns } = this.props;
    return user !== next.user || at !== next.at || columns !== next.columns || isSelected !== this.state.isSelected;
  }

  override render({ user, at, columns, selection, onMenu }: Props, { isSelected }: { isSelected: boolean }) {
    const name = nameOf(user);
    return (
      <tr role="row" aria-selected={isSelected} class={user.status ? '' : 'is-blocked'}>
        <td role="cell" class="select">
          <input type="checkbox" checked={isSelected} aria-label={`Select ${name}`}
            onClick={(event) => selection.select(at, event.shiftKey)} />
        </td>
        <td role="cell" class="who">
          <a href={to(['users', user.$id])}>
            <Avatar id={user.$id} name={user.name} email={user.email} />
            <span class={user.name ? 'cut' : 'cut none'}><Text>{user.name || 'No name'}</Text></span>
          </a>
        </td>
        {columns.map((column) => <td role="cell" key={column.name} class={`at-${column.name}`} data-label={column.label}>{column.draw(user)}</td>)}
        <td role="cell" class="menu-cell">
          <button type="button" class="plain" aria-haspopup="menu" aria-label={`Actions for ${name}`}
            onClick={(event) => onMenu(user, event.currentTarget)}><Icon name="more" /></button>
        </td>
      </tr>
    );
  }
}
