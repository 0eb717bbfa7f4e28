// The filters of the list of users: what a chip says, and the queries that it becomes.

/** A query as the SDKs write it. */
export interface ApiQuery { method: string; attribute?: string; values?: unknown[] }

export type Operand = 'choice' | 'text' | 'day' | 'none';

interface Kind {
  /** The name in the URL. */
  name: string;
  label: string;
  operand: Operand;
  /** The values of a choice, with what a chip says. */
  choices?: Array<[value: string, label: string]>;
  /** Whether an index finds the users. Otherwise the API reads the list, up to 50,000 users. */
  isIndexed?: boolean;
  placeholder?: string;
  query(value: string): ApiQuery;
}

const YES_NO: Array<[string, string]> = [['yes', 'yes'], ['no', 'no']];

const flag = (name: string, label: string, attribute: string, choices = YES_NO): Kind => ({
  name, label, operand: 'choice', choices,
  query: (value) => ({ method: 'equal', attribute, values: [value === choices[0]?.[0]] }),
});

const presence = (name: string, label: string, attribute: string): Kind => ({
  name, label, operand: 'choice', choices: YES_NO,
  query: (value) => ({ method: value === 'yes' ? 'isNotNull' : 'isNull', attribute }),
});

const text = (name: string, label: string, method: string, attribute: string, placeholder: string, isIndexed = false): Kind => ({
  name, label, operand: 'text', placeholder, isIndexed,
  query: (value) => ({ method, attribute, values: [value] }),
});

/** A day in the zone of this browser, as the moment at which it begins. */
const begin = (day: string): string => {
  const at = new Date(`${day}T00:00:00`);
  return Number.isNaN(at.getTime()) ? day : at.toISOString();
};

const since = (name: string, label: string, attribute: string, isIndexed = false): Kind => ({
  name, label, operand: 'day', isIndexed,
  query: (value) => ({ method: 'greaterThanEqual', attribute, values: [begin(value)] }),
});

const before = (name: string, label: string, attribute: string, isIndexed = false): Kind => ({
  name, label, operand: 'day', isIndexed,
  query: (value) => ({ method: 'lessThan', attribute, values: [begin(value)] }),
});

export const KINDS: Kind[] = [
  flag('status', 'Status', 'status', [['active', 'active'], ['blocked', 'blocked']]),
  flag('emailVerified', 'Email verified', 'emailVerification'),
  flag('phoneVerified', 'Phone verified', 'phoneVerification'),
  { ...text('label', 'Label', 'contains', 'labels', 'vip', true), query: (value) => ({ method: 'contains', attribute: 'labels', values: [value] }) },
  text('name', 'Name begins with', 'startsWith', 'name', 'Ada', true),
  text('email', 'Email ends with', 'endsWith', 'email', '@example.com'),
  presence('hasEmail', 'Has an email', 'email'),
  presence('hasPhone', 'Has a phone', 'phone'),
  since('joinedSince', 'Joined since', '$createdAt', true),
  before('joinedBefore', 'Joined before', '$createdAt', true),
  since('seenSince', 'Last seen since', 'accessedAt'),
  before('seenBefore', 'Last seen before', 'accessedAt'),
  before('passwordBefore', 'Password set before', 'passwordUpdate'),
  flag('impersonator', 'May act as others', 'impersonator'),
];

export const kindOf = (name: string): Kind | undefined => KINDS.find((kind) => kind.name === name);

/** A filter in the URL: `f=label:vip`. */
export interface Filter { name: string; value: string }

export function filtersIn(params: URLSearchParams): Filter[] {
  return params.getAll('f').map((text) => {
    const [name = '', value = ''] = text.split(/:(.*)/s);
    return { name, value };
  }).filter(({ name, value }) => kindOf(name) !== undefined && value !== '');
}

export const inUrl = ({ name, value }: Filter): string => `${name}:${value}`;

export const queryOf = ({ name, value }: Filter): ApiQuery | undefined => kindOf(name)?.query(value);

/** What a chip says after its label. */
export const saidOf = ({ name, value }: Filter): string =>
  kindOf(name)?.choices?.find(([choice]) => choice === value)?.[1] ?? value;

/** The orders of the list. Those that are not of creation need all matches, of which there must be 5,000 or fewer. */
export const ORDERS: Array<[name: string, label: string, attribute: string]> = [
  ['joined', 'Joined', '$createdAt'],
  ['name', 'Name', 'name'],
  ['email', 'Email', 'email'],
  ['seen', 'Last seen', 'accessedAt'],
  ['updated', 'Updated', '$updatedAt'],
];

/** The order in the URL: the name, with a minus if it descends. The newest users come first by default. */
export interface Order { name: string; descends: boolean }

export function orderIn(params: URLSearchParams): Order {
  const text = params.get('order') ?? '-joined';
  const name = text.replace(/^-/, '');
  return ORDERS.some(([known]) => known === name) ? { name, descends: text.startsWith('-') } : { name: 'joined', descends: true };
}

export const orderQuery = ({ name, descends }: Order): ApiQuery => ({
  method: descends ? 'orderDesc' : 'orderAsc',
  attribute: ORDERS.find(([known]) => known === name)?.[2] ?? '$createdAt',
});

export const SIZES = [25, 100, 500];

export function sizeIn(params: URLSearchParams): number {
  const size = Number(params.get('size'));
  return SIZES.includes(size) ? size : 25;
}

/** The part of the list that the URL names. */
export interface View {
  search: string;
  filters: Filter[];
  order: Order;
  size: number;
  /** The user at which the page begins or ends. */
  after: string;
  before: string;
}

export const viewIn = (params: URLSearchParams): View => ({
  search: params.get('search') ?? '',
  filters: filtersIn(params),
  order: orderIn(params),
  size: sizeIn(params),
  after: params.get('after') ?? '',
  before: params.get('before') ?? '',
});

/** The parameters of the URL; what is as by default is left out. */
export function paramsOf({ search, filters, order, size, after, before: until }: View): Array<[string, string]> {
  const sort = `${order.descends ? '-' : ''}${order.name}`;
  return [
    ['search', search],
    ...filters.map((filter): [string, string] => ['f', inUrl(filter)]),
    ['order', sort === '-joined' ? '' : sort],
    ['size', size === 25 ? '' : String(size)],
    ['after', after],
    ['before', until],
  ];
}

/** Which users match, as one text: what the total of the list belongs to. */
export const matchOf = ({ search, filters }: View): string => JSON.stringify([search, filters]);

/** The query parameters of the API. */
export function apiQuery(view: View, withTotal: boolean): Record<string, string | string[] | undefined> {
  const queries: ApiQuery[] = [
    ...view.filters.map(queryOf).filter((query) => query !== undefined),
    orderQuery(view.order),
    { method: 'limit', values: [view.size] },
  ];
  if (view.after) queries.push({ method: 'cursorAfter', values: [view.after] });
  if (view.before) queries.push({ method: 'cursorBefore', values: [view.before] });
  return {
    search: view.search || undefined,
    'queries[]': queries.map((query) => JSON.stringify(query)),
    total: withTotal ? undefined : 'false',
  };
}
