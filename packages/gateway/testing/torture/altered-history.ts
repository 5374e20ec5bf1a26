/** Finds places in histories and alters them there. */
import type { Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import type { Action, History, Operation, Outcome } from './history.js';

/** Whether an operation is one of those looked for. */
export type Is = (operation: Operation) => boolean;

/** Acknowledged, with something done. */
export function isOk(name: Action['name']): Is {
  return ({ action, outcome }) => action.name === name && outcome.kind === 'ok' && outcome.seq > 0;
}

/** Won against the bot. */
export function isTaking(operation: Operation): boolean {
  return isOk('take-over')(operation) && operation.action.name === 'take-over' && operation.action.force !== true;
}

/** An accepted hand-back. */
export function isBack(operation: Operation): boolean {
  return isOk('hand-back')(operation);
}

/** Refused for this reason. */
export function isRefused({ action, outcome }: Operation, code: string, name: Action['name'] = 'take-over'): boolean {
  return action.name === name && outcome.kind === 'refused' && outcome.code === code;
}

/** Took the conversation from a colleague, not from the bot. */
export function isForced({ logs }: History, { id, conversationId }: Operation): boolean {
  return logs.get(conversationId)?.some((event) => event.id === `${id}:1`) === true;
}

/** Whether who took over had held the conversation before. */
export function hasHeldBefore({ logs }: History, operation: Operation): boolean {
  const log = logs.get(operation.conversationId) ?? [];
  return log.some((event) => event.type === 'takeover-started' && event.operator.id === operation.actor.id && event.seq < seqOf(operation));
}

/** The last seq that anybody was told of before an operation was sent. */
export function lastSeqBefore({ operations }: History, { conversationId, sentAt }: Operation): number {
  return Math.max(1, ...operations.filter((other) => other.conversationId === conversationId && other.answeredAt < sentAt).map(seqOf));
}

/** The term in force after an event. */
export function termAt({ logs }: History, conversationId: string, seq: number): number {
  const log = logs.get(conversationId)?.slice(0, seq) ?? [];
  return log.reduce((state, event) => fold(state, event), undefined as Conversation | undefined)?.term ?? 0;
}

/** Whether two takeovers were for one term, the second not over before the first began. */
export function sameTerm(left: Operation, right: Operation): boolean {
  return termOf(left) === termOf(right) && right.answeredAt > left.sentAt;
}

/** The term that an operation names, −1 for none. */
export function termOf({ action }: Operation): number {
  if (action.name === 'say') return -1;
  return action.name === 'take-over' ? action.seenTerm : action.term;
}

/** Where an operation was acknowledged, 0 for nowhere. */
export function seqOf({ outcome }: Operation): number {
  return outcome.kind === 'ok' ? outcome.seq : 0;
}

/** One in the middle of those that fit. */
function middle<Value>(values: readonly Value[]): Value {
  const value = values[values.length >> 1];
  if (value === undefined) throw new Error('The history has no place for this.');
  return value;
}

/** An operation in the middle of those that fit. */
export function someOf({ operations }: History, is: Is): Operation {
  return middle(operations.filter(is));
}

/** An event in the middle of those that fit. */
export function someEvent({ logs }: History, is: (event: ConversationEvent) => boolean): ConversationEvent {
  return middle([...logs.values()].flatMap((log) => log.filter(is)));
}

/** Two operations of one conversation. */
export function pairOf({ operations }: History, isFirst: Is, isSecond: (first: Operation, second: Operation) => boolean): readonly [Operation, Operation] {
  const pairs = operations.filter(isFirst).flatMap((first) => {
    const second = operations.find((other) => other !== first && other.conversationId === first.conversationId && isSecond(first, other));
    return second === undefined ? [] : [[first, second] as const];
  });
  return middle(pairs);
}

/** The history with another operation under the same id. */
export function replaced(history: History, operation: Operation): History {
  return { ...history, operations: history.operations.map((other) => (other.id === operation.id ? operation : other)) };
}

/** The history with another answer to an operation. */
export function retold(history: History, { id }: Operation, outcome: Outcome): History {
  return { ...history, operations: history.operations.map((other) => (other.id === id ? { ...other, outcome } : other)) };
}

/** The history with another log of one conversation. */
export function withLog(history: History, conversationId: string, edit: (log: readonly ConversationEvent[]) => readonly ConversationEvent[]): History {
  const logs = new Map(history.logs);
  logs.set(conversationId, edit(logs.get(conversationId) ?? []));
  return { ...history, logs };
}

/** The history with events of one conversation altered. */
export function edited(history: History, conversationId: string, edit: (event: ConversationEvent) => ConversationEvent): History {
  return withLog(history, conversationId, (log) => log.map(edit));
}

/** Seqs stay dense, and every acknowledgement goes with its event. */
export function renumbered(history: History, conversationId: string, edit: (log: readonly ConversationEvent[]) => readonly ConversationEvent[]): History {
  const log = edit(history.logs.get(conversationId) ?? []);
  const places = new Map<number, number>();
  for (const [index, { seq }] of log.entries()) if (!places.has(seq)) places.set(seq, index + 1);
  const operations = history.operations.map((operation) => {
    const seq = operation.conversationId === conversationId ? places.get(seqOf(operation)) : undefined;
    return seq === undefined ? operation : { ...operation, outcome: { kind: 'ok', seq } as const };
  });
  return withLog({ ...history, operations }, conversationId, () => log.map((event, index) => ({ ...event, seq: index + 1 })));
}

/** The history without what an operation wrote last. */
export function without(history: History, operation: Operation): History {
  return renumbered(history, operation.conversationId, (log) => log.filter(({ seq }) => seq !== seqOf(operation)));
}

/** Puts an altered copy of the event at `seq` right after it. */
export function copied(history: History, conversationId: string, seq: number, alter: (event: ConversationEvent) => ConversationEvent): History {
  return renumbered(history, conversationId, (log) => log.flatMap((event) => (event.seq === seq ? [event, alter(event)] : [event])));
}

/** {@link copied}, acknowledged to `operation`. */
export function insert(history: History, operation: Operation, seq: number, alter: (event: ConversationEvent) => ConversationEvent): History {
  return retold(copied(history, operation.conversationId, seq, alter), operation, { kind: 'ok', seq: seq + 1 });
}

/** The event that a message would have made, in the place of another. */
export function messageOf({ id, actor, action }: Operation, { conversationId, seq, at }: ConversationEvent): ConversationEvent {
  if (action.name !== 'send') throw new Error('Only a message has a text.');
  const { term, text } = action;
  return { id: `${id}:0`, causedBy: id, conversationId, seq, at, type: 'message-sent', from: 'agent', text, term, author: { id: actor.id, name: actor.name } };
}

/** The bot answers the conversation's first message right after an operation. */
export function botSays(history: History, operation: Operation, term: (operation: Operation) => number): History {
  const { conversationId } = operation;
  const causedBy = history.logs.get(conversationId)?.[0]?.id ?? '';
  return copied(history, conversationId, seqOf(operation), ({ seq, at }) => {
    return { id: 'bot:late', causedBy, conversationId, seq, at, type: 'message-sent', from: 'bot', text: 'late', term: term(operation) };
  });
}
