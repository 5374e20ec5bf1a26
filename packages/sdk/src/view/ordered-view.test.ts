import { fakeClock } from '@live-takeover/testing';
import type { FakeClock } from '@live-takeover/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Conversation } from '../conversation/conversation.js';
import type { Attributes, ConversationEvent, ConversationId } from '../conversation/event.js';
import { fold } from '../conversation/fold.js';
import { arbitraryStep, shortRules, startAt, Story, take } from '../conversation/history.test-support.js';
import type { Step } from '../conversation/history.test-support.js';
import type { BotRules } from '../conversation/status.js';
import type { ConversationSet } from './conversation-set.js';
import type { ColumnKey, Query, Sort } from './query.js';
import type { Row, Viewer } from './row.js';
import type { RowView } from './row-source.js';
import { shownStatuses, SlowView } from './slow-view.test-support.js';
import { createConversationSet } from './tracked-conversations.js';

const columns: readonly ColumnKey[] = ['id', 'bot', 'chat-length', 'status', 'last-message', 'operator', 'attribute:plan', 'attribute:constructor'];
const plans: readonly Attributes[string][] = ['Gold', 'gold 2', 'gold 10', 10, 9, -1, true, false, ''];
const channels = ['web', 'messenger', 'sms', 'kiosk'];
const allShort = { 'bot-0': shortRules, 'bot-1': shortRules, 'bot-2': shortRules };
const names = ['Zoë', 'ana', 'Ängel', undefined];

const arbitrarySort: fc.Arbitrary<Sort> = fc.record({ column: fc.constantFrom(...columns), isDescending: fc.boolean() });

const arbitraryPlainQuery: fc.Arbitrary<Query> = fc.record({
  sort: arbitrarySort,
  filter: fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    fc.record(
      {
        statuses: fc.subarray([...shownStatuses]),
        botIds: fc.subarray(['bot-0', 'bot-1', 'bot-2']),
        channels: fc.subarray(channels),
        operatorIds: fc.subarray(['bot', 'ana', 'ben']),
        isAwaitingAgent: fc.boolean(),
        attributes: fc.oneof(fc.constant({}), fc.record({ plan: fc.subarray([...plans]) }), fc.constant({ plan: ['Gold', 10], other: [] })),
      },
      { requiredKeys: [] },
    ),
  ),
  search: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom('live', 'Ana', 'ben you', 'message 3', 'BOT waiting', 'REF', 'gold', '10 true', 'sorry', 'a', 'an', 'an bo', 'ana bot')),
});

const arbitraryQuery: fc.Arbitrary<Query> = fc
  .tuple(arbitraryPlainQuery, fc.option(fc.array(arbitrarySort, { maxLength: 2 }), { nil: undefined }))
  .map(([query, thenBy]) => (thenBy === undefined ? query : { ...query, thenBy }));

/** How events arrive: in an order of their own, some only with later ones, some once more. */
interface Delivery {
  readonly order: readonly number[];
  readonly late: readonly number[];
  readonly again: readonly number[];
}

const inOrder: Delivery = { order: [0], late: [], again: [] };

type Command =
  | { readonly do: 'events'; readonly steps: readonly { readonly conversation: number; readonly step: Step }[]; readonly delivery: Delivery }
  | { readonly do: 'pass'; readonly durationMs: number }
  | { readonly do: 'query'; readonly view: number; readonly query: Query }
  | { readonly do: 'hold' | 'release'; readonly view: number }
  | { readonly do: 'rules'; readonly rules: Readonly<Record<string, BotRules>> }
  | { readonly do: 'me'; readonly agentId: string | undefined }
  | { readonly do: 'offset'; readonly offsetMs: number }
  | { readonly do: 'intent'; readonly conversation: number; readonly intent: Row['intent'] }
  | { readonly do: 'viewing'; readonly conversation: number; readonly agentId: string; readonly isActive: boolean }
  | { readonly do: 'gone'; readonly agentIds: readonly string[] }
  | { readonly do: 'read'; readonly conversations: readonly number[]; readonly agoMs: number }
  | { readonly do: 'snapshot'; readonly without: readonly number[] };

const arbitraryCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('events' as const),
      steps: fc.array(fc.record({ conversation: fc.oneof(fc.nat(9), fc.nat(2)), step: arbitraryStep }), { minLength: 1, maxLength: 8 }),
      delivery: fc.oneof(
        { weight: 2, arbitrary: fc.constant(inOrder) },
        fc.record({ order: fc.array(fc.nat(9), { minLength: 1, maxLength: 8 }), late: fc.array(fc.nat(9), { maxLength: 3 }), again: fc.array(fc.nat(99), { maxLength: 3 }) }),
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), durationMs: fc.oneof(fc.constantFrom(1, 59_999, 60_000, 180_000), fc.nat(700_000)) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('query' as const), view: fc.nat(1), query: arbitraryQuery }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('hold' as const, 'release' as const), view: fc.nat(1) }) },
  fc.record({ do: fc.constant('rules' as const), rules: fc.constantFrom(allShort, {}, { 'bot-0': { ...shortRules, agentThreshold: 1 }, 'bot-1': shortRules }) }),
  fc.record({ do: fc.constant('me' as const), agentId: fc.constantFrom('ana', 'ben', undefined) }),
  fc.record({ do: fc.constant('offset' as const), offsetMs: fc.constantFrom(0, 1_500, -1_500, 61_000, -61_000) }),
  fc.record({ do: fc.constant('intent' as const), conversation: fc.nat(11), intent: fc.constantFrom(null, { name: 'take-over', state: { state: 'queued' } } as const) }),
  fc.record({ do: fc.constant('viewing' as const), conversation: fc.nat(11), agentId: fc.constantFrom('ana', 'ben', 'cleo'), isActive: fc.boolean() }),
  fc.record({ do: fc.constant('gone' as const), agentIds: fc.subarray(['ana', 'ben', 'cleo']) }),
  fc.record({ do: fc.constant('read' as const), conversations: fc.array(fc.nat(11), { maxLength: 4 }), agoMs: fc.constantFrom(0, 1, 60_000) }),
  fc.record({ do: fc.constant('snapshot' as const), without: fc.array(fc.nat(11), { maxLength: 3 }) }),
);

/** The set and its slow double, told the same things. */
class Pair {
  readonly clock: FakeClock = fakeClock(startAt);
  readonly set: ConversationSet = createConversationSet({ clock: this.clock, resync: () => undefined, locale: 'en' });
  readonly views: readonly RowView[];
  readonly slow: readonly SlowView[];
  readonly stories = new Map<ConversationId, Story>();
  readonly held = new Map<ConversationId, Conversation>();
  readonly delivered = new Map<ConversationId, ReadonlySet<number>>();
  readonly generations = new Map<number, number>();
  undelivered: readonly ConversationEvent[] = [];
  readonly closedAt = new Map<ConversationId, number>();
  readonly intents = new Map<ConversationId, Row['intent']>();
  readonly viewers = new Map<ConversationId, readonly Viewer[]>();
  readMarks: Readonly<Record<ConversationId, number>> = {};
  /** How often each view called back since last checked. */
  readonly notified = [0, 0];
  rules: Readonly<Record<string, BotRules>> = allShort;
  agentId: string | undefined;
  offsetMs = 0;
  readonly #rowsRead: (readonly Row[])[] = [[], []];

  constructor(queries: readonly Query[]) {
    this.set.setRules(this.rules);
    this.views = queries.map((query) => this.set.view(query));
    this.slow = queries.map((query) => new SlowView(this.world(), query));
    for (const [index, view] of this.views.entries()) view.subscribe(() => (this.notified[index] = (this.notified[index] as number) + 1));
  }

  world() {
    const { held: conversations, rules, agentId, intents, viewers, readMarks } = this;
    return { conversations, rules, agentId, intents, viewers, readMarks, now: this.clock.now() + this.offsetMs };
  }

