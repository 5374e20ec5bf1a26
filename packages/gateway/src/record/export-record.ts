/** Everything that is kept about a contact, as lines that anybody can read and an import takes back. */
import type { Attachment, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import type { AuditEntry, EventStore } from '../store/event-store.js';
import { auditPages } from './audit-pages.js';
import type { RecordFiles, RecordSubject } from './record-subject.js';
import { eventPages } from './record-subject.js';

/** The version of the format, raised when a reader of the one before could be misled. */
export const recordFormat = { name: 'live-takeover-record', version: 1 } as const;

/**
 * One line of an exported record. `end` comes last and counts the others: without it, the export is not complete.
 *
 * @see docs/record-format.md#exported-records
 */
export type RecordLine =
  | {
      readonly line: 'record';
      readonly format: typeof recordFormat.name;
      readonly version: number;
      readonly tenant: string;
      readonly subject: RecordSubject;
      /** Epoch ms of the store's clock. */
      readonly at: number;
    }
  | { readonly line: 'event'; readonly event: ConversationEvent }
  | { readonly line: 'audit'; readonly entry: AuditEntry }
  | { readonly line: 'end'; readonly conversations: number; readonly events: number; readonly auditEntries: number };

/** What is exported. */
export interface RecordExport {
  readonly store: EventStore;
  readonly files: RecordFiles | undefined;
  readonly tenant: string;
  readonly subject: RecordSubject;
  readonly conversationIds: readonly ConversationId[];
}

/**
 * A record in pieces of whole lines; no more than a page is in memory. A file that is gone keeps its name and loses its address.
 *
 * @throws {StoreError} `unavailable`: what came so far is no complete record
 */
export async function* exportRecord({ store, files, tenant, subject, conversationIds }: RecordExport): AsyncGenerator<string, void, undefined> {
  const at = store.now();
  yield text([{ line: 'record', format: recordFormat.name, version: recordFormat.version, tenant, subject, at }]);
  const count = { conversations: 0, events: 0, auditEntries: 0 };
  let since = at;
  for (const conversationId of conversationIds) {
    for await (const events of eventPages(store, tenant, conversationId)) {
      since = Math.min(since, events[0]?.at ?? since);
      count.events += events.length;
      const withLinks = await Promise.all(events.map((event) => linked(event, tenant, files)));
      yield text(withLinks.map((event): RecordLine => ({ line: 'event', event })));
    }
    count.conversations += 1;
  }
  const ids = new Set(conversationIds);
  if (ids.size > 0)
    for await (const { entries } of auditPages(store, tenant, since)) {
      const about = entries.filter(({ subject: about }) => ids.has(about));
      count.auditEntries += about.length;
      if (about.length > 0) yield text(about.map((entry): RecordLine => ({ line: 'audit', entry })));
    }
  yield text([{ line: 'end', ...count }]);
}

function text(lines: readonly RecordLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

async function linked(event: ConversationEvent, tenant: string, files: RecordFiles | undefined): Promise<ConversationEvent> {
  if (files === undefined || event.type !== 'message-sent' || event.attachments === undefined) return event;
  const attachments = await Promise.all(
    event.attachments.map(async (attachment): Promise<Attachment> => ({ ...attachment, url: (await files.linkTo(tenant, event.conversationId, attachment)) ?? '' })),
  );
  return { ...event, attachments };
}
