import type {
  Agent,
  AgentPresence,
  Alert,
  BotRules,
  ConnectionState,
  ConnectorScope,
  ConnectorSink,
  Conversation,
  ConversationEvent,
  ConversationId,
  Signal,
} from '@live-takeover/sdk';
import { fold, writable } from '@live-takeover/sdk';
import type { Connector, Writable } from '@live-takeover/sdk';

/** A sink that remembers, opened on a connector: what a client would have seen. */
export interface Recorder {
  readonly scope: Writable<ConnectorScope>;
  /** States of the connection, in order. */
  readonly states: readonly ConnectionState['state'][];
  readonly me: Agent | undefined;
  readonly rules: Readonly<Record<string, BotRules>> | undefined;
  readonly serverTime: number | undefined;
  /** The fold of all that arrived, by conversation. */
  readonly heads: ReadonlyMap<ConversationId, Conversation>;
  /** Events that no snapshot had covered. */
  readonly events: readonly ConversationEvent[];
  /** Whether each part so far came in its place. */
  readonly snapshots: readonly { readonly isFirst: boolean; readonly isLast: boolean }[];
  /** What was out of order, in words; empty for a conforming connector. */
  readonly faults: readonly string[];
  readonly resets: readonly string[];
  readonly alerts: ReadonlyMap<string, Alert>;
  readonly presences: readonly AgentPresence[];
  readonly signals: readonly Signal[];
  /** Calls of the sink, of any kind. */
  readonly calls: number;
  /** Resolves as soon as `holds`; rejects, naming `what`, when patience ends. */
  until(what: string, holds: () => boolean): Promise<void>;
  /** As if no alert had come yet. */
  forgetAlerts(): void;
  /** Ends the connection. */
  close(): void;
}

const everything: ConnectorScope = { alerts: true, conversations: 'all' };

/** Opens a connector and records all it says. */
export function record(connector: Connector, patienceMs: number, initial: ConnectorScope = everything): Recorder {
  const state = new Recording(patienceMs, initial);
  connector.open(state.scope, state.sink(), state.controller.signal);
  return state;
}

class Recording implements Recorder {
  readonly scope: Writable<ConnectorScope>;
  readonly controller: AbortController = new AbortController();
  readonly states: ConnectionState['state'][] = [];
  readonly heads: Map<ConversationId, Conversation> = new Map();
  readonly events: ConversationEvent[] = [];
  readonly snapshots: { readonly isFirst: boolean; readonly isLast: boolean }[] = [];
  readonly faults: string[] = [];
  readonly resets: string[] = [];
  readonly alerts: Map<string, Alert> = new Map();
  readonly signals: Signal[] = [];
  presences: readonly AgentPresence[] = [];
  me: Agent | undefined;
  rules: Readonly<Record<string, BotRules>> | undefined;
  serverTime: number | undefined;
  calls = 0;
  readonly #patienceMs: number;
  /** The seq that a snapshot or head already covered: events up to there may come again. */
  readonly #covered = new Map<ConversationId, number>();
  readonly #waiters = new Set<() => void>();

  constructor(patienceMs: number, initial: ConnectorScope) {
    this.#patienceMs = patienceMs;
    this.scope = writable(initial);
  }

  sink(): ConnectorSink {
    const noted =
      <Arguments extends readonly unknown[]>(take: (...values: Arguments) => void) =>
      (...values: Arguments): void => {
        this.calls += 1;
        take(...values);
        for (const wake of [...this.#waiters]) wake();
      };
    return {
      connection: noted((connection) => void this.states.push(connection.state)),
      serverTime: noted((now) => void (this.serverTime = now)),
      agent: noted((agent) => void (this.me = agent)),
      rules: noted((rules) => void (this.rules = rules)),
      snapshot: noted((part) => this.#takeSnapshot(part)),
      events: noted((events) => {
        for (const event of events) this.#takeEvent(event);
      }),
      head: noted((head) => this.#takeHead(head)),
      alert: noted((alert) => void this.alerts.set(alert.id, alert)),
      alertEnded: noted((alertId) => void this.alerts.delete(alertId)),
      presence: noted((agents) => void (this.presences = agents)),
      signal: noted((signal) => void this.signals.push(signal)),
      reset: noted((why) => void this.resets.push(why)),
    };
  }

  until(what: string, holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(look);
      };
      const look = (): void => {
        if (!holds()) return;
        stop();
        resolve();
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`Waited ${this.#patienceMs} ms in vain until ${what}.`));
      }, this.#patienceMs);
      this.#waiters.add(look);
      look();
    });
  }

  forgetAlerts(): void {
    this.alerts.clear();
  }

  close(): void {
    this.controller.abort();
  }

  #takeSnapshot(part: { readonly heads: readonly Conversation[]; readonly isFirst: boolean; readonly isLast: boolean }): void {
    const last = this.snapshots.at(-1);
    if (part.isFirst !== (last === undefined || last.isLast)) this.faults.push('a part of a snapshot came out of its place');
    this.snapshots.push({ isFirst: part.isFirst, isLast: part.isLast });
    if (part.isFirst) this.heads.clear();
    for (const head of part.heads) {
      if (this.heads.has(head.id)) this.faults.push(`the snapshot has ${head.id} twice`);
      this.#takeHead(head);
    }
  }

  #takeHead(head: Conversation): void {
    this.heads.set(head.id, head);
    this.#covered.set(head.id, head.seq);
  }

  #takeEvent(event: ConversationEvent): void {
    if (event.seq <= (this.#covered.get(event.conversationId) ?? 0)) return;
    const head = this.heads.get(event.conversationId);
    const expectedSeq = (head?.seq ?? 0) + 1;
    if (event.seq !== expectedSeq) this.faults.push(`${event.conversationId} continued with seq ${event.seq}, not ${expectedSeq}`);
    if (head !== undefined && event.at < head.at) this.faults.push(`${event.conversationId} went back in time at seq ${event.seq}`);
    this.events.push(event);
    this.heads.set(event.conversationId, fold(head, event));
  }
}
