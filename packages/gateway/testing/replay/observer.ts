import type { BotRules, Conversation, ConversationEvent, ConversationId, Status } from '@live-takeover/sdk/core';
import { defaultBotRules, fold, statusOf } from '@live-takeover/sdk/core';

/** What became of the conversations, as an agent's table would have shown it. */
export interface Observer {
  rules(rules: Readonly<Record<string, BotRules>>): void;
  /** The present state of conversations, whose events so far were not all seen. */
  heads(heads: readonly Conversation[], now: number): void;
  events(events: readonly ConversationEvent[]): void;
  /** How many messages have been seen of each channel's thread. */
  messages(): ReadonlyMap<string, number>;
  /** Of the conversations on these threads, until `now`. */
  result(threads: ReadonlySet<string>, now: number): Observed;
}

export interface Observed {
  /** How many conversations have had each status. */
  readonly reached: ReadonlyMap<Status, number>;
  readonly defaultAnswers: number;
}

interface Watched {
  head: Conversation;
  readonly reached: Set<Status>;
  defaultAnswers: number;
  messages: number;
}

/** Follows conversations from their events: also through the statuses that come with time alone. */
export function createObserver(): Observer {
  const watched = new Map<ConversationId, Watched>();
  let rules: Readonly<Record<string, BotRules>> = {};
  const rulesOf = (head: Conversation): BotRules => rules[head.bot.id] ?? defaultBotRules;
  const pass = (one: Watched, until: number): void => {
    for (const status of statusesUntil(one.head, rulesOf(one.head), until)) one.reached.add(status);
  };
  return {
    rules: (known) => void (rules = known),
    heads(heads, now) {
      for (const head of heads) {
        const known = watched.get(head.id);
        if (known !== undefined && known.head.seq >= head.seq) continue;
        const one = known ?? { head, reached: new Set<Status>(), defaultAnswers: 0, messages: 0 };
        one.head = head;
        one.defaultAnswers = Math.max(one.defaultAnswers, head.defaultAnswers);
        watched.set(head.id, one);
        pass(one, now);
      }
    },
    events(events) {
      for (const event of events) {
        const known = watched.get(event.conversationId);
        if (known !== undefined && event.seq <= known.head.seq) continue;
        if (known !== undefined) pass(known, event.at);
        const head = fold(known?.head, event);
        const one = known ?? { head, reached: new Set<Status>(), defaultAnswers: 0, messages: 0 };
        one.head = head;
        watched.set(head.id, one);
        pass(one, event.at);
        if (event.type !== 'message-sent') continue;
        one.messages += 1;
        if (event.defaultAnswer === true) one.defaultAnswers += 1;
      }
    },
    messages() {
      const seen = new Map<string, number>();
      for (const { head, messages } of watched.values()) seen.set(head.thread, (seen.get(head.thread) ?? 0) + messages);
      return seen;
    },
    result(threads, now) {
      const reached = new Map<Status, number>();
      let defaultAnswers = 0;
      for (const one of watched.values()) {
        if (!threads.has(one.head.thread)) continue;
        pass(one, now);
        for (const status of one.reached) reached.set(status, (reached.get(status) ?? 0) + 1);
        defaultAnswers += one.defaultAnswers;
      }
      return { reached, defaultAnswers };
    },
  };
}

/** Every status of a conversation from its last event to an instant, if nothing else happens. */
export function statusesUntil(conversation: Conversation, rules: BotRules, until: number): readonly Status[] {
  const statuses: Status[] = [];
  for (let at: number | null = conversation.at; at !== null && at <= Math.max(until, conversation.at); ) {
    const { status, changesAt } = statusOf(conversation, rules, at);
    statuses.push(status);
    at = changesAt;
  }
  return statuses;
}
