/** Good histories with one thing wrong in them, for judging the judge. */
import type { ConversationEvent } from '@live-takeover/sdk/core';
import { botSays, copied, edited, hasHeldBefore, insert, isBack, isForced, isOk, isRefused, isTaking, lastSeqBefore, messageOf, pairOf, renumbered, replaced, retold, sameTerm, seqOf, someEvent, someOf, termAt, termOf, withLog, without } from './altered-history.js';
import type { Action, History, Operation } from './history.js';
import { IdealConversation, agentOf } from './ideal-gateway.js';
import type { OffenceKind } from './log-judge.js';

/** Something that a gateway could do wrong. */
export interface Misdeed {
  readonly what: string;
  /** What it must be taken for, perhaps beside other things. */
  readonly caughtAs: readonly OffenceKind[];
  /** The history with it done once. @throws where there is no place for it */
  commit(history: History): History;
}

/** The smallest history that has a place for every misdeed. */
export function smallHistory(): History {
  const place = new IdealConversation('small');
  const operations: Operation[] = [];
  const [boss, ana, ben] = [agentOf(0), agentOf(1), agentOf(2)];
  const customer = { id: 'customer-0', name: 'Customer 0' };
  let now = 0;
  const act = (actor: Operation['actor'], action: Action, sentAt = (now += 10)): void => {
    const wish = { id: `k${operations.length}`, conversationId: place.id, actor, action, sentAt };
    operations.push({ ...wish, outcome: place.take(wish), answeredAt: (now += 10) });
  };
  act(customer, { name: 'say', text: 'hello' });
  act(customer, { name: 'say', text: 'is anybody there?' });
  act(ana, { name: 'take-over', seenTerm: 0 });
  act(ben, { name: 'take-over', seenTerm: 0 }, now - 5);
  act(ana, { name: 'send', term: 1, text: 'good morning' });
  act(customer, { name: 'say', text: 'good morning to you' });
  act(ana, { name: 'hand-back', term: 1 });
  act(ana, { name: 'send', term: 1, text: 'one thing more' });
  act(customer, { name: 'say', text: 'are you gone?' });
  act(ben, { name: 'take-over', seenTerm: 2 });
  act(ben, { name: 'send', term: 3, text: 'no' });
  act(boss, { name: 'take-over', seenTerm: 3, force: true });
  act(boss, { name: 'transfer', term: 4, to: ana });
  act(ana, { name: 'hand-back', term: 5 });
  return { operations, logs: new Map([[place.id, place.log]]) };
}

