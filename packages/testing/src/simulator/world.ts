import type { Agent, BotRules, Clock, Command, CommandResult, ConversationEvent, ConversationId, NewEvent, Signal } from '@live-takeover/sdk';
import { TakeoverError } from '@live-takeover/sdk';
import type { AlertBoard } from './alert-board.js';
import { createAlertBoard } from './alert-board.js';
import { decide } from './arbiter.js';
import { botRules, colleagues } from './cast.js';
import { createDelayedQueue } from './delayed-queue.js';
import { conversationIdOf, historyOf, numberOf } from './history.js';
import type { Ledger } from './ledger.js';
import { createLedger } from './ledger.js';
import type { Random } from './random.js';
import { randomFrom } from './random.js';
import type { Roster } from './roster.js';
import { createRoster } from './roster.js';

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
  readonly rules: Readonly<Record<string, BotRules>>;
  /** Ids for events that no command caused: the same ones in each run. */
  newId(): string;
  /** Decides a command and keeps what it makes; the same id gives the same result. */
  execute(agent: Agent, command: Command): CommandResult;
  /** Appends facts that need no decision. */
  record(conversationId: ConversationId, ...events: readonly Unnamed[]): readonly ConversationEvent[];
  /** Does something {@link botReplyMs} from now. */
  afterBotDelay(act: () => void): void;
  emit(signal: Signal): void;
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
  readonly clock: Clock;
  /** Who is signed in; the colleagues are there without being connected. */
  readonly agent: Agent;
  readonly rules?: Readonly<Record<string, BotRules>>;
}

/** A world with a past of `conversations` histories that end now. */
export function createWorld({ seed, conversations, clock: outerClock, agent, rules = botRules }: WorldOptions): World {
  const { clock, cancelAll } = closable(outerClock);
  const beganAt = clock.now();
  const ids = Array.from({ length: conversations }, (_, index) => conversationIdOf(index + 1));
  const ledger = createLedger(clock, ids, (id) => historyOf(seed, numberOf(id), beganAt));
  const roster = startingRoster(agent);
  const alerts = createAlertBoard({ clock, heads: () => ledger.heads(), head: (id) => ledger.head(id), rules });
  const facts = createChannel<readonly ConversationEvent[]>();
  const signals = createChannel<Signal>();
  const executed = createExecuted();
  let names = 0;

  ledger.subscribe((events) => {
    facts.tell(events);
    alerts.notice(events);
  });

  const world: World = {
    clock,
    random: randomFrom(seed),
    ledger,
    roster,
    alerts,
    rules,
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
    onEvents: facts.subscribe,
    onSignal: signals.subscribe,
    close: cancelAll,
  };
  return world;
}

function startingRoster(signedIn: Agent): Roster {
  const roster = createRoster();
  roster.add(signedIn);
  for (const [index, colleague] of colleagues.entries()) {
    if (colleague.id === signedIn.id) continue;
    roster.add(colleague);
    roster.count(colleague.id, 1);
    if (index === colleagues.length - 1) roster.setAvailability(colleague.id, 'offline');
  }
  return roster;
}

function perform(world: World, agent: Agent, command: Command): CommandResult {
  if (command.name === 'set-availability') {
    world.roster.setAvailability(agent.id, command.availability);
    return { ok: true, seq: 0 };
  }
  const head = world.ledger.head(command.conversationId);
  const rules = head === undefined ? undefined : world.rules[head.bot.id];
  const decision = decide(command, head, { agent, roster: world.roster, rules, now: world.clock.now() });
  if (!decision.ok) return decision;
  if (decision.events.length === 0) return { ok: true, seq: 0 };
  const stored = world.ledger.append(command.conversationId, decision.events);
  return { ok: true, seq: stored.at(-1)?.seq ?? 0 };
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
