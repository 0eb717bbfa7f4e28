// The pages of a list that goes on by cursors.

import { useRef } from 'preact/hooks';
import { get } from '../api';
import { useKeys } from '../keyboard';
import { useLoad, type Loaded } from '../load';
import { go, route, to } from '../router';
import { Button } from './bits';

/** The rows of a page. */
const SIZE = 25;

interface Asked {
  /** The route of the API. */
  path: string;
  search: string;
  /** Filters of the list, in the form of the API. */
  filters?: unknown[];
}

/** Reads the page that the URL names, the newest rows first. The total is counted once for a search and its filters. */
export function usePages<L extends { total: number }>({ path, search, filters = [] }: Asked): { loaded: Loaded<L>; total: number | undefined; recount(): void } {
  const { params } = route.use();
  const [after, before] = ['after', 'before'].map((name) => params.get(name) ?? '');
  const counted = useRef<{ of: string; total: number } | undefined>(undefined);
  const of = JSON.stringify([search, filters]);
  const loaded = useLoad(JSON.stringify([of, after, before]), async (signal) => {
    const queries: unknown[] = [...filters, { method: 'orderDesc', attribute: '$createdAt' }, { method: 'limit', values: [SIZE] }];
    if (after) queries.push({ method: 'cursorAfter', values: [after] });
    if (before) queries.push({ method: 'cursorBefore', values: [before] });
    const withTotal = counted.current?.of !== of;
    const list = await get<L>(path, {
      search: search || undefined, 'queries[]': queries.map((query) => JSON.stringify(query)), total: withTotal ? undefined : 'false',
    }, signal);
    if (withTotal) counted.current = { of, total: list.total };
    return list;
  });
  const recount = (): void => {
    counted.current = undefined;
    loaded.reload();
  };
  return { loaded, total: counted.current?.total, recount };
}

interface Props {
  /** The parts of the URL, and the parameters that all pages have. */
  parts: string[];
  params: Array<[string, string]>;
  rows: Array<{ $id: string }>;
}

export const Pager = ({ parts, params, rows }: Props) => {
  const here = route.use().params;
  const isFull = rows.length === SIZE;
  const turn = (name: 'after' | 'before', id: string | undefined): void => go(to(parts, [...params, [name, id ?? '']]));
  const next = (): void => turn('after', rows.at(-1)?.$id);
  const previous = (): void => turn('before', rows[0]?.$id);
  const mayGoOn = rows.length > 0 && (isFull || here.has('before'));
  const mayGoBack = here.has('after') || (here.has('before') && isFull);
  useKeys((key) => {
    if (key === 'n' && mayGoOn) next();
    if (key === 'p' && mayGoBack) previous();
  });
  return (
    <nav class="pager" aria-label="Pages">
      <span class="buttons">
        <Button disabled={!mayGoBack} onClick={previous}>Previous</Button>
        <Button disabled={!mayGoOn} onClick={next}>Next</Button>
      </span>
    </nav>
  );
};
