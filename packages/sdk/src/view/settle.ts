import { decide } from '../conversation/decide.js';
import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { sinceOf, statusRules } from '../conversation/status.js';
import { ruleAt } from './standings.js';
import type { Standings } from './standings.js';

/**
 * What {@link settle} found: nothing that a standing depends on has changed; only
 * when time will change it may have; rule or `since` is another.
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
  const place = decide(conversation, conversation.rules, now);
  if (!isAnew && place === standings.places[conversation.slot] && isSinceKnown(conversation, place)) return 'same';
  const since = sinceOf(conversation, conversation.rules, ruleAt(place));
  conversation.seenSilence = conversation.silence;
  conversation.seenRuleEndedAt = conversation.ruleEndedAt;
  return standings.set(conversation.slot, place, since) ? 'moved' : 'due-changed';
}

/**
 * Whether `since` is what it was when last worked out, the rule at `place`
 * deciding then as now. It is a function of facts that, once there, only a change
 * of one of these takes back; except where it moves with the silence. Nor can
 * time change it earlier than before, for silence only begins later.
 */
function isSinceKnown(conversation: LoggedConversation, place: number): boolean {
  return (
    isByTime[place] === 0 &&
    conversation.silence === conversation.seenSilence &&
    conversation.ruleEndedAt === conversation.seenRuleEndedAt
  );
}
