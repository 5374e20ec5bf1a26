import type { Conversation } from '../conversation/conversation.js';
import type { ConversationId } from '../conversation/event.js';
import { defaultBotRules, rankOf, statusOf, statusRules } from '../conversation/status.js';
import type { BotRules } from '../conversation/status.js';
import type { Query } from './query.js';
import type { Row } from './row.js';
import type { StatusCounts } from './row-source.js';

/** The world that a slow view looks at. */
export interface SlowWorld {
  readonly conversations: ReadonlyMap<ConversationId, Conversation>;
  readonly rules: Readonly<Record<string, BotRules>>;
  readonly agentId: string | undefined;
  readonly intents: ReadonlyMap<ConversationId, Row['intent']>;
  readonly now: number;
}

type Key = readonly (number | string)[];

interface Held {
  readonly order: readonly ConversationId[];
  readonly keys: ReadonlyMap<ConversationId, Key>;
  readonly standings: ReadonlyMap<ConversationId, string>;
}

const collator = new Intl.Collator('en', { numeric: true });

/** What an ordered view shows, worked out anew each time from all there is: filter, sort, compare. */
export class SlowView {
  query: Query;
  #world: SlowWorld;
  #held: Held | undefined;

  constructor(world: SlowWorld, query: Query) {
    this.#world = world;
    this.query = query;
  }

  look(world: SlowWorld): void {
    this.#world = world;
  }

