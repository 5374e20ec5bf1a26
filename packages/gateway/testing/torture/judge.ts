/** The judge of a whole run: each conversation by its log and by the takeover lock. */
import type { ConversationEvent } from '@live-takeover/sdk/core';
import { groupedBy } from './grouped-by.js';
import type { History, Operation } from './history.js';
import { linearize } from './linearize.js';
import type { Offence } from './log-judge.js';
import { commandOf, judgeLog } from './log-judge.js';
import { smallestOffence } from './offence.js';

/** What is wrong with a history; nothing if every promise was kept. */
export function judge({ operations, logs }: History): readonly Offence[] {
  const byConversation = groupedBy(operations, ({ conversationId }) => conversationId);
  const conversationIds = new Set([...byConversation.keys(), ...logs.keys()]);
  return [...conversationIds].flatMap((id) => judgeConversation(byConversation.get(id) ?? [], logs.get(id) ?? []));
}

/** Judges one conversation: by its log, and by the answers alone. */
function judgeConversation(operations: readonly Operation[], log: readonly ConversationEvent[]): readonly Offence[] {
  const offences = judgeLog(operations, log);
  const resolved = resolve(operations, log);
  const verdict = linearize(resolved);
  if (verdict.found === true) return offences;
  if (verdict.found === undefined) return [...offences, { kind: 'undecided', what: 'too many orders are possible to try them all', operations: [] }];
  const { operator, term } = verdict.state;
  const what = `no takeover lock could have given these answers; the longest attempt ended in term ${term}, held by ${operator?.name ?? 'the bot'}`;
  return [...offences, { kind: 'impossible', what, operations: smallestOffence(resolved) }];
}

/**
 * What the log tells of operations of unknown outcome: those in it took effect,
 * the others never did. Adds what the gateway did by itself.
 */
export function resolve(operations: readonly Operation[], log: readonly ConversationEvent[]): readonly Operation[] {
  const seqs = new Map<string, number>();
  for (const event of log) {
    seqs.set(commandOf(event) ?? event.id, event.seq);
    if (event.type === 'message-sent' && event.from === 'customer') seqs.set(`says ${event.text}`, event.seq);
  }
  const known = operations.flatMap((operation): Operation[] => {
    const { id, action, outcome } = operation;
    if (outcome.kind !== 'unknown') return [operation];
    const seq = seqs.get(action.name === 'say' ? `says ${action.text}` : id);
    return seq === undefined ? [] : [{ ...operation, outcome: { kind: 'ok', seq } }];
  });
  const commands = new Set(operations.map(({ id }) => id));
  return [...known, ...log.flatMap((event) => releaseOf(event, commands) ?? [])];
}

function releaseOf(event: ConversationEvent, commands: ReadonlySet<string>): Operation | undefined {
  if (event.type !== 'takeover-ended' || commands.has(commandOf(event) ?? '')) return undefined;
  const { id, conversationId, term, seq } = event;
  const actor = { id: '', name: 'the gateway' };
  return { id, conversationId, actor, action: { name: 'release', term }, sentAt: -Infinity, answeredAt: Infinity, outcome: { kind: 'ok', seq } };
}
