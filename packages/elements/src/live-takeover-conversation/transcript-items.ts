import type { BotReplySuppressed, ConversationEvent, MessageSent, NoteAdded } from '@live-takeover/sdk';
import type { Delivery } from './message-state.js';
import type { Missed } from './missed-messages.js';

/** An event that is a line of its own between the messages. */
export type LineEvent = Exclude<ConversationEvent, MessageSent | BotReplySuppressed | NoteAdded | HiddenEvent>;

/** What a transcript shows, one below the other. `key` is stable and unique within the conversation. */
export type TranscriptItem =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  /** What follows came while the page was not up to date. */
  | { readonly kind: 'missed'; readonly key: string; readonly count: number }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly event: MessageSent;
      readonly isCustomers: boolean;
      /** First and last of a run by the same sender. */
      readonly isFirst: boolean;
      readonly isLast: boolean;
      readonly delivery: Delivery | undefined;
      readonly isErased: boolean;
    }
  | { readonly kind: 'suppressed'; readonly key: string; readonly event: BotReplySuppressed; readonly isErased: boolean }
  | { readonly kind: 'note'; readonly key: string; readonly event: NoteAdded; readonly isErased: boolean }
  | { readonly kind: 'line'; readonly key: string; readonly event: LineEvent; readonly holder: string | undefined };

/** Facts about the conversation that are no part of what was said. */
type HiddenEvent = Extract<
  ConversationEvent,
  { type: 'command-settled' | 'conversation-viewed' | 'delivery-changed' | 'attributes-changed' | 'desk-agent-changed' }
>;
type VisibleEvent = Exclude<ConversationEvent, HiddenEvent>;

/** Checked at run time too: a newer gateway may send types not known here. */
const visibleTypes: ReadonlySet<string> = new Set<VisibleEvent['type']>([
  'conversation-started',
  'message-sent',
  'agent-requested',
  'agent-request-ended',
  'takeover-started',
  'takeover-ended',
  'bot-reply-suppressed',
  'bot-failed',
  'action-dismissed',
  'note-added',
  'customer-left',
  'customer-returned',
  'conversation-closed',
  'conversation-erased',
  'unsupported-received',
]);

/** Longest pause within a run of messages by the same sender. */
const runGapMs = 5 * 60_000;

/** What is known of a transcript besides its items, gathered in one pass. */
export interface TranscriptFacts {
  /** All of them, as they were read. */
  readonly events: readonly ConversationEvent[];
  /** The events that are shown, oldest first. */
  readonly visible: readonly VisibleEvent[];
  /** By message id, how far it got. */
  readonly deliveries: ReadonlyMap<string, Delivery>;
  /** By term, who held the conversation. */
  readonly holders: ReadonlyMap<number, string>;
  /** The reasons that agents gave when a takeover ended, by id. */
  readonly wrapUps: readonly string[];
  /** Of what stands before, the content was erased; 0 if nothing was. */
  readonly erasedSeq: number;
}

/**
 * Reads a transcript; events of unknown types are left out.
 *
 * @param before - what was read of it earlier: where events were only added at its end, only those are read
 */
export function transcriptFacts(events: readonly ConversationEvent[], before?: TranscriptFacts): TranscriptFacts {
  const known = before !== undefined && isContinuation(before.events, events) ? before : undefined;
  const visible: VisibleEvent[] = known === undefined ? [] : [...known.visible];
  const deliveries = new Map<string, Delivery>(known?.deliveries);
  const holders = new Map<number, string>(known?.holders);
  const wrapUps: string[] = [...(known?.wrapUps ?? [])];
  let erasedSeq = known?.erasedSeq ?? 0;
  for (let index = known?.events.length ?? 0; index < events.length; index += 1) {
    const event = events[index];
    if (event === undefined) continue;
    if (event.type === 'delivery-changed') deliveries.set(event.messageId, { state: event.state, reason: event.reason, parts: event.parts ?? deliveries.get(event.messageId)?.parts });
    if (event.type === 'takeover-started') holders.set(event.term, event.operator.name);
    if (event.type === 'takeover-ended' && event.wrapUp !== undefined) wrapUps.push(event.wrapUp);
    if (event.type === 'conversation-erased') erasedSeq = event.seq;
    if (isVisible(event)) visible.push(event);
  }
  return { events, visible, deliveries, holders, wrapUps, erasedSeq };
}

/** Each is looked at: an erasure changes some in the middle. */
function isContinuation(before: readonly ConversationEvent[], events: readonly ConversationEvent[]): boolean {
  return before.length > 0 && before.every((event, index) => event === events[index]);
}

/**
 * The items for visible events `first` to `last` (exclusive).
 *
 * @param dayOf - names the day of an instant; where it changes, a day line is put
 * @param missed - before what came after this, a line says that it is new
 */
export function transcriptItems(
  facts: TranscriptFacts,
  first: number,
  last: number,
  dayOf: (at: number) => string,
  missed?: Missed,
): readonly TranscriptItem[] {
  const items: TranscriptItem[] = [];
  for (let index = Math.max(0, first); index < Math.min(last, facts.visible.length); index += 1) {
    const event = facts.visible[index];
    if (event === undefined) continue;
    const before = facts.visible[index - 1];
    const isNewDay = before === undefined || dayOf(before.at) !== dayOf(event.at);
    if (isNewDay) items.push({ kind: 'day', key: `day:${event.seq}`, at: event.at });
    if (missed !== undefined && event.seq > missed.afterSeq && (before?.seq ?? 0) <= missed.afterSeq)
      items.push({ kind: 'missed', key: 'missed', count: missed.count });
    items.push(itemOf(facts, index, event, isNewDay, dayOf));
  }
  return items;
}

function itemOf(
  facts: TranscriptFacts,
  index: number,
  event: VisibleEvent,
  isNewDay: boolean,
  dayOf: (at: number) => string,
): TranscriptItem {
  const key = event.id;
  const isErased = event.seq < facts.erasedSeq;
  switch (event.type) {
    case 'message-sent': {
      const after = facts.visible[index + 1];
      return {
        kind: 'message',
        key,
        event,
        isCustomers: event.from === 'customer',
        isFirst: isNewDay || !isSameRun(facts.visible[index - 1], event),
        isLast: after === undefined || !isSameRun(event, after) || dayOf(event.at) !== dayOf(after.at),
        delivery: facts.deliveries.get(event.id),
        isErased,
      };
    }
    case 'bot-reply-suppressed':
      return { kind: 'suppressed', key, event, isErased };
    case 'note-added':
      return { kind: 'note', key, event, isErased };
    default:
      return { kind: 'line', key, event, holder: event.type === 'takeover-ended' ? facts.holders.get(event.term) : undefined };
  }
}

function isSameRun(before: ConversationEvent | undefined, after: ConversationEvent | undefined): boolean {
  return (
    before?.type === 'message-sent' &&
    after?.type === 'message-sent' &&
    before.from === after.from &&
    before.author?.id === after.author?.id &&
    before.automatic === after.automatic &&
    after.at - before.at <= runGapMs
  );
}

function isVisible(event: ConversationEvent): event is VisibleEvent {
  return visibleTypes.has(event.type);
}
