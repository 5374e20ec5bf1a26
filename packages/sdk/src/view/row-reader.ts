import type { ConversationId } from '../conversation/event.js';
import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { sinceOf, statusRules } from '../conversation/status.js';
import type { StatusRule } from '../conversation/status.js';
import { makeRow } from './make-row.js';
import { RowCache } from './row-cache.js';
import type { Row } from './row.js';
import { ruleAt } from './standings.js';
import type { Standings } from './standings.js';

/** Makes the rows of a set, each when it is read and again only when it shows something else. */
export class RowReader {
  readonly #standings: Standings;
  readonly #cache = new RowCache();
  readonly #intents = new Map<ConversationId, Row['intent']>();
  #agentId: string | undefined;

  constructor(standings: Standings) {
    this.#standings = standings;
  }

  /** The signed-in agent. */
  get agentId(): string | undefined {
    return this.#agentId;
  }

  setAgentId(agentId: string | undefined): void {
    this.#agentId = agentId;
    this.#cache.expire();
  }

  /** @param slot - of the conversation, if it is there */
  setIntent(conversationId: ConversationId, slot: number | undefined, intent: Row['intent']): void {
    if (intent === null) this.#intents.delete(conversationId);
    else this.#intents.set(conversationId, intent);
    if (slot !== undefined) this.#cache.expire(slot);
  }

  /** The row of a slot; of one that is off the page, the last it had on it. */
  rowOf(slot: number): Row {
    const conversation = this.#standings.conversations[slot] as LoggedConversation;
    const place = this.#standings.places[slot] as number;
    const since = this.#standings.sinces[slot] as number;
    return this.#cache.read(slot, conversation, place, since, () => {
      const { id, rules } = conversation;
      const surroundings = { rules, agentId: this.#agentId, intent: this.#intents.get(id) ?? null };
      const rule = ruleAt(place);
      if (rule.status !== 'off-page') return makeRow(conversation, rule, since, surroundings);
      const lastRule = this.#lastRuleOnPage(conversation);
      const row = makeRow(conversation, lastRule, sinceOf(conversation, rules, lastRule), surroundings);
      return { ...row, hasLeft: true };
    });
  }

  /** Has all rows looked at anew when next read. */
  expire(): void {
    this.#cache.expire();
  }

  /** Forgets a conversation and what was asked of it. */
  forget({ id, slot }: LoggedConversation): void {
    this.#cache.forget(slot);
    this.#intents.delete(id);
  }

  /** The rule that decided when a conversation left the page. */
  #lastRuleOnPage(conversation: LoggedConversation): StatusRule {
    const { slot, rules, idleSince } = conversation;
    const idleMs = Math.max(0, (this.#standings.sinces[slot] as number) - idleSince);
    return statusRules.find((rule) => rule.status !== 'off-page' && rule.holds(conversation, rules, idleMs)) as StatusRule;
  }
}
