import type { Agent, BotRules, Clock, Command, CommandResult, ConversationEvent, ConversationId, Desk, NewEvent, Signal } from '@live-takeover/sdk';
import { TakeoverError } from '@live-takeover/sdk';
import type { AlertBoard } from './alert-board.js';
import { createAlertBoard } from './alert-board.js';
import { botRules, colleagues } from './cast.js';
import { closedHistoryOf } from './closed-history.js';
import { createDelayedQueue } from './delayed-queue.js';
import { conversationIdOf, historyOf, numberOf } from './history.js';
import { countHoldings } from './holdings.js';
import type { Ledger } from './ledger.js';
import { createLedger } from './ledger.js';
import type { Random } from './random.js';
import { randomFrom } from './random.js';
import type { Roster } from './roster.js';
import { createRoster } from './roster.js';
import { perform } from './perform.js';
import type { SettingsBook } from './settings-book.js';
import { createSettingsBook } from './settings-book.js';

/** How long the bot takes to answer. */
export const botReplyMs = 1_200;

/** Everything behind the connectors: what a gateway and its store would be. */
export interface World {
  /** The clock it was given; what it schedules here ends with the world. */
  readonly clock: Clock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly roster: Roster;
  readonly alerts: AlertBoard;
  /** As supervisors changed them. */
  readonly rules: Readonly<Record<string, BotRules>>;
  readonly settings: SettingsBook;
  /** Who looks at what now. */
  readonly viewings: Iterable<Signal>;
  /** Ids for events that no command caused: the same ones in each run. */
  newId(): string;
  /** Decides a command and keeps what it makes; the same id gives the same result. */
  execute(agent: Agent, command: Command): CommandResult;
  /** Appends facts that need no decision. */
  record(conversationId: ConversationId, ...events: readonly Unnamed[]): readonly ConversationEvent[];
  /** Does something {@link botReplyMs} from now. */
  afterBotDelay(act: () => void): void;
  emit(signal: Signal): void;
  /** An agent looks at a conversation, or no longer. The first look in each term is a fact. */
  view(agent: Agent, conversationId: ConversationId, isActive: boolean): void;
  /** Facts in batches, before the alerts they cause. */
  onEvents(listener: (events: readonly ConversationEvent[]) => void): () => void;
  onSignal(listener: (signal: Signal) => void): () => void;
  /** Ends every timer. */
  close(): void;
}

type Distributed<Event> = Event extends NewEvent ? Omit<Event, 'id'> : never;

/** An event that the world still has to name. */
export type Unnamed = Distributed<NewEvent>;

export interface WorldOptions {
  readonly seed: number;
  readonly conversations: number;
  readonly closedConversations: number;
  readonly clock: Clock;
  /** Who is signed in; the colleagues are there without being connected. */
  readonly agent: Agent;
  readonly rules?: Readonly<Record<string, BotRules>>;
  readonly desk?: Partial<Desk>;
}

