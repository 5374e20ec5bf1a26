/** A slow and obvious `RowView` over an array that a test sets, and rows to put into it. */
import { openingQuery, rankOf, type Facet, type Facets, type Query, type Row, type RowView, type StatusCounts } from '@live-takeover/sdk';
import type { BuiltInColumn } from './columns.js';
import { fakeNow } from '../client-source/fake-client.test-support.js';

/** The view and the handle of the test. */
export interface FakeRows {
  readonly view: RowView & { isClosed: boolean };
  set(rows: readonly Row[]): void;
  /** Replaces one row, or adds it. */
  put(row: Row): void;
  readonly listenerCount: number;
}

/** A view that shows `initial`. */
export function createFakeRows(initial: readonly Row[] = []): FakeRows {
  const listeners = new Set<() => void>();
  let all = new Map(initial.map((row) => [row.id, row]));
  let query = openingQuery;
  let held: readonly string[] | null = null;
  let known = new Set<string>();
  const wanted = (): readonly Row[] => [...all.values()].filter((row) => matches(row, query)).sort((one, other) => compare(one, other, query));
  let ordered = wanted();
  const tell = (): void => {
    ordered = wanted();
    for (const listener of listeners) listener();
  };
  const shown = (): readonly Row[] =>
    held === null ? ordered : held.flatMap((id) => all.get(id) ?? []);
  const urgent = (): readonly Row[] => ordered.filter(isUrgent);
  const view: FakeRows['view'] = {
    isClosed: false,
    get total() {
      return shown().length;
    },
    get counts() {
      return countsOf([...all.values()]);
    },
    get matches() {
      const { statuses: _statuses, operatorIds: _operators, isAwaitingAgent: _awaiting, ...filter } = query.filter;
      return countsOf([...all.values()].filter((row) => matches(row, { ...query, filter })));
    },
    get mine() {
      return [...all.values()].filter((row) => row.isMine);
    },
    nextMostUrgent: (except) => [...all.values()].filter(isUrgent).sort((one, other) => compare(one, other, openingQuery)).find((row) => row.id !== except),
    facets: () => facetsOf([...all.values()]),
    get query() {
      return query;
    },
    rows: (first, last) => shown().slice(Math.max(0, first), last),
    indexOf: (id) => shown().findIndex((row) => row.id === id),
    row: (id) => all.get(id),
    setQuery(next) {
      query = next;
      tell();
    },
    hold() {
      held = ordered.map((row) => row.id);
      known = new Set(urgent().map((row) => row.id));
    },
    release() {
      held = null;
      tell();
    },
    get isHeld() {
      return held !== null;
    },
    get waitingChanges() {
      const order = held;
      if (order === null) return 0;
      return ordered.filter((row, index) => order[index] !== row.id).length + order.filter((id) => !all.has(id)).length;
    },
    get band() {
      return held === null ? [] : urgent().filter((row) => !known.has(row.id));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      view.isClosed = true;
    },
  };
  return {
    view,
    set(rows) {
      all = new Map(rows.map((row) => [row.id, row]));
      tell();
    },
    put(row) {
      all.set(row.id, row);
      tell();
    },
    get listenerCount() {
      return listeners.size;
    },
  };
}

/** A row with everything set: the `index`-th of a mixed crowd. */
export function fakeRow(index: number, changed: Partial<Row> = {}): Row {
  const minutes = (index * 7) % 50;
  const at = fakeNow - minutes * 60_000;
  return {
    id: `c${index}`,
    label: `REF${String(index).padStart(5, '0')}`,
    reference: `REF${String(index).padStart(5, '0')}`,
    channel: 'web',
    botName: ['Bank helper', 'Telecom helper'][index % 2] ?? '',
    chatLengthMs: index * 61_000,
    status: 'live',
    since: at,
    reason: { code: 'active' },
    changesAt: null,
    lastMessage: { text: `Message number ${index}`, at },
    operator: { kind: 'bot' },
    attributes: {},
    viewers: [],
    isUnread: false,
    waitingSince: null,
    isMine: false,
    term: 0,
    intent: null,
    ...changed,
  };
}

/** The parts of a row that has an open agent request. */
export function asked(minutesAgo: number): Partial<Row> {
  const askedAt = fakeNow - minutesAgo * 60_000;
  return { status: 'waiting-for-agent', reason: { code: 'asked', askedAt }, since: askedAt };
}

function facetsOf(rows: readonly Row[]): Facets {
  const facets = (namesOf: (row: Row) => { readonly id: string; readonly name: string } | undefined): readonly Facet[] => {
    const named = new Map(rows.flatMap((row) => namesOf(row) ?? []).map(({ id, name }) => [id, name]));
    return [...named].map(([id, name]) => ({ id, name, count: rows.filter((row) => namesOf(row)?.id === id).length }));
  };
  const names = new Set(rows.flatMap(({ attributes }) => Object.keys(attributes)));
  return {
    operators: facets(({ operator }) => (operator.kind === 'bot' ? undefined : operator)),
    bots: facets(({ botName }) => ({ id: botName, name: botName })),
    channels: facets(({ channel }) => ({ id: channel, name: channel })),
    attributes: new Map([...names].map((name) => [name, [...new Set(rows.flatMap(({ attributes }) => attributes[name] ?? []))]])),
  };
}

function isUrgent(row: Row): boolean {
  return row.reason.code === 'asked' || row.status === 'action';
}

function countsOf(rows: readonly Row[]): StatusCounts {
  const of = (status: Row['status']): number => rows.filter((row) => row.status === status).length;
  return {
    'waiting-for-agent': of('waiting-for-agent'),
    action: of('action'),
    live: of('live'),
    stalled: of('stalled'),
    abandoned: of('abandoned'),
    total: rows.length,
    awaitingAgent: rows.filter(isUrgent).length,
    mine: rows.filter((row) => row.isMine).length,
  };
}

function matches(row: Row, { filter, search }: Query): boolean {
  const { statuses, operatorIds, botIds, channels, attributes = {}, isAwaitingAgent } = filter;
  if (statuses !== undefined && !statuses.includes(row.status)) return false;
  if (operatorIds !== undefined && !operatorIds.includes(row.operator.kind === 'bot' ? 'bot' : row.operator.id)) return false;
  if (botIds !== undefined && !botIds.includes(row.botName)) return false;
  if (channels !== undefined && !channels.includes(row.channel)) return false;
  if (isAwaitingAgent === true && !isUrgent(row)) return false;
  if (!Object.entries(attributes).every(([name, values]) => values.some((value) => value === row.attributes[name]))) return false;
  return `${row.label} ${row.botName} ${row.lastMessage?.text ?? ''}`.toLowerCase().includes(search.toLowerCase());
}

const keys: Readonly<Record<BuiltInColumn, (row: Row) => string | number>> = {
  id: (row) => row.label,
  bot: (row) => row.botName,
  'chat-length': (row) => row.chatLengthMs,
  status: (row) => rankOf(row.reason.code) * 1e14 + row.since,
  'last-message': (row) => row.lastMessage?.at ?? 0,
  operator: (row) => (row.operator.kind === 'bot' ? '' : row.operator.name),
};

function compare(one: Row, other: Row, { sort }: Query): number {
  const keyOf = keys[sort.column as BuiltInColumn];
  const [first, second] = [keyOf(one), keyOf(other)];
  const order = first < second ? -1 : first > second ? 1 : one.id < other.id ? -1 : 1;
  return sort.isDescending ? -order : order;
}
