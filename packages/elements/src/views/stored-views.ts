/** What is kept of views, and what of it still makes sense: it may be of another version, damaged, or anybody's. */
import type { ColumnKey, Filter, Query, Sort } from '@live-takeover/sdk';
import type { AttributeValue, Place, ShownStatus } from './table-views.js';

/** A view that the agent made and named. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly query: Query;
  /** The choice of columns, as whoever keeps that wrote it; null for the usual ones. */
  readonly columns: string | null;
  /** Whether the table opens with it. */
  readonly isDefault: boolean;
}

/** What was shown last. */
export interface LastView {
  readonly place: Place;
  readonly query: Query;
}

/** Saved views at most. */
export const savedViewLimit = 50;
/** Characters of a name at most. */
export const viewNameLength = 60;
const textLength = 200;
const listLength = 100;
const columnsLength = 20_000;

const statuses: readonly ShownStatus[] = ['waiting-for-agent', 'action', 'live', 'stalled', 'abandoned'];
const columns: readonly string[] = ['id', 'bot', 'chat-length', 'status', 'last-message', 'operator'];
const places: readonly Place[] = ['rows', 'history', 'unanswered', 'settings'];

/** The saved views that make sense. */
export function decodeSavedViews(value: unknown): readonly SavedView[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const views = new Map<string, SavedView>();
  for (const one of value.slice(0, savedViewLimit)) {
    const view = savedView(one);
    if (view !== undefined) views.set(view.id, view);
  }
  return [...views.values()];
}

/** What was shown last, if it makes sense. */
export function decodeLastView(value: unknown): LastView | undefined {
  const { place, query } = fieldsOf(value);
  const known = places.find((one) => one === place);
  const asked = queryOf(query);
  return known === undefined || asked === undefined ? undefined : { place: known, query: asked };
}

function savedView(value: unknown): SavedView | undefined {
  const { id, name, query, columns: chosen, isDefault } = fieldsOf(value);
  const asked = queryOf(query);
  if (!isText(id) || !isText(name) || name.trim() === '' || asked === undefined) return undefined;
  const kept = typeof chosen === 'string' && chosen.length <= columnsLength ? chosen : null;
  return { id, name: name.slice(0, viewNameLength), query: asked, columns: kept, isDefault: isDefault === true };
}

function queryOf(value: unknown): Query | undefined {
  const { sort, thenBy, filter, search } = fieldsOf(value);
  const first = sortOf(sort);
  if (first === undefined) return undefined;
  const further = Array.isArray(thenBy) ? thenBy.slice(0, 2).flatMap((one) => sortOf(one) ?? []) : [];
  return { sort: first, ...(further.length === 0 ? {} : { thenBy: further }), filter: filterIn(filter), search: isText(search) ? search : '' };
}

function sortOf(value: unknown): Sort | undefined {
  const { column, isDescending } = fieldsOf(value);
  if (!isText(column) || (!columns.includes(column) && !/^attribute:./u.test(column))) return undefined;
  return { column: column as ColumnKey, isDescending: isDescending === true };
}

function filterIn(value: unknown): Filter {
  const fields = fieldsOf(value);
  const list = (name: string, allowed?: readonly string[]): Record<string, readonly string[]> => {
    const given = fields[name];
    if (!Array.isArray(given)) return {};
    const kept = given.slice(0, listLength).filter((one) => isText(one) && (allowed?.includes(one) ?? true)) as readonly string[];
    return kept.length === 0 ? {} : { [name]: kept };
  };
  const attributes = attributesIn(fields['attributes']);
  return {
    ...list('statuses', statuses),
    ...list('botIds'),
    ...list('channels'),
    ...list('operatorIds'),
    ...(fields['isAwaitingAgent'] === true ? { isAwaitingAgent: true } : {}),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
}

function attributesIn(value: unknown): Readonly<Record<string, readonly AttributeValue[]>> {
  const entries = Object.entries(fieldsOf(value)).slice(0, listLength).flatMap(([name, given]) => {
    const values = Array.isArray(given) ? given.slice(0, listLength).filter(isAttributeValue) : [];
    return isText(name) && values.length > 0 ? [[name, values] as const] : [];
  });
  return Object.fromEntries(entries);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= textLength;
}

function isAttributeValue(value: unknown): value is AttributeValue {
  return isText(value) || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
