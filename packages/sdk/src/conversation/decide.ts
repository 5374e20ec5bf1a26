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

/** What the rules ask of a conversation besides its silence and default answers, as bits of one number. */
export const mark = { closed: 1, ended: 2, lost: 4, asked: 8, deskAsked: 16, held: 32, botFailed: 64 } as const;

/** The {@link mark}s of a conversation. */
export function marksOf(conversation: Conversation): number {
  return (
    (conversation.closed === null ? 0 : mark.closed) |
    marksOfLeft(conversation.left) |
    marksOfRequest(conversation.request) |
    (conversation.operator.kind === 'bot' ? 0 : mark.held) |
    (conversation.botFailedAt === null ? 0 : mark.botFailed)
  );
}

/** The {@link mark} of a customer who left, or did not. */
export function marksOfLeft(left: Conversation['left']): number {
  return left === null ? 0 : left.why === 'ended' ? mark.ended : mark.lost;
}

/** The {@link mark} of an open request, or of none. */
export function marksOfRequest(request: Conversation['request']): number {
  return request === null ? 0 : request.target === 'agents' ? mark.asked : mark.deskAsked;
}

/**
 * The place in {@link statusRules} of the rule that decides. Says what trying the
 * rules one by one would say (a test holds the two together), many times faster:
 * this runs for every event of every conversation.
 *
 * @param conversation - only what cannot be read from `marks`
 * @param now - epoch ms of the store's clock
 */
export function decide(
  marks: number,
  conversation: Pick<Conversation, 'idleSince' | 'defaultAnswers'>,
  rules: BotRules,
  now: number,
): number {
  if ((marks & mark.closed) !== 0) return closed;
  const idleMs = Math.max(0, now - conversation.idleSince);
  if ((marks & (mark.held | mark.asked | mark.deskAsked)) === 0 && idleMs >= rules.timeoutMs) return timedOut;
  if ((marks & mark.ended) !== 0) return customerEnded;
  if ((marks & mark.held) !== 0) return withAgent;
  if ((marks & mark.asked) !== 0) return asked;
  if ((marks & mark.deskAsked) !== 0) return deskRequested;
  if ((marks & mark.lost) !== 0) return connectionLost;
  if (idleMs >= rules.abandonedAfterMs) return silentLong;
  if (rules.agentThreshold > 0 && conversation.defaultAnswers >= rules.agentThreshold) return defaultAnswers;
  if ((marks & mark.botFailed) !== 0) return botFailed;
  return idleMs >= rules.stalledAfterMs ? silent : active;
}