/** A world with a past of `conversations` histories that end now, and of others that are over. */
export function createWorld({ seed, conversations, closedConversations, clock: outerClock, agent, rules = botRules, desk = {} }: WorldOptions): World {
  const { clock, cancelAll } = closable(outerClock);
  const ledger = createLedger(clock, ...pastOf(seed, conversations, closedConversations, clock.now()));
  const settings = createSettingsBook({ rules, desk });
  const roster = startingRoster(clock, settings, agent);
  const alerts = createAlertBoard({ clock, heads: () => ledger.heads(), head: (id) => ledger.head(id), rules: () => settings.rules });
  const viewings = new Map<string, Signal>();
  const facts = createChannel<readonly ConversationEvent[]>();
  const signals = createChannel<Signal>();
  const executed = createExecuted();
  let names = 0;

  ledger.subscribe((events) => {
    facts.tell(events);
    alerts.notice(events);
  });
  countHoldings(ledger, roster);
  settings.subscribe(() => alerts.reconsider());

  const world: World = {
    clock,
    random: randomFrom(seed),
    ledger,
    roster,
    alerts,
    get rules() {
      return settings.rules;
    },
    settings,
    get viewings() {
      return viewings.values();
    },
    newId: () => `e${(names += 1)}`,
    execute: (agent, command) => executed.once(agent, command, () => perform(world, agent, command)),
    record: (conversationId, ...events) =>
      ledger.append(conversationId, events.map((event): NewEvent => ({ ...event, id: world.newId() }))),
    afterBotDelay: createDelayedQueue(clock, botReplyMs, (due) =>
      ledger.batch(() => {
        for (const act of due) act();
      }),
    ),
    emit: signals.tell,
    view({ id, name }, conversationId, isActive) {
      const signal: Signal = { signal: 'viewing', conversationId, from: { kind: 'agent', id, name }, isActive };
      if (isActive) viewings.set(`${id} ${conversationId}`, signal);
      else viewings.delete(`${id} ${conversationId}`);
      signals.tell(signal);
      const head = ledger.head(conversationId);
      if (!isActive || head === undefined || head.closed !== null || head.viewedTerm === head.term) return;
      world.record(conversationId, { type: 'conversation-viewed', by: { id, name }, term: head.term });
    },
    onEvents: facts.subscribe,
    onSignal: signals.subscribe,
    close: cancelAll,
  };
  return world;
}

/** Ids and logs of what was before: first what is open, then what is over. */
function pastOf(
  seed: number,
  open: number,
  closed: number,
  endAt: number,
): [ids: readonly ConversationId[], past: (conversationId: ConversationId) => readonly ConversationEvent[]] {
  const ids = Array.from({ length: open + closed }, (_, index) => conversationIdOf(index + 1));
  return [
    ids,
    (id) => {
      const number = numberOf(id);
      return number > open ? closedHistoryOf(seed, number, open, endAt) : historyOf(seed, number, endAt);
    },
  ];
}

function startingRoster(clock: Clock, settings: SettingsBook, signedIn: Agent): Roster {
  const roster = createRoster(clock, () => settings.desk);
  roster.add(signedIn);
  for (const [index, colleague] of colleagues.entries()) {
    if (colleague.id === signedIn.id) continue;
    roster.add(colleague);
    roster.count(colleague.id, 1);
    if (index === colleagues.length - 1) roster.setAvailability(colleague.id, 'offline');
  }
  return roster;
}

interface Channel<Value> {
  readonly tell: (value: Value) => void;
  readonly subscribe: (listener: (value: Value) => void) => () => void;
}

function createChannel<Value>(): Channel<Value> {
  const listeners = new Set<(value: Value) => void>();
  return {
    tell(value) {
      for (const listener of [...listeners]) listener(value);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

interface Executed {
  /** The first result under this id, or that of `perform`. */
  once(agent: Agent, command: Command, perform: () => CommandResult): CommandResult;
}

function createExecuted(): Executed {
  const results = new Map<string, { readonly body: string; readonly result: CommandResult }>();
  return {
    once(agent, command, act) {
      const body = JSON.stringify([agent.id, command]);
      const first = results.get(command.id);
      if (first !== undefined) return first.body === body ? first.result : reused(command.id);
      const result = act();
      if (result.ok) results.set(command.id, { body, result });
      return result;
    },
  };
}

function reused(id: string): CommandResult {
  const message = `The id ${id} was used for another command. Give each intent its own.`;
  return { ok: false, error: new TakeoverError('command-reused', message) };
}

function closable(clock: Clock): { readonly clock: Clock; cancelAll(): void } {
  const cancels = new Set<() => void>();
  const tracked: Clock = {
    now: () => clock.now(),
    schedule(delayMs, callback) {
      const cancel = clock.schedule(delayMs, () => {
        cancels.delete(cancel);
        callback();
      });
      cancels.add(cancel);
      return () => {
        cancels.delete(cancel);
        cancel();
      };
    },
  };
  return {
    clock: tracked,
    cancelAll() {
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
  };
}