  /** A conversation is no longer there; should one of that id come again, it is another. */
  drop(id: ConversationId): void {
    if (this.#held === undefined) return;
    const { order, keys, standings } = this.#held;
    const without = <Value>(map: ReadonlyMap<ConversationId, Value>): Map<ConversationId, Value> => new Map([...map].filter(([key]) => key !== id));
    this.#held = { order: order.filter((other) => other !== id), keys: without(keys), standings: without(standings) };
  }

  setQuery(query: Query): void {
    this.query = query;
    if (this.#held !== undefined) this.#hold();
  }

  hold(): void {
    if (this.#held === undefined) this.#hold();
  }

  release(): void {
    this.#held = undefined;
  }

  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  get rows(): Row[] {
    return this.#displayed.map((id) => this.rowOf(id));
  }

  get band(): Row[] {
    const held = this.#held;
    if (held === undefined) return [];
    return this.#matching()
      .filter((id) => this.#isAwaiting(id) && held.standings.get(id) !== this.#standingOf(id))
      .sort((first, second) => compareKeys([...this.#statusKey(first), first], [...this.#statusKey(second), second]))
      .map((id) => this.rowOf(id));
  }

  get waitingChanges(): number {
    const held = this.#held;
    if (held === undefined) return 0;
    const matching = this.#matching();
    const displayed = this.#displayed;
    const appearing = matching.filter((id) => !displayed.includes(id));
    const going = displayed.filter((id) => !matching.includes(id));
    const moving = displayed.filter((id, index) => {
      if (going.includes(id)) return false;
      const key = this.#keyOf(id);
      const [previous, next] = [displayed[index - 1], displayed[index + 1]].map((neighbour) => held.keys.get(neighbour ?? ''));
      const order = this.query.sort.isDescending ? -1 : 1;
      return (
        (previous !== undefined && order * compareKeys(previous, key) > 0) || (next !== undefined && order * compareKeys(next, key) < 0)
      );
    });
    return appearing.length + going.length + moving.length;
  }

  get counts(): StatusCounts {
    const statuses = [...this.#world.conversations.keys()].map((id) => this.#statusOf(id).status).filter((status) => status !== 'off-page');
    const count = (status: string): number => statuses.filter((other) => other === status).length;
    return {
      'waiting-for-agent': count('waiting-for-agent'),
      action: count('action'),
      live: count('live'),
      stalled: count('stalled'),
      abandoned: count('abandoned'),
      total: statuses.length,
      awaitingAgent: [...this.#world.conversations.keys()].filter((id) => this.#isAwaiting(id)).length,
    };
  }

  rowOf(id: ConversationId): Row {
    const { agentId, intents } = this.#world;
    const conversation = this.#conversation(id);
    let { status, since, reason } = this.#statusOf(id);
    const hasLeft = status === 'off-page';
    if (hasLeft) {
      const rules = this.#rulesOf(conversation);
      const never = { ...conversation, closed: null };
      ({ status, since, reason } = statusOf(never, { ...rules, timeoutMs: Infinity }, since));
    }
    const { channel, reference, operator, firstMessageAt, lastMessageAt, lastCustomerText } = conversation;
    return {
      id,
      label: this.#labelOf(conversation),
      reference,
      channel,
      botName: conversation.bot.name,
      chatLengthMs: lastMessageAt - firstMessageAt,
      status: status as Row['status'],
      since,
      reason,
      lastMessage: lastCustomerText === null ? null : { text: lastCustomerText, at: conversation.idleSince },
      operator,
      isMine: operator.kind === 'agent' && operator.id === agentId,
      term: conversation.term,
      intent: intents.get(id) ?? null,
      ...(hasLeft ? { hasLeft } : {}),
    };
  }

  get #displayed(): readonly ConversationId[] {
    return this.#held?.order.filter((id) => this.#world.conversations.has(id)) ?? this.#ordered();
  }

  #hold(): void {
    const ids = [...this.#world.conversations.keys()];
    this.#held = {
      order: this.#ordered(),
      keys: new Map(ids.map((id) => [id, this.#keyOf(id)])),
      standings: new Map(ids.map((id) => [id, this.#standingOf(id)])),
    };
  }

  #ordered(): ConversationId[] {
    const order = this.query.sort.isDescending ? -1 : 1;
    return this.#matching().sort((first, second) => order * compareKeys(this.#keyOf(first), this.#keyOf(second)));
  }

  #matching(): ConversationId[] {
    return [...this.#world.conversations.keys()].filter((id) => this.#matches(id));
  }

  #matches(id: ConversationId): boolean {
    const { filter, search } = this.query;
    const conversation = this.#conversation(id);
    const { status } = this.#statusOf(id);
    if (status === 'off-page') return false;
    if (filter.statuses !== undefined && !filter.statuses.includes(status)) return false;
    if (filter.botIds !== undefined && !filter.botIds.includes(conversation.bot.id)) return false;
    if (filter.channels !== undefined && !filter.channels.includes(conversation.channel)) return false;
    const { operator } = conversation;
    if (filter.operatorIds !== undefined && !filter.operatorIds.includes(operator.kind === 'bot' ? 'bot' : operator.id)) return false;
    if (filter.isAwaitingAgent !== undefined && filter.isAwaitingAgent !== this.#isAwaiting(id)) return false;
    const shown = this.rowOf(id);
    const words = { 'waiting-for-agent': 'waiting for agent', action: 'action', live: 'live', stalled: 'stalled', abandoned: 'abandoned' };
    const texts = [shown.label, shown.reference, shown.botName, words[shown.status], this.#operatorWord(conversation), shown.isMine ? '(you)' : '', shown.lastMessage?.text ?? ''];
    return search.split(' ').every((word) => texts.some((text) => text.toLowerCase().includes(word.toLowerCase())));
  }

  #keyOf(id: ConversationId): Key {
    const conversation = this.#conversation(id);
    switch (this.query.sort.column) {
      case 'status':
        return [...this.#statusKey(id), id];
      case 'chat-length':
        return [conversation.lastMessageAt - conversation.firstMessageAt, id];
      case 'last-message':
        return conversation.lastCustomerText === null ? [0, 0, id] : [1, conversation.idleSince, id];
      case 'bot':
        return [`text:${conversation.bot.name}`, id];
      case 'operator':
        return [`text:${this.#operatorWord(conversation)}`, id];
      case 'id': {
        const label = this.#labelOf(conversation);
        return label === conversation.contact.name ? [1, `text:${label}`, id] : [0, label, id];
      }
    }
  }

  #statusKey(id: ConversationId): Key {
    const { reason, since } = this.#statusOf(id);
    return [rankOf(reason.code), since];
  }

  #standingOf(id: ConversationId): string {
    return this.#statusKey(id).join(' ');
  }

  #isAwaiting(id: ConversationId): boolean {
    return ['asked', 'desk-requested', 'default-answers', 'bot-failed'].includes(this.#statusOf(id).reason.code);
  }

  #operatorWord({ operator }: Conversation): string {
    return operator.kind === 'bot' ? 'Bot' : operator.name;
  }

  #labelOf({ channel, contact: { name, phone }, reference }: Conversation): string {
    const known: Readonly<Record<string, string | undefined>> = { web: reference, messenger: name, sms: phone };
    return (channel in known ? known[channel] : (name ?? phone)) ?? reference;
  }

  #statusOf(id: ConversationId): ReturnType<typeof statusOf> {
    const conversation = this.#conversation(id);
    return statusOf(conversation, this.#rulesOf(conversation), this.#world.now);
  }

  #rulesOf({ bot }: Conversation): BotRules {
    return this.#world.rules[bot.id] ?? defaultBotRules;
  }

  #conversation(id: ConversationId): Conversation {
    return this.#world.conversations.get(id) as Conversation;
  }
}

function compareKeys(first: Key, second: Key): number {
  for (const [index, part] of first.entries()) {
    const other = second[index];
    if (part === other || other === undefined) continue;
    if (typeof part === 'number' && typeof other === 'number') return part - other;
    const [text, otherText] = [String(part), String(other)];
    if (text.startsWith('text:')) return collator.compare(text.slice(5), otherText.slice(5)) || (text < otherText ? -1 : 1);
    return text < otherText ? -1 : 1;
  }
  return 0;
}

/** Every status a row can have, for filters. */
export const shownStatuses: readonly Row['status'][] = [
  ...new Set(statusRules.map((rule) => rule.status).filter((status) => status !== 'off-page')),
];