/** Every misdeed that the judge is tried with. */
export const misdeeds: readonly Misdeed[] = [
  {
    what: 'one term has two winners',
    caughtAs: ['two-winners', 'impossible'],
    commit(history) {
      const [winner, loser] = pairOf(history, isTaking, (won, lost) => isRefused(lost, 'already-taken') && sameTerm(won, lost));
      const { id, actor } = loser;
      return insert(history, loser, seqOf(winner), (event) =>
        event.type === 'takeover-started' ? { ...event, id: `${id}:0`, causedBy: id, operator: { kind: 'agent', id: actor.id, name: actor.name } } : event,
      );
    },
  },
  {
    what: 'a second winner is told of a term, and is not in the log',
    caughtAs: ['lost', 'impossible'],
    commit(history) {
      const [winner, loser] = pairOf(history, isTaking, (won, lost) => isRefused(lost, 'already-taken') && sameTerm(won, lost));
      return retold(history, loser, { kind: 'ok', seq: seqOf(winner) + 1 });
    },
  },
  {
    what: 'a message under a term that is over is accepted',
    caughtAs: ['stale', 'impossible'],
    commit(history) {
      const late = someOf(history, (operation) => isRefused(operation, 'stale-term', 'send') && termAt(history, operation.conversationId, lastSeqBefore(history, operation)) > termOf(operation));
      return insert(history, late, lastSeqBefore(history, late), (event) => messageOf(late, event));
    },
  },
  { what: "an acknowledged message of the customer's is gone", caughtAs: ['lost'], commit: (history) => without(history, someOf(history, isOk('say'))) },
  { what: "an acknowledged message of the agent's is gone", caughtAs: ['lost'], commit: (history) => without(history, someOf(history, isOk('send'))) },
  { what: 'an acknowledged takeover is gone', caughtAs: ['lost'], commit: (history) => without(history, someOf(history, isTaking)) },
  {
    what: 'a term comes back that was over',
    caughtAs: ['two-winners', 'stale', 'impossible'],
    commit(history) {
      const taking = someOf(history, (operation) => isTaking(operation) && termOf(operation) >= 2);
      const back = replaced(history, { ...taking, action: { name: 'take-over', seenTerm: termOf(taking) - 2 } });
      return edited(back, taking.conversationId, (event) =>
        event.type === 'takeover-started' && event.seq === seqOf(taking) ? { ...event, term: event.term - 2 } : event,
      );
    },
  },
  {
    what: 'there is a message by an agent who sent none',
    caughtAs: ['ghost'],
    commit(history) {
      const send = someOf(history, isOk('send'));
      return copied(history, send.conversationId, seqOf(send), (event) => ({ ...event, id: 'ghost:0', causedBy: 'ghost' }));
    },
  },
  {
    what: "there is a customer's message that nobody wrote",
    caughtAs: ['ghost'],
    commit(history) {
      const say = someOf(history, isOk('say'));
      return copied(history, say.conversationId, seqOf(say), (event) => ({ ...event, id: 'm:ghost', text: 'boo' }) as ConversationEvent);
    },
  },
  { what: 'a message is refused, and written', caughtAs: ['ghost'], commit: (history) => retold(history, someOf(history, isOk('send')), { kind: 'refused', code: 'not-yours' }) },
  {
    what: 'a loser learns of a winner who has not pressed yet',
    caughtAs: ['impossible'],
    commit(history) {
      const isFirst = (operation: Operation): boolean => isTaking(operation) && !hasHeldBefore(history, operation);
      const [winner, loser] = pairOf(history, isFirst, (won, lost) => isRefused(lost, 'already-taken') && sameTerm(won, lost));
      return replaced(history, { ...loser, sentAt: winner.sentAt - 0.02, answeredAt: winner.sentAt - 0.01 });
    },
  },
  {
    what: 'a loser is told the wrong name',
    caughtAs: ['impossible'],
    commit: (history) => retold(history, someOf(history, (operation) => isRefused(operation, 'already-taken')), { kind: 'refused', code: 'already-taken', holder: 'Agent 77' }),
  },
  {
    what: 'a loser is told no name',
    caughtAs: ['impossible'],
    commit: (history) => retold(history, someOf(history, (operation) => isRefused(operation, 'already-taken')), { kind: 'refused', code: 'already-taken' }),
  },
  {
    what: "a customer's message is there twice",
    caughtAs: ['duplicate'],
    commit(history) {
      const say = someOf(history, isOk('say'));
      return copied(history, say.conversationId, seqOf(say), (event) => ({ ...event, id: `${event.id}-again` }));
    },
  },
  {
    what: "an agent's message is there twice",
    caughtAs: ['duplicate'],
    commit(history) {
      const send = someOf(history, isOk('send'));
      return copied(history, send.conversationId, seqOf(send), (event) => event);
    },
  },
  {
    what: 'the bot answers inside a takeover',
    caughtAs: ['bot-in-takeover', 'stale'],
    commit: (history) => botSays(history, someOf(history, isTaking), (taking) => termOf(taking)),
  },
  {
    what: 'the bot answers inside a takeover, under its term',
    caughtAs: ['bot-in-takeover'],
    commit: (history) => botSays(history, someOf(history, isTaking), (taking) => termOf(taking) + 1),
  },
  {
    what: 'after the takeover the bot gives the answer of before',
    caughtAs: ['stale'],
    commit: (history) => botSays(history, someOf(history, isBack), (back) => termOf(back) - 1),
  },
  {
    what: 'the bot answers a message twice',
    caughtAs: ['duplicate'],
    commit(history) {
      const answer = someEvent(history, (event) => event.type === 'message-sent' && event.from === 'bot');
      return copied(history, answer.conversationId, answer.seq, (event) => ({ ...event, id: `${event.id}-again` }));
    },
  },
  {
    what: 'a seq is missing',
    caughtAs: ['gap'],
    commit(history) {
      const answer = someEvent(history, (event) => event.type === 'message-sent' && event.from === 'bot');
      return withLog(history, answer.conversationId, (log) => log.filter((event) => event !== answer));
    },
  },
  {
    what: 'two events have one seq',
    caughtAs: ['forked'],
    commit(history) {
      const say = someOf(history, isOk('say'));
      return withLog(history, say.conversationId, (log) => log.flatMap((event) => (event.seq === seqOf(say) ? [event, { ...event, id: 'fork', type: 'customer-returned' }] : [event])));
    },
  },
  {
    what: 'an acknowledgement names another place',
    caughtAs: ['forked'],
    commit(history) {
      const say = someOf(history, isOk('say'));
      return retold(history, say, { kind: 'ok', seq: seqOf(say) - 1 });
    },
  },
  {
    what: 'what was sent after an answer stands before what was answered',
    caughtAs: ['impossible'],
    commit(history) {
      const [first, second] = pairOf(history, isOk('say'), (early, late) => isOk('say')(late) && late.sentAt > early.answeredAt);
      const swapped = edited(history, first.conversationId, (event) => {
        const other = event.seq === seqOf(first) ? second : event.seq === seqOf(second) ? first : undefined;
        return other?.action.name === 'say' ? ({ ...event, id: `m:${other.action.text}`, text: other.action.text } as ConversationEvent) : event;
      });
      return retold(retold(swapped, first, second.outcome), second, first.outcome);
    },
  },
  {
    what: 'somebody hands back what another holds',
    caughtAs: ['impossible'],
    commit: (history) => replaced(history, { ...someOf(history, isBack), actor: agentOf(98) }),
  },
  {
    what: 'a takeover leaves out a term',
    caughtAs: ['stale', 'impossible'],
    commit(history) {
      const taking = someOf(history, isTaking);
      const ahead = replaced(history, { ...taking, action: { name: 'take-over', seenTerm: termOf(taking) + 1 } });
      return edited(ahead, taking.conversationId, (event) => (event.type === 'takeover-started' && event.seq === seqOf(taking) ? { ...event, term: event.term + 1 } : event));
    },
  },
  {
    what: 'the operator is refused as if the term were over',
    caughtAs: ['impossible'],
    commit(history) {
      const send = someOf(history, isOk('send'));
      return retold(without(history, send), send, { kind: 'refused', code: 'stale-term', holder: 'Agent 77' });
    },
  },
  {
    what: 'a takeover by force is stored in part',
    caughtAs: ['lost'],
    commit(history) {
      const forced = someOf(history, (operation) => isOk('take-over')(operation) && operation.action.name === 'take-over' && operation.action.force === true && isForced(history, operation));
      return renumbered(retold(history, forced, { kind: 'ok', seq: seqOf(forced) - 1 }), forced.conversationId, (log) => log.filter(({ seq }) => seq !== seqOf(forced)));
    },
  },
  {
    what: 'a message is stored with another text',
    caughtAs: ['lost'],
    commit(history) {
      const send = someOf(history, isOk('send'));
      return edited(history, send.conversationId, (event) => (event.seq === seqOf(send) ? ({ ...event, text: 'something else' } as ConversationEvent) : event));
    },
  },
  {
    what: 'a transfer goes to somebody else',
    caughtAs: ['lost'],
    commit(history) {
      const given = someOf(history, (operation) => isOk('transfer')(operation) && operation.action.name === 'transfer' && operation.action.to !== null);
      return edited(history, given.conversationId, (event) =>
        event.type === 'takeover-started' && event.seq === seqOf(given) ? { ...event, operator: { kind: 'agent', id: 'agent-98', name: 'Agent 98' } } : event,
      );
    },
  },
  {
    what: 'a message stands where it stood before it was sent',
    caughtAs: ['impossible'],
    commit(history) {
      const [early, late] = pairOf(history, isOk('say'), (first, second) => isOk('hand-back')(second) && second.sentAt > first.answeredAt);
      return replaced(history, { ...early, sentAt: late.answeredAt + 0.01, answeredAt: late.answeredAt + 0.02 });
    },
  },
];
