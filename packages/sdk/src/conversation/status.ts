import { agentThresholdLimit } from './conversation.js';
import type { Conversation } from './conversation.js';
import type { Operator } from './event.js';

/** The five statuses of the table, and `off-page` for what is no longer shown. */
export type Status = 'waiting-for-agent' | 'action' | 'live' | 'stalled' | 'abandoned' | 'off-page';

/** How statuses are told apart. Per bot; may change while conversations run. */
export interface BotRules {
  /** Default answers that make a conversation need *Action*; 0 = never, at most 20. */
  readonly agentThreshold: number;
  /** Silence of the customer after which a conversation is *Stalled*; at exactly this long it is. */
  readonly stalledAfterMs: number;
  /** Silence after which it is *Abandoned*; never less than `stalledAfterMs`. */
  readonly abandonedAfterMs: number;
  /** Silence after which it leaves the page; never less than `abandonedAfterMs`. */
  readonly timeoutMs: number;
}

/** The rules of a bot that sets none. */
export const defaultBotRules: BotRules = {
  agentThreshold: 3,
  stalledAfterMs: 5 * 60_000,
  abandonedAfterMs: 30 * 60_000,
  timeoutMs: 24 * 60 * 60_000,
};

/** Why a conversation has its status, with the numbers that a sentence about it needs. */
export type StatusReason =
  | { readonly code: 'closed'; readonly at: number }
  | { readonly code: 'timed-out'; readonly idleSince: number }
  | { readonly code: 'customer-ended'; readonly at: number }
  | { readonly code: 'asked'; readonly askedAt: number; readonly text?: string }
  | { readonly code: 'desk-requested'; readonly askedAt: number }
  | { readonly code: 'with-agent'; readonly operator: Exclude<Operator, { kind: 'bot' }> }
  | { readonly code: 'connection-lost'; readonly at: number }
  | { readonly code: 'silent-long'; readonly idleSince: number }
  | { readonly code: 'default-answers'; readonly count: number; readonly threshold: number }
  | { readonly code: 'bot-failed'; readonly at: number }
  | { readonly code: 'silent'; readonly idleSince: number }
  | { readonly code: 'active' };

export interface StatusAt {
  readonly status: Status;
  /** When the conversation came into this status for this reason, epoch ms. */
  readonly since: number;
  readonly reason: StatusReason;
  /** When time alone will change status or reason, epoch ms; null if it will not. */
  readonly changesAt: number | null;
}

/** One line of the rule table; the first that `holds` decides. */
export interface StatusRule {
  /** As numbered in docs/status-rules.md. */
  readonly number: number;
  readonly status: Status;
  readonly code: StatusReason['code'];
  holds(conversation: Conversation, rules: BotRules, idleMs: number): boolean;
  /** When it began to hold, were no rule above it; the rules above move it later. */
  begins(conversation: Conversation, rules: BotRules): number;
}

const hasRequest = (conversation: Conversation): boolean =>
  conversation.request !== null && conversation.operator.kind === 'bot';
const isHeld = (conversation: Conversation): boolean => conversation.operator.kind !== 'bot';
const hasEnoughDefaultAnswers = (conversation: Conversation, rules: BotRules): boolean =>
  rules.agentThreshold > 0 && conversation.defaultAnswers >= rules.agentThreshold;

/** The status rules, in the order in which they are tried. */
export const statusRules: readonly StatusRule[] = [
  {
    number: 0,
    status: 'off-page',
    code: 'closed',
    holds: (conversation) => conversation.closed !== null,
    begins: (conversation) => conversation.closed?.at ?? 0,
  },
  {
    number: 0,
    status: 'off-page',
    code: 'timed-out',
    holds: (conversation, rules, idleMs) =>
      !isHeld(conversation) && !hasRequest(conversation) && idleMs >= rules.timeoutMs,
    begins: (conversation, rules) =>
      Math.max(conversation.idleSince + rules.timeoutMs, conversation.ruleEndedAt[1]),
  },
  {
    number: 1,
    status: 'abandoned',
    code: 'customer-ended',
    holds: (conversation) => conversation.left?.why === 'ended',
    begins: (conversation) => conversation.left?.at ?? 0,
  },
  {
    number: 2,
    status: 'waiting-for-agent',
    code: 'asked',
    holds: (conversation) => hasRequest(conversation) && conversation.request?.target === 'agents',
    begins: (conversation) => conversation.request?.at ?? 0,
  },
  {
    number: 2,
    status: 'waiting-for-agent',
    code: 'desk-requested',
    holds: (conversation) => hasRequest(conversation),
    begins: (conversation) => conversation.request?.at ?? 0,
  },
  {
    number: 2,
    status: 'waiting-for-agent',
    code: 'with-agent',
    holds: isHeld,
    begins: (conversation) => conversation.operatorSince,
  },
  {
    number: 3,
    status: 'abandoned',
    code: 'connection-lost',
    holds: (conversation) => conversation.left?.why === 'connection-lost',
    begins: (conversation) => conversation.left?.at ?? 0,
  },
  {
    number: 3,
    status: 'abandoned',
    code: 'silent-long',
    holds: (_conversation, rules, idleMs) => idleMs >= rules.abandonedAfterMs,
    begins: (conversation, rules) => conversation.idleSince + rules.abandonedAfterMs,
  },
  {
    number: 4,
    status: 'action',
    code: 'default-answers',
    holds: hasEnoughDefaultAnswers,
    begins: (conversation, rules) =>
      conversation.defaultAnswerAts[Math.min(rules.agentThreshold, agentThresholdLimit) - 1] ?? conversation.at,
  },
  {
    number: 4,
    status: 'action',
    code: 'bot-failed',
    holds: (conversation) => conversation.botFailedAt !== null,
    begins: (conversation) => conversation.botFailedAt ?? 0,
  },
  {
    number: 5,
    status: 'stalled',
    code: 'silent',
    holds: (_conversation, rules, idleMs) => idleMs >= rules.stalledAfterMs,
    begins: (conversation, rules) => conversation.idleSince + rules.stalledAfterMs,
  },
  {
    number: 6,
    status: 'live',
    code: 'active',
    holds: () => true,
    begins: (conversation, rules) => lastSilenceEndedAt(conversation, rules.stalledAfterMs),
  },
];

