import { decide } from '../conversation/decide.js';
import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { sinceOf, statusRules } from '../conversation/status.js';
import { ruleAt } from './standings.js';
import type { Standings } from './standings.js';

/**
 * What {@link settle} found: nothing that a standing depends on has changed; only
 * when time will change it may have; rule, `since` or operator is another.
 */
export type Settled = 'same' | 'due-changed' | 'moved';

const isByTime = Uint8Array.from(statusRules, ({ code }) => Number(code === 'timed-out' || code === 'silent-long' || code === 'silent'));

/**
 * Brings the standing of a conversation up to date. Runs for every event, so what
 * cannot have changed is not worked out again.
 *
 * @param isAnew - when more than events may have changed: its rules, its head, the clock
 */
export function settle(standings: Standings, conversation: LoggedConversation, now: number, isAnew: boolean): Settled {
  const { slot, rules } = conversation;
  const place = decide(conversation.marks, conversation, rules, now);
  // Since when a rule holds is a function of facts that, once there, only such a change takes back; except where it moves
  // with the silence. Nor can time change it earlier than before, for silence only begins later.
  if (!isAnew && !conversation.hasMoved && place === standings.places[slot] && isByTime[place] === 0) return 'same';
  const { hasNewOperator } = conversation;
  conversation.settle();
  return standings.set(slot, place, sinceOf(conversation, rules, ruleAt(place))) || hasNewOperator ? 'moved' : 'due-changed';
}