  run(command: Command): void {
    switch (command.do) {
      case 'events':
        return this.#tell(command.steps, command.delivery);
      case 'pass':
        return this.clock.advance(command.durationMs);
      case 'query':
        this.views[command.view]?.setQuery(command.query);
        return this.slow[command.view]?.setQuery(command.query);
      case 'hold':
        this.views[command.view]?.hold();
        return this.slow[command.view]?.hold();
      case 'release':
        this.views[command.view]?.release();
        return this.slow[command.view]?.release();
      case 'rules':
        this.rules = command.rules;
        return this.set.setRules(command.rules);
      case 'me':
        this.agentId = command.agentId;
        this.#keepViewers(({ id }) => id !== command.agentId);
        return this.set.setMe(command.agentId);
      case 'offset':
        this.offsetMs = command.offsetMs;
        return this.set.setOffset(command.offsetMs);
      case 'intent':
        return this.#intend(this.#idOf(command.conversation), command.intent);
      case 'viewing':
        return this.#look(this.#idOf(command.conversation), { id: command.agentId, name: command.agentId }, command.isActive);
      case 'gone':
        this.#keepViewers(({ id }) => !command.agentIds.includes(id));
        return this.set.surroundings.keepViewers(({ id }) => !command.agentIds.includes(id));
      case 'read':
        this.readMarks = Object.fromEntries(command.conversations.map((number) => [this.#idOf(number), this.world().now - command.agoMs]));
        return this.set.surroundings.setReadMarks(this.readMarks);
      case 'snapshot':
        return this.#snapshot(command.without);
    }
  }

  check(): void {
    this.#forget();
    const world = this.world();
    for (const [index, view] of this.views.entries()) {
      const slow = this.slow[index] as SlowView;
      slow.look(world);
      const rows = view.rows(0, Infinity);
      expect(rows).toEqual(slow.rows);
      expect(view.total).toBe(rows.length);
      expect(rows.map((row) => view.indexOf(row.id))).toEqual(rows.map((_row, place) => place));
      expect(view.rows(2, 5)).toEqual(rows.slice(2, 5));
      expect(view.counts).toEqual(slow.counts);
      expect(view.matches).toEqual(slow.matches);
      expect(view.mine).toEqual(slow.mine);
      for (const except of [null, 'c0', 'c1', 'c2', 'c99']) expect(view.nextMostUrgent(except)).toEqual(slow.nextMostUrgent(except));
      expect(view.isHeld).toBe(slow.isHeld);
      expect(view.band).toEqual(slow.band);
      expect(view.waitingChanges).toBe(slow.waitingChanges);
      this.#checkIdentity(index, rows);
      if (rows.some((row, place) => row !== this.#rowsRead[index]?.[place]) || rows.length !== this.#rowsRead[index]?.length)
        expect(this.notified[index]).toBeGreaterThan(0);
      this.#rowsRead[index] = rows;
      this.notified[index] = 0;
    }
    expect(this.set.size).toBe(this.held.size);
  }

  /** An unchanged row is the same object. */
  #checkIdentity(index: number, rows: readonly Row[]): void {
    for (const row of rows) {
      const before = this.#rowsRead[index]?.find(({ id }) => id === row.id);
      if (before !== undefined && JSON.stringify(before) === JSON.stringify(row)) expect(row).toBe(before);
    }
  }

  #tell(steps: readonly { readonly conversation: number; readonly step: Step }[], { order, late, again }: Delivery): void {
    const happened = [...this.undelivered];
    for (const { conversation: number, step } of steps) {
      const id = this.#idOf(number);
      const isNew = !this.stories.has(id);
      const story = this.stories.get(id) ?? this.#start(number, id);
      const from = isNew ? 0 : story.events.length;
      story.now = Math.max(story.conversation.at, this.clock.now());
      take(story, { ...step, delayMs: 0 });
      happened.push(...story.events.slice(from));
    }
    this.undelivered = happened.filter((_event, index) => late.includes(index));
    const due = happened.filter((_event, index) => !late.includes(index)).map((event, index) => ({ event, key: order[index % order.length] as number }));
    const told = [...this.held.values()].flatMap(({ id, seq }) => this.stories.get(id)?.events.slice(0, seq) ?? []);
    const repeated = again.flatMap((index) => told[index % Math.max(1, told.length)] ?? []);
    const events = due.sort((one, other) => one.key - other.key).map(({ event }) => event);
    this.set.applyEvents([...repeated, ...events, ...repeated]);
    for (const { conversationId, seq } of events) this.#deliver(conversationId, seq);
    for (const { conversationId } of events) this.#know(conversationId);
  }

  #deliver(id: ConversationId, seq: number): void {
    this.delivered.set(id, new Set(this.delivered.get(id)).add(seq));
  }

  /** What events up to the first one that is missing add up to. */
  #heard(id: ConversationId): Conversation | undefined {
    let conversation: Conversation | undefined;
    for (const event of this.stories.get(id)?.events ?? []) {
      if (!this.delivered.get(id)?.has(event.seq)) break;
      conversation = fold(conversation, event);
    }
    return conversation;
  }

  /** One that is gone for good does not come again: another has its number then. */
  #idOf(number: number): ConversationId {
    return `c${number}${'x'.repeat(this.generations.get(number) ?? 0)}`;
  }

