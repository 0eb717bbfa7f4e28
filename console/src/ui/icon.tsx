// Icons of 16 by 16, drawn with lines. Beside a text they say nothing more, so they are hidden from screen readers.

const PATHS = {
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zm3.6-1.4L14 14',
  plus: 'M8 3v10M3 8h10',
  check: 'M3 8.5 6.5 12 13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  copy: 'M6 6h7v7H6zM3 10V3h7',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  user: 'M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8zm-5.2 6c.4-2.6 2.5-4 5.2-4s4.8 1.4 5.2 4',
  team: 'M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zm-4.5 5.5C1.8 11.2 3.7 10 6 10s4.2 1.2 4.5 3.5M10.5 3.2a2.5 2.5 0 0 1 0 4.6M12 10.3c1.5.5 2.3 1.6 2.5 3.2',
  key: 'M5.5 13a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM7.3 8.7 13 3m-2 2 2 2',
  enter: 'M9 3h4v10H9M2.5 8H9M6.5 5.5 9 8l-2.5 2.5',
  leave: 'M7 3H3v10h4M6.5 8H13m-2.5-2.5L13 8l-2.5 2.5',
  edit: 'M3 13l.6-2.8L10.5 3.3l2.2 2.2-6.9 6.9z',
  shield: 'M8 2 3 4v4c0 3 2 5 5 6 3-1 5-3 5-6V4z',
  device: 'M5 2h6v12H5zM7.5 12h1',
  trash: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5 5 13h6l.5-8.5',
  mail: 'M2.5 3.5h11v9h-11zm0 .5L8 8.5 13.5 4',
  down: 'M4 6.5 8 10.5l4-4',
  columns: 'M3 3h10v10H3zM8 3v10',
  save: 'M8 2.5v7.5M5 7l3 3 3-3M3 13h10',
  theme: 'M8 13.5a5.5 5.5 0 1 0 0-11zm0 0a5.5 5.5 0 1 1 0-11',
  asc: 'M8 12.5v-9M4.5 7 8 3.5 11.5 7',
  desc: 'M8 3.5v9M4.5 9 8 12.5 11.5 9',
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { name: IconName }) => (
  <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);
