// A menu that opens at a button.

import { useEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon';

export interface MenuItem {
  label: string;
  icon?: IconName;
  isDangerous?: boolean;
  /** Why it is off. */
  lack?: string | undefined;
  run(): void;
}

interface Props {
  /** The button at which it opens. */
  anchor: HTMLElement;
  label: string;
  items: MenuItem[];
  onClose(): void;
}

/** The place below the button, or above it where it would be cut off below. */
function place(menu: HTMLElement, anchor: HTMLElement): void {
  const from = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.max(8, Math.min(from.right - width, innerWidth - width - 8));
  const top = from.bottom + height + 8 > innerHeight ? Math.max(8, from.top - height - 4) : from.bottom + 4;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

const MOVES: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => (at >= last ? 0 : at + 1),
  ArrowUp: (at, last) => (at <= 0 ? last : at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

export const Menu = ({ anchor, label, items, onClose }: Props) => {
  const menu = useRef<HTMLDivElement>(null);
  const buttons = (): HTMLButtonElement[] => [...(menu.current?.querySelectorAll<HTMLButtonElement>('button:not([disabled])') ?? [])];
  useEffect(() => {
    const element = menu.current;
    if (!element) return;
    element.showPopover();
    place(element, anchor);
    buttons()[0]?.focus();
    const toggled = (event: Event): void => {
      if ((event as ToggleEvent).newState === 'closed') onClose();
    };
    element.addEventListener('toggle', toggled);
    return () => element.removeEventListener('toggle', toggled);
  }, [anchor]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') return onClose();
    const all = buttons();
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    all[move(all.indexOf(document.activeElement as HTMLButtonElement), all.length - 1)]?.focus();
  };
  const choose = (item: MenuItem): void => {
    onClose();
    anchor.focus();
    item.run();
  };
  return (
    <div ref={menu} popover="auto" class="menu" role="menu" aria-label={label} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button key={item.label} type="button" role="menuitem" class={item.isDangerous ? 'dangerous' : ''} disabled={item.lack !== undefined}
          title={item.lack} onClick={() => choose(item)}>
          {item.icon && <Icon name={item.icon} />}{item.label}
        </button>
      ))}
    </div>
  );
};