/**
 * The status of a conversation at an instant: the first of {@link statusRules} that holds.
 *
 * @param now - epoch ms of the store's clock
 */
export function statusOf(conversation: Conversation, rules: BotRules, now: number): StatusAt {
  return statusUnder(ruleOf(conversation, rules, now), conversation, rules);
}

/** The rule that decides, for callers who need no more than that. */
export function ruleOf(conversation: Conversation, rules: BotRules, now: number): StatusRule {
  const idleMs = Math.max(0, now - conversation.idleSince);
  for (const rule of statusRules) if (rule.holds(conversation, rules, idleMs)) return rule;
  throw new RangeError('The last status rule always holds.');
}

/** {@link statusOf} for callers who know which rule decides. */
export function statusUnder(rule: StatusRule, conversation: Conversation, rules: BotRules): StatusAt {
  return {
    status: rule.status,
    since: sinceOf(conversation, rules, rule),
    reason: reasonOf(conversation, rules, rule.code),
    changesAt: changesAtOf(conversation, rules, rule),
  };
}

/** When `rule` began to decide: its own beginning, or later if a rule above it ended later. */
export function sinceOf(conversation: Conversation, rules: BotRules, rule: StatusRule): number {
  const { number, code } = rule;
  const { ruleEndedAt } = conversation;
  let since = rule.begins(conversation, rules);
  if (number > 1) since = Math.max(since, ruleEndedAt[0]);
  if (number > 2) since = Math.max(since, ruleEndedAt[1]);
  if (number > 3 || code === 'silent-long') since = Math.max(since, ruleEndedAt[2]);
  if (number > 4) since = Math.max(since, ruleEndedAt[3]);
  return number === 4 ? Math.max(since, lastSilenceEndedAt(conversation, rules.abandonedAfterMs)) : since;
}

/**
 * When time alone takes a conversation away from `rule`, which decides now;
 * epoch ms, null for never. Time leads only to a rule further up: to a longer silence.
 */
export function changesAtOf(conversation: Conversation, rules: BotRules, rule: StatusRule): number | null {
  const { number } = rule;
  if (number === 0 || isHeld(conversation) || hasRequest(conversation)) return null;
  let silenceMs = rules.timeoutMs;
  if (number > 3) silenceMs = Math.min(silenceMs, rules.abandonedAfterMs);
  if (number > 5) silenceMs = Math.min(silenceMs, rules.stalledAfterMs);
  return conversation.idleSince + silenceMs;
}

/** When the customer last broke a silence of at least `lengthMs`; the start if they never did. */
function lastSilenceEndedAt(conversation: Conversation, lengthMs: number): number {
  let { silence } = conversation;
  while (silence !== null && silence.lengthMs < lengthMs) silence = silence.before;
  return silence === null ? conversation.startedAt : silence.endedAt;
}

/** Why `code` decides, with its numbers. */
export function reasonOf(conversation: Conversation, rules: BotRules, code: StatusReason['code']): StatusReason {
  switch (code) {
    case 'closed':
      return { code, at: conversation.closed?.at ?? conversation.at };
    case 'timed-out':
    case 'silent-long':
    case 'silent':
      return { code, idleSince: conversation.idleSince };
    case 'customer-ended':
    case 'connection-lost':
      return { code, at: conversation.left?.at ?? conversation.at };
    case 'asked': {
      const text = conversation.request?.reason;
      return { code, askedAt: conversation.request?.at ?? conversation.at, ...(text === undefined ? {} : { text }) };
    }
    case 'desk-requested':
      return { code, askedAt: conversation.request?.at ?? conversation.at };
    case 'with-agent': {
      const { operator } = conversation;
      if (operator.kind === 'bot') throw new TypeError('Nobody but the bot holds this conversation.');
      return { code, operator };
    }
    case 'default-answers':
      return { code, count: conversation.defaultAnswers, threshold: rules.agentThreshold };
    case 'bot-failed':
      return { code, at: conversation.botFailedAt ?? conversation.at };
    case 'active':
      return { code };
  }
}

const ranks: Readonly<Record<StatusReason['code'], number>> = {
  asked: 0,
  'desk-requested': 0,
  'with-agent': 1,
  'default-answers': 2,
  'bot-failed': 2,
  active: 3,
  silent: 4,
  'silent-long': 5,
  'connection-lost': 5,
  'customer-ended': 5,
  'timed-out': 6,
  closed: 6,
};

/** How many ranks {@link rankOf} knows. */
export const rankCount = 7;

/** The place of a reason in the order the table opens with: 0 first. */
export function rankOf(code: StatusReason['code']): number {
  return ranks[code];
}
