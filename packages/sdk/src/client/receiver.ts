import type { Clock } from '../base/clock.js';
import { ClockOffset } from '../base/clock-offset.js';
import type { Readable } from '../base/observable.js';
import { writable } from '../base/observable.js';
import type { Outbox } from '../command/outbox.js';
import type { ConnectionState, Connector, ConnectorSink, Limits, Signal } from '../connector/connector.js';
import type { Conversation } from '../conversation/conversation.js';
import type { ConversationEvent, ConversationId } from '../conversation/event.js';
import type { BotRules } from '../conversation/status.js';
import type { Desk } from '../desk/desk.js';
import { plainDesk } from '../desk/desk.js';
import type { Alert } from '../presence/alert.js';
import type { AlertList } from '../presence/alert-list.js';
import type { Agent, AgentPresence, Availability } from '../presence/presence.js';
import type { ConversationSet } from '../view/conversation-set.js';
import type { Viewer } from '../view/row.js';
import type { FreshnessTracker } from './freshness.js';
import type { OpenConversation } from './open-conversation.js';
import type { OpenConversations } from './open-conversations.js';

/** Where a {@link Receiver} puts what it is told. */
export interface ReceiverParts {
  readonly clock: Clock;
  readonly connector: Connector;
  readonly set: ConversationSet;
  readonly outbox: Outbox;
  readonly freshness: FreshnessTracker;
  readonly alerts: AlertList;
  readonly conversations: OpenConversations;
}

/** The client's ear: takes what the connector says to everyone whom it concerns. */
export class Receiver implements ConnectorSink {
  readonly #parts: ReceiverParts;
  readonly #offset = new ClockOffset();
  readonly #connection = writable<ConnectionState>({ state: 'idle' });
  readonly #me = writable<Agent | undefined>(undefined);
  readonly #rules = writable<Readonly<Record<string, BotRules>>>({});
  readonly #limits = writable<Limits | undefined>(undefined);
  readonly #desk = writable<Desk>(plainDesk);
  readonly #agents = writable<readonly AgentPresence[]>([]);
  readonly #availability = writable<Availability | undefined>(undefined);
  #isReady = false;

  constructor(parts: ReceiverParts) {
    this.#parts = parts;
  }

  /** What is known of the connection, the signed-in agent, the rules, the limits, the desk and the colleagues. */
  get known(): {
    readonly connection: Readable<ConnectionState>;
    readonly me: Readable<Agent | undefined>;
    readonly rules: Readable<Readonly<Record<string, BotRules>>>;
    readonly limits: Readable<Limits | undefined>;
    readonly desk: Readable<Desk>;
    readonly agents: Readable<readonly AgentPresence[]>;
    readonly availability: Readable<Availability | undefined>;
  } {
    return {
      connection: this.#connection,
      me: this.#me,
      rules: this.#rules,
      limits: this.#limits,
      desk: this.#desk,
      agents: this.#agents,
      availability: this.#availability,
    };
  }

  connection(state: ConnectionState): void {
    const { freshness, alerts, outbox, conversations } = this.#parts;
    const wasReady = this.#isReady;
    this.#isReady = state.state === 'catching-up' || state.state === 'up-to-date';
    this.#connection.set(state);
    freshness.follow(state);
    outbox.setReady(this.#isReady);
    if (isAnew(state)) {
      alerts.doubt();
      this.#keepViewers(() => false);
    }
    if (state.state === 'up-to-date') alerts.confirm();
    for (const open of conversations.all) this.#tell(open, wasReady);
  }

  /** A conversation was opened: it is told what it missed. */
  introduce(open: OpenConversation): void {
    this.#tell(open, false);
  }

  serverTime(now: number): void {
    const { clock, set } = this.#parts;
    set.setOffset(this.#offset.learn(now, clock.now()));
  }

  agent(agent: Agent): void {
    this.#parts.set.setMe(agent.id);
    this.#me.set(agent);
    this.#readAvailability();
  }

  rules(rules: Readonly<Record<string, BotRules>>): void {
    const all = { ...this.#rules.value, ...rules };
    this.#parts.set.setRules(all);
    this.#rules.set(all);
  }

  limits(limits: Limits): void {
    this.#limits.set(limits);
  }

  desk(desk: Desk): void {
    this.#desk.set(desk);
  }

  snapshot(part: Parameters<ConnectorSink['snapshot']>[0]): void {
    this.#parts.set.applySnapshot(part);
    if (part.isLast) for (const open of this.#parts.conversations.all) open.onSnapshot();
  }

  events(events: readonly ConversationEvent[]): void {
    const { set, outbox, conversations } = this.#parts;
    set.applyEvents(events);
    for (const [id, some] of conversations.isEmpty ? [] : byConversation(events)) conversations.get(id)?.onEvents(some);
    // Last, so that whoever waits for a command finds its effect in place.
    outbox.onEvents(events);
  }

  head(head: Conversation): void {
    this.#parts.set.applyHead(head);
  }

  alert(alert: Alert): void {
    if (!this.#parts.alerts.add(alert)) this.#parts.connector.alertSeen?.(alert.id);
  }

  alertEnded(alertId: string): void {
    this.#parts.alerts.end(alertId);
  }

  presence(agents: readonly AgentPresence[]): void {
    this.#agents.set(agents);
    this.#readAvailability();
    const gone = new Set(agents.filter((agent) => !agent.isReachable).map(({ id }) => id));
    if (gone.size > 0) this.#keepViewers(({ id }) => !gone.has(id));
  }

  signal(signal: Signal): void {
    const { set, conversations } = this.#parts;
    const { conversationId, isActive, from } = signal;
    const open = conversations.get(conversationId);
    if (signal.signal === 'typing') return open?.onTyping(signal);
    if (from.kind === 'agent') set.surroundings.setViewing({ conversationId, viewer: { id: from.id, name: from.name }, isActive });
    open?.readViewers();
  }

  reset(): void {
    for (const open of this.#parts.conversations.all) open.onReset();
  }

  #tell(open: OpenConversation, wasReady: boolean): void {
    if (this.#isReady && !wasReady) open.onReady();
    if (this.#connection.value.state === 'up-to-date') open.onUpToDate();
  }

  #keepViewers(stays: (viewer: Viewer) => boolean): void {
    this.#parts.set.surroundings.keepViewers(stays);
    for (const open of this.#parts.conversations.all) open.readViewers();
  }

  #readAvailability(): void {
    const id = this.#me.value?.id;
    this.#availability.set(this.#agents.value.find((agent) => agent.id === id)?.availability);
  }
}

/** Whether the connection begins anew, so that its end of a story may be missing. A backend that is behind itself keeps it. */
function isAnew(state: ConnectionState): boolean {
  return state.state === 'connecting' || (state.state === 'not-updating' && state.retryAt !== null);
}

function byConversation(events: readonly ConversationEvent[]): ReadonlyMap<ConversationId, ConversationEvent[]> {
  const groups = new Map<ConversationId, ConversationEvent[]>();
  for (const event of events) {
    const group = groups.get(event.conversationId);
    if (group === undefined) groups.set(event.conversationId, [event]);
    else group.push(event);
  }
  return groups;
}