  #start(number: number, id: ConversationId): Story {
    const name = names[number % names.length];
    const plan = plans[number];
    const story = new Story(id, this.clock.now(), {
      bot: { id: `bot-${number % 3}`, name: `Bot ${(number % 3) * 10}` },
      channel: channels[number % channels.length] as string,
      contact: { verified: false, phone: `+48${number}`, ...(name === undefined ? {} : { name }) },
      attributes: plan === undefined ? {} : { plan },
    });
    this.stories.set(id, story);
    return story;
  }

  #know(id: ConversationId): void {
    const conversation = this.#heard(id);
    if (conversation === undefined) return;
    const isKnown = this.held.has(id) || conversation.closed === null || !this.closedAt.has(id);
    if (!isKnown) return;
    this.held.set(id, conversation);
    if (conversation.closed !== null && !this.closedAt.has(id)) this.closedAt.set(id, this.world().now);
  }

  #look(id: ConversationId, viewer: Viewer, isActive: boolean): void {
    this.set.surroundings.setViewing({ conversationId: id, viewer, isActive });
    const before = this.viewers.get(id) ?? [];
    if (viewer.id === this.agentId || before.some((other) => other.id === viewer.id) === isActive) return;
    this.viewers.set(id, isActive ? [...before, viewer] : before.filter((other) => other.id !== viewer.id));
  }

  #keepViewers(stays: (viewer: Viewer) => boolean): void {
    for (const [id, viewers] of this.viewers) this.viewers.set(id, viewers.filter(stays));
  }

  #intend(id: ConversationId, intent: Row['intent']): void {
    this.set.surroundings.setIntent(id, intent);
    if (intent === null) this.intents.delete(id);
    else this.intents.set(id, intent);
  }

  #snapshot(numbers: readonly number[]): void {
    const without = numbers.map((number) => this.#idOf(number));
    this.undelivered = [];
    for (const { id, events } of this.stories.values()) for (const { seq } of events) this.#deliver(id, seq);
    const heads = [...this.stories.values()].map((story) => story.conversation).filter(({ id }) => !without.includes(id));
    const half = Math.ceil(heads.length / 2);
    this.set.applySnapshot({ heads: heads.slice(0, half), isFirst: true, isLast: false });
    this.set.applySnapshot({ heads: heads.slice(half), isFirst: false, isLast: true });
    for (const id of this.held.keys()) if (without.includes(id)) this.#drop(id);
    for (const { id, closed } of heads) {
      if (closed !== null && !this.closedAt.has(id)) this.closedAt.set(id, this.world().now);
      this.held.set(id, this.stories.get(id)?.conversation as Conversation);
    }
    for (const id of without) this.stories.delete(id);
    for (const number of new Set(numbers)) this.generations.set(number, (this.generations.get(number) ?? 0) + 1);
  }

  #drop(id: ConversationId): void {
    this.held.delete(id);
    this.intents.delete(id);
    this.viewers.delete(id);
    this.closedAt.delete(id);
    for (const slow of this.slow) slow.drop(id);
  }

  /** Closed conversations go ten minutes after they were heard of. */
  #forget(): void {
    for (const [id, closedAt] of this.closedAt) if (this.world().now >= closedAt + 600_000 && this.held.has(id)) this.#drop(id);
  }
}

describe('views of a set', () => {
  test('show what filtering and sorting everything anew would show, held or not, whatever happens', () => {
    fc.assert(
      fc.property(fc.tuple(arbitraryQuery, arbitraryQuery), fc.array(arbitraryCommand, { maxLength: 60, size: 'max' }), (queries, commands) => {
        const pair = new Pair(queries);
        for (const command of commands) {
          pair.run(command);
          if (command.do === 'events') expect(Math.max(...pair.notified)).toBeLessThanOrEqual(1);
          pair.check();
        }
      }),
      { numRuns: 300 },
    );
  });
});
