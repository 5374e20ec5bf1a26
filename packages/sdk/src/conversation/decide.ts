import type { Conversation } from './conversation.js';
import type { BotRules } from './status.js';
import { statusRules } from './status.js';

const placeOf = (code: (typeof statusRules)[number]['code']): number => statusRules.findIndex((rule) => rule.code === code);

const closed = placeOf('closed');
const timedOut = placeOf('timed-out');
const customerEnded = placeOf('customer-ended');
const asked = placeOf('asked');
const deskRequested = placeOf('desk-requested');
const withAgent = placeOf('with-agent');
const connectionLost = placeOf('connection-lost');
const silentLong = placeOf('silent-long');
const defaultAnswers = placeOf('default-answers');
const botFailed = placeOf('bot-failed');
const silent = placeOf('silent');
const active = placeOf('active');

/**
 * The place in {@link statusRules} of the rule that decides. Says what trying the
 * rules one by one would say (a test holds the two together), many times faster:
 * this runs for every event of every conversation.
 *
 * @param now - epoch ms of the store's clock
 */
export function decide(conversation: Conversation, rules: BotRules, now: number): number {
  if (conversation.closed !== null) return closed;
  const { left, request } = conversation;
  const isBots = conversation.operator.kind === 'bot';
  const idleMs = Math.max(0, now - conversation.idleSince);
  if (isBots && request === null && idleMs >= rules.timeoutMs) return timedOut;
  if (left !== null && left.why === 'ended') return customerEnded;
  if (!isBots) return withAgent;
  if (request !== null) return request.target === 'agents' ? asked : deskRequested;
  if (left !== null && left.why === 'connection-lost') return connectionLost;
  if (idleMs >= rules.abandonedAfterMs) return silentLong;
  if (rules.agentThreshold > 0 && conversation.defaultAnswers >= rules.agentThreshold) return defaultAnswers;
  if (conversation.botFailedAt !== null) return botFailed;
  return idleMs >= rules.stalledAfterMs ? silent : active;
}
