import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { sinceOf, statusRules } from '../conversation/status.js';
import type { StatusRule } from '../conversation/status.js';
import { makeRow } from './make-row.js';
import { RowCache } from './row-cache.js';
import type { Row } from './row.js';
import { ruleAt } from './standings.js';
import type { Standings } from './standings.js';
import type { Surroundings } from './surroundings.js';

/** Makes the rows of a set, each when it is read and again only when it shows something else. */
export class RowReader {
  readonly #standings: Standings;
  readonly #cache = new RowCache();
  readonly #surroundings: Surroundings;

  constructor(standings: Standings, surroundings: Surroundings) {
    this.#standings = standings;
    this.#surroundings = surroundings;
  }

  /** The row of a slot; of one that is off the page, the last it had on it. */
  rowOf(slot: number): Row {
    const conversation = this.#standings.conversations[slot] as LoggedConversation;
    const place = this.#standings.places[slot] as number;
    const since = this.#standings.sinces[slot] as number;
    return this.#cache.read(slot, conversation, place, since, () => {
      const rule = ruleAt(place);
      if (rule.status !== 'off-page') return makeRow(conversation, rule, since, conversation.rules, this.#surroundings);
      const lastRule = this.#lastRuleOnPage(conversation);
      const lastSince = sinceOf(conversation, conversation.rules, lastRule);
      const row = makeRow(conversation, lastRule, lastSince, conversation.rules, this.#surroundings);
      return { ...row, changesAt: null, hasLeft: true };
    });
  }

  /** Has the row of one slot, or all rows, looked at anew when next read. */
  expire(slot?: number): void {
    this.#cache.expire(slot);
  }

  /** Forgets a slot, which is another conversation's from now on. */
  forget(slot: number): void {
    this.#cache.forget(slot);
  }

  /** The rule that decided when a conversation left the page. */
  #lastRuleOnPage(conversation: LoggedConversation): StatusRule {
    const { slot, rules, idleSince } = conversation;
    const idleMs = Math.max(0, (this.#standings.sinces[slot] as number) - idleSince);
    return statusRules.find((rule) => rule.status !== 'off-page' && rule.holds(conversation, rules, idleMs)) as StatusRule;
  }
}
