/**
 * What Salesforce says of a conversation, by its stream or by its list of
 * entries, as the little that matters here.
 *
 * UNVERIFIED: the shape of `CloseConversation` (no published schema), and that
 * `entryPayload` is an object in the list and a JSON string in the stream.
 */
import { z } from 'zod';
import { jsonOf } from '../../http/bounded-text.js';

/** What happened there. */
export type DeskNews =
  | { readonly kind: 'message'; readonly id: string; readonly role: string; readonly name: string; readonly text: string }
  | { readonly kind: 'joined' | 'left'; readonly agentId: string; readonly name: string }
  | { readonly kind: 'routed'; readonly hasFailed: boolean; readonly isInitial: boolean }
  | { readonly kind: 'typing'; readonly name: string; readonly isActive: boolean }
  | { readonly kind: 'closed' }
  /** Ours, or of no interest. */
  | { readonly kind: 'nothing' }
  /** Nothing here understands it. */
  | { readonly kind: 'unknown'; readonly type: string };

/** One entry of a conversation. */
export interface DeskEntry {
  readonly conversationId: string | undefined;
  /** Unique; a repeat is the same entry. */
  readonly identifier: string;
  /** When Salesforce wrote it down, epoch ms: the order of entries. */
  readonly at: number;
  readonly news: readonly DeskNews[];
}

const entrySchema = z.object({
  identifier: z.string().min(1),
  entryType: z.string(),
  entryPayload: z.unknown(),
  senderDisplayName: z.string().nullish(),
  sender: z.object({ role: z.string() }).nullish(),
  transcriptedTimestamp: z.number().nullish(),
});
const envelopeSchema = z.object({ conversationId: z.string().nullish(), conversationEntry: entrySchema });
const listSchema = z.object({ conversationEntries: z.array(z.unknown()) });
const messageSchema = z.object({ id: z.string().nullish(), abstractMessage: z.object({ staticContent: z.unknown().nullish(), messageType: z.string().nullish() }) });
const staticContentSchema = z.object({ formatType: z.string().nullish(), text: z.string().nullish(), attachments: z.array(z.object({ name: z.string().nullish(), url: z.string().nullish() })).nullish() });
const routingSchema = z.object({ routingType: z.string(), failureType: z.string() });
const participantsSchema = z.object({
  entries: z.array(z.object({ operation: z.string(), displayName: z.string().nullish(), participant: z.object({ role: z.string(), subject: z.string().nullish() }) })),
});

/** The entry that an event of the stream carries; undefined if it carries none that can be read. */
export function entryOfEvent(data: string): DeskEntry | undefined {
  const parsed = envelopeSchema.safeParse(jsonOf(data));
  return parsed.success ? entryOf(parsed.data.conversationEntry, parsed.data.conversationId ?? undefined) : undefined;
}

/** The entries of a list, oldest first; those that cannot be read are left out. */
export function entriesOfList(body: string): readonly DeskEntry[] {
  const list = listSchema.safeParse(jsonOf(body));
  const entries = (list.success ? list.data.conversationEntries : []).flatMap((item) => {
    const parsed = entrySchema.safeParse(item);
    return parsed.success ? [entryOf(parsed.data, undefined)] : [];
  });
  return inOrder(entries);
}

/** Entries in the order in which Salesforce wrote them down. */
export function inOrder(entries: readonly DeskEntry[]): readonly DeskEntry[] {
  return [...entries].sort((left, right) => left.at - right.at);
}

type RawEntry = z.infer<typeof entrySchema>;

function entryOf(raw: RawEntry, conversationId: string | undefined): DeskEntry {
  const payload = typeof raw.entryPayload === 'string' ? jsonOf(raw.entryPayload) : raw.entryPayload;
  return { conversationId, identifier: raw.identifier, at: raw.transcriptedTimestamp ?? 0, news: newsOf(raw, payload) };
}

function newsOf(raw: RawEntry, payload: unknown): readonly DeskNews[] {
  const unknown: DeskNews = { kind: 'unknown', type: raw.entryType };
  const role = raw.sender?.role ?? '';
  const name = raw.senderDisplayName ?? '';
  switch (raw.entryType) {
    case 'Message':
      return [messageOf(raw, payload) ?? unknown];
    case 'ParticipantChanged':
      return participantsOf(payload) ?? [unknown];
    case 'RoutingResult': {
      const routed = routingSchema.safeParse(payload);
      if (!routed.success) return [unknown];
      return [{ kind: 'routed', hasFailed: routed.data.failureType !== 'None', isInitial: routed.data.routingType === 'Initial' }];
    }
    case 'CloseConversation':
      return [{ kind: 'closed' }];
    case 'TypingStartedIndicator':
    case 'TypingStoppedIndicator':
      return [role === 'Agent' ? { kind: 'typing', name, isActive: raw.entryType === 'TypingStartedIndicator' } : { kind: 'nothing' }];
    case 'DeliveryAcknowledgement':
    case 'ReadAcknowledgement':
      return [{ kind: 'nothing' }];
    default:
      return [unknown];
  }
}

function messageOf(raw: RawEntry, payload: unknown): DeskNews | undefined {
  const role = raw.sender?.role ?? '';
  if (role === 'EndUser') return { kind: 'nothing' };
  const parsed = messageSchema.safeParse(payload);
  if (!parsed.success) return undefined;
  const content = staticContentSchema.safeParse(parsed.data.abstractMessage.staticContent ?? {});
  const files = content.success ? (content.data.attachments ?? []).map(({ name, url }) => [name, url].filter((part) => typeof part === 'string').join(': ')) : [];
  const lines = [content.success ? (content.data.text ?? '') : '', ...files].filter((line) => line !== '');
  if (lines.length === 0) return undefined;
  return { kind: 'message', id: raw.identifier, role, name: raw.senderDisplayName ?? '', text: lines.join('\n') };
}

/** Only agents' coming and going: the customer and Salesforce's own parts are participants too. */
function participantsOf(payload: unknown): readonly DeskNews[] | undefined {
  const parsed = participantsSchema.safeParse(payload);
  if (!parsed.success) return undefined;
  return parsed.data.entries.flatMap(({ operation, displayName, participant }): readonly DeskNews[] => {
    if (participant.role !== 'Agent' || (operation !== 'add' && operation !== 'remove')) return [];
    return [{ kind: operation === 'add' ? 'joined' : 'left', agentId: participant.subject ?? displayName ?? '', name: displayName ?? '' }];
  });
}
