/**
 * A row as somebody without our engine would keep it: one flat object that is
 * changed in place. All peers share it, so that what differs is their table.
 */
import type { Conversation, ConversationEvent } from '@live-takeover/sdk';

/** The columns that every table of the bench shows. */
export type Column = 'id' | 'bot' | 'chat-length' | 'status' | 'last-message' | 'operator';

/** One conversation: what is shown, then what that is made from. */
export interface PlainRow {
  readonly id: string;
  readonly label: string;
  /** Whether `label` is a name, and so sorted by a collator. */
  readonly isNamed: boolean;
  readonly bot: string;
  /** 0 waiting, 1 with an agent, 2 action, 3 live, 4 stalled, 5 abandoned. */
  rank: number;
  since: number;
  lastText: string | null;
  operator: string;
  isHeld: boolean;
  askedAt: number | null;
  operatorSince: number;
  firstMessageAt: number;
  lastMessageAt: number;
  idleSince: number;
  defaultAnswers: number;
  isCounted: boolean;
  actionAt: number;
}

/** How a status is written in a cell, by rank. */
export const statusTexts: readonly string[] = ['Waiting For Agent · asked', 'Waiting For Agent · with an agent', 'Action', 'Live', 'Stalled', 'Abandoned'];

const agentThreshold = 3;
const stalledAfterMs = 5 * 60_000;
const abandonedAfterMs = 30 * 60_000;
/** As long as the preview that a head of a conversation carries. */
const previewLength = 200;

/** The row of a conversation in hand. */
export function plainRowFrom(head: Conversation, now: number): PlainRow {
  const { contact, channel, operator } = head;
  const isNamed = channel === 'messenger' && contact.name !== undefined;
  const row: PlainRow = {
    id: head.id,
    label: (isNamed ? contact.name : channel === 'sms' ? contact.phone : undefined) ?? head.reference,
    isNamed,
    bot: head.bot.name,
    rank: 3,
    since: head.startedAt,
    lastText: head.lastCustomerText,
    operator: operator.kind === 'bot' ? 'Bot' : operator.name,
    isHeld: operator.kind !== 'bot',
    askedAt: head.request?.at ?? null,
    operatorSince: head.operatorSince,
    firstMessageAt: head.firstMessageAt,
    lastMessageAt: head.lastMessageAt,
    idleSince: head.idleSince,
    defaultAnswers: head.defaultAnswers,
    isCounted: head.defaultAnswerCounted,
    actionAt: head.defaultAnswerAts[agentThreshold - 1] ?? 0,
  };
  rerank(row, now);
  return row;
}

/** Puts one event into a row. */
export function change(row: PlainRow, event: ConversationEvent): void {
  switch (event.type) {
    case 'message-sent':
      if (row.lastMessageAt === 0) row.firstMessageAt = event.at;
      row.lastMessageAt = event.at;
      if (event.from === 'customer') {
        row.lastText = event.text.length > previewLength ? event.text.slice(0, previewLength) : event.text;
        row.idleSince = event.at;
        row.isCounted = false;
      } else if (event.defaultAnswer === true && !row.isHeld && !row.isCounted) {
        row.isCounted = true;
        row.defaultAnswers += 1;
        if (row.defaultAnswers === agentThreshold) row.actionAt = event.at;
      }
      return;
    case 'agent-requested':
      if (!row.isHeld) row.askedAt ??= event.at;
      return;
    case 'takeover-started':
      row.isHeld = true;
      row.askedAt = null;
      row.operator = event.operator.name;
      row.operatorSince = event.at;
      return;
    case 'takeover-ended':
      row.isHeld = false;
      row.operator = 'Bot';
      row.operatorSince = event.at;
      row.defaultAnswers = 0;
      return;
    default:
  }
}

/** Brings rank and `since` up to the present. Returns whether either differs. */
export function rerank(row: PlainRow, now: number): boolean {
  const { rank, since } = row;
  const idleMs = now - row.idleSince;
  row.rank = row.isHeld ? 1 : row.askedAt !== null ? 0 : idleMs >= abandonedAfterMs ? 5 : row.defaultAnswers >= agentThreshold ? 2 : idleMs >= stalledAfterMs ? 4 : 3;
  if (row.rank === 0) row.since = row.askedAt as number;
  else if (row.rank === 1) row.since = row.operatorSince;
  else if (row.rank === 2) row.since = row.actionAt;
  else if (row.rank === 4) row.since = row.idleSince + stalledAfterMs;
  else if (row.rank === 5) row.since = row.idleSince + abandonedAfterMs;
  else if (rank !== 3) row.since = Math.max(row.operatorSince, row.idleSince);
  return row.rank !== rank || row.since !== since;
}

/** When time alone will change the rank; null for never. */
export function changesAt(row: PlainRow): number | null {
  if (row.rank < 2 || row.rank === 5) return null;
  return row.idleSince + (row.rank === 3 ? stalledAfterMs : abandonedAfterMs);
}

/** From the first message to the last. */
export function chatLengthOf(row: PlainRow): number {
  return row.lastMessageAt - row.firstMessageAt;
}

/** What a cell shows. */
export function textOf(row: PlainRow, column: Column): string {
  switch (column) {
    case 'id':
      return row.label;
    case 'bot':
      return row.bot;
    case 'chat-length':
      return clockTime(chatLengthOf(row));
    case 'status':
      return statusTexts[row.rank] as string;
    case 'last-message':
      return row.lastText ?? '–';
    case 'operator':
      return row.operator;
  }
}

function clockTime(lengthMs: number): string {
  const seconds = Math.floor(lengthMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
