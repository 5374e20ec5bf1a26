import type { AuditEntry, EventStore } from '../store/event-store.js';

/** Where a reader of the audit stream stands: everything before `at`, and `seen` lines of that very millisecond, was read. */
export interface AuditPlace {
  readonly at: number;
  readonly seen: number;
}

/** Lines that follow each other, and the place after them. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly next: AuditPlace;
  /** Whether these are all there are for now. */
  readonly isLast: boolean;
}

/** As many lines at once as a caller may ask for. */
export const auditPageLimit = 1_000;

/** The page that begins at a place. Many lines may share one millisecond, and none of them is skipped or told twice. */
export async function auditPage(store: Pick<EventStore, 'auditLog'>, tenant: string, { at, seen }: AuditPlace, limit: number): Promise<AuditPage> {
  const entries = (await store.auditLog(tenant, { since: at, limit: seen + limit })).slice(seen);
  const last = entries.at(-1);
  if (last === undefined) return { entries, next: { at, seen }, isLast: true };
  const ofLastInstant = entries.filter((entry) => entry.at === last.at).length;
  return { entries, next: { at: last.at, seen: last.at === at ? seen + ofLastInstant : ofLastInstant }, isLast: entries.length < limit };
}

/** Page by page from an instant to what is the end when it is reached. */
export async function* auditPages(store: Pick<EventStore, 'auditLog'>, tenant: string, since: number): AsyncGenerator<AuditPage, void, undefined> {
  let place: AuditPlace = { at: since, seen: 0 };
  for (;;) {
    const page = await auditPage(store, tenant, place, auditPageLimit);
    if (page.entries.length > 0) yield page;
    if (page.isLast) return;
    place = page.next;
  }
}

/** A place as a caller may hand it back: an instant in epoch ms, with `.n` where lines of it were read. */
export function placeText({ at, seen }: AuditPlace): string {
  return seen === 0 ? String(at) : `${at}.${seen}`;
}

/** Reads a place, or an instant as ISO 8601 writes it. Undefined if it is neither. */
export function placeOf(given: string): AuditPlace | undefined {
  const [, at, seen] = /^(\d{1,16})(?:\.(\d{1,7}))?$/.exec(given) ?? [];
  if (at !== undefined) return { at: Number(at), seen: Number(seen ?? 0) };
  const instant = /^\d{4}-\d{2}-\d{2}/.test(given) ? Date.parse(given) : NaN;
  return Number.isNaN(instant) ? undefined : { at: instant, seen: 0 };
}
