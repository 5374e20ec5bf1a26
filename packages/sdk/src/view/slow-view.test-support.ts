import type { Conversation } from '../conversation/conversation.js';
import type { ConversationId } from '../conversation/event.js';
import { defaultBotRules, rankOf, statusOf, statusRules } from '../conversation/status.js';
import type { BotRules } from '../conversation/status.js';
import type { ColumnKey, Query } from './query.js';
import type { Row, Viewer } from './row.js';
import type { StatusCounts } from './row-source.js';

/** The world that a slow view looks at. */
export interface SlowWorld {
  readonly conversations: ReadonlyMap<ConversationId, Conversation>;
  readonly rules: Readonly<Record<string, BotRules>>;
  readonly agentId: string | undefined;
  readonly intents: ReadonlyMap<ConversationId, Row['intent']>;
  readonly viewers: ReadonlyMap<ConversationId, readonly Viewer[]>;
  readonly readMarks: Readonly<Record<ConversationId, number>>;
  readonly now: number;
}

type Key = readonly (number | string)[];

/** One key per column sorted by; undefined where there is nothing to sort by, which stands last in either direction. */
type Place = readonly [id: ConversationId, keys: readonly (Key | undefined)[]];

interface Held {
  readonly order: readonly ConversationId[];
  readonly places: ReadonlyMap<ConversationId, Place>;
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
    const { order, places, standings } = this.#held;
    const without = <Value>(map: ReadonlyMap<ConversationId, Value>): Map<ConversationId, Value> => new Map([...map].filter(([key]) => key !== id));
    this.#held = { order: order.filter((other) => other !== id), places: without(places), standings: without(standings) };
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
    return this.#urgentFirst(this.#matching().filter((id) => this.#isAwaiting(id) && held.standings.get(id) !== this.#standingOf(id))).map((id) => this.rowOf(id));
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
      const place = this.#placeOf(id);
      const [previous, next] = [displayed[index - 1], displayed[index + 1]].map((neighbour) => held.places.get(neighbour ?? ''));
      return (previous !== undefined && this.#compare(previous, place) > 0) || (next !== undefined && this.#compare(next, place) < 0);
    });
    return appearing.length + going.length + moving.length;
  }

  get counts(): StatusCounts {
    return this.#countsOf([...this.#world.conversations.keys()].filter((id) => this.#statusOf(id).status !== 'off-page'));
  }

  get matches(): StatusCounts {
    const { statuses: _1, operatorIds: _2, isAwaitingAgent: _3, ...filter } = this.query.filter;
    return this.#countsOf(this.#matching({ ...this.query, filter }));
  }

  get mine(): Row[] {
    const waiting = ({ waitingSince }: Row): number => waitingSince ?? Number.MAX_SAFE_INTEGER;
    const rows = [...this.#world.conversations.keys()].map((id) => this.rowOf(id));
    return rows
      .filter((row) => row.isMine && row.hasLeft !== true)
      .sort((first, second) => compareKeys([waiting(first), first.since, first.id], [waiting(second), second.since, second.id]));
  }

  nextMostUrgent(except: ConversationId | null): Row | undefined {
    const all = this.#urgentFirst([...this.#world.conversations.keys()].filter((id) => this.#isAwaiting(id)));
    const place = except === null ? -1 : all.indexOf(except);
    const next = [...all.slice(place + 1), ...all.slice(0, Math.max(0, place))][0];
    return next === undefined ? undefined : this.rowOf(next);
  }

  #countsOf(ids: readonly ConversationId[]): StatusCounts {
    const statuses = ids.map((id) => this.#statusOf(id).status);
    const count = (status: string): number => statuses.filter((other) => other === status).length;
    return {
      'waiting-for-agent': count('waiting-for-agent'),
      action: count('action'),
      live: count('live'),
      stalled: count('stalled'),
      abandoned: count('abandoned'),
      total: statuses.length,
      awaitingAgent: ids.filter((id) => this.#isAwaiting(id)).length,
      mine: ids.filter((id) => this.rowOf(id).isMine).length,
    };
  }

  rowOf(id: ConversationId): Row {
    const { agentId, intents, viewers, readMarks } = this.#world;
    const conversation = this.#conversation(id);
    let { status, since, reason, changesAt } = this.#statusOf(id);
    const hasLeft = status === 'off-page';
    if (hasLeft) {
      const rules = this.#rulesOf(conversation);
      const never = { ...conversation, closed: null };
      ({ status, since, reason } = statusOf(never, { ...rules, timeoutMs: Infinity }, since));
      changesAt = null;
    }
    const { channel, reference, operator, firstMessageAt, lastMessageAt, lastCustomerText, idleSince, attributes } = conversation;
    const isMine = operator.kind === 'agent' && operator.id === agentId;
    const readAt = readMarks[id];
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
      changesAt,
      lastMessage: lastCustomerText === null ? null : { text: lastCustomerText, at: idleSince },
      operator,
      attributes,
      viewers: (viewers.get(id) ?? []).filter((viewer) => viewer.id !== agentId),
      isUnread: lastCustomerText !== null && (readAt === undefined ? isMine : idleSince > readAt),
      waitingSince: conversation.unansweredSeq === 0 ? null : conversation.unansweredAt,
      isMine,
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
      places: new Map(ids.map((id) => [id, this.#placeOf(id)])),
      standings: new Map(ids.map((id) => [id, this.#standingOf(id)])),
    };
  }

  #ordered(): ConversationId[] {
    return this.#matching().sort((first, second) => this.#compare(this.#placeOf(first), this.#placeOf(second)));
  }

  #urgentFirst(ids: readonly ConversationId[]): ConversationId[] {
    return [...ids].sort((first, second) => compareKeys([...this.#statusKey(first), first], [...this.#statusKey(second), second]));
  }

  #matching(query = this.query): ConversationId[] {
    return [...this.#world.conversations.keys()].filter((id) => this.#matches(id, query));
  }

  #matches(id: ConversationId, { filter, search }: Query): boolean {
    const conversation = this.#conversation(id);
    const { status } = this.#statusOf(id);
    if (status === 'off-page') return false;
    if (filter.statuses !== undefined && !filter.statuses.includes(status)) return false;
    if (filter.botIds !== undefined && !filter.botIds.includes(conversation.bot.id)) return false;
    if (filter.channels !== undefined && !filter.channels.includes(conversation.channel)) return false;
    const { operator } = conversation;
    if (filter.operatorIds !== undefined && !filter.operatorIds.includes(operator.kind === 'bot' ? 'bot' : operator.id)) return false;
    for (const [name, values] of Object.entries(filter.attributes ?? {}))
      if (!values.some((value) => value === conversation.attributes[name])) return false;
    if (filter.isAwaitingAgent !== undefined && filter.isAwaitingAgent !== this.#isAwaiting(id)) return false;
    const shown = this.rowOf(id);
    const words = { 'waiting-for-agent': 'waiting for agent', action: 'action', live: 'live', stalled: 'stalled', abandoned: 'abandoned' };
    const texts = [shown.label, shown.reference, shown.botName, words[shown.status], this.#operatorWord(conversation), shown.isMine ? '(you)' : '', shown.lastMessage?.text ?? '', ...Object.values(shown.attributes).map(String)];
    return search.split(' ').every((word) => texts.some((text) => text.toLowerCase().includes(word.toLowerCase())));
  }

  /** By the columns in turn, each in its direction; ids decide last, in that of the first. */
  #compare([id, keys]: Place, [otherId, otherKeys]: Place): number {
    for (const [index, { isDescending }] of this.#sorts.entries()) {
      const [key, other] = [keys[index], otherKeys[index]];
      if (key === undefined && other === undefined) continue;
      if (key === undefined || other === undefined) return key === undefined ? 1 : -1;
      const order = compareKeys(key, other);
      if (order !== 0) return isDescending ? -order : order;
    }
    const order = id < otherId ? -1 : id > otherId ? 1 : 0;
    return this.query.sort.isDescending ? -order : order;
  }

  get #sorts(): Query['sort'][] {
    return [this.query.sort, ...(this.query.thenBy ?? [])];
  }

  #placeOf(id: ConversationId): Place {
    return [id, this.#sorts.map(({ column }) => this.#keyOf(id, column))];
  }

  #keyOf(id: ConversationId, column: ColumnKey): Key | undefined {
    const conversation = this.#conversation(id);
    switch (column) {
      case 'status':
        return this.#statusKey(id);
      case 'chat-length':
        return [conversation.lastMessageAt - conversation.firstMessageAt];
      case 'last-message':
        return conversation.lastCustomerText === null ? undefined : [conversation.idleSince];
      case 'bot':
        return [`text:${conversation.bot.name}`];
      case 'operator':
        return [`text:${this.#operatorWord(conversation)}`];
      case 'id': {
        const label = this.#labelOf(conversation);
        return label === conversation.contact.name ? [1, `text:${label}`] : [0, label];
      }
      default: {
        const value = conversation.attributes[column.slice('attribute:'.length)];
        if (value === undefined || value === '') return undefined;
        return typeof value === 'number' ? [0, value] : typeof value === 'boolean' ? [1, Number(value)] : [2, `text:${value}`];
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
