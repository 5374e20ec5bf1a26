import type { Agent, ConnectorScope, ConnectorSink, ConversationEvent, Writable } from '@live-takeover/sdk';
import { writable } from '@live-takeover/sdk';
import type { ClientFrame, ServerFrame } from '@live-takeover/sdk/core';
import { defaultLimits } from '@live-takeover/sdk/core';
import type { SimulatedConnector } from '../simulator/connector.js';
import type { Simulator } from '../simulator/simulator.js';
import { isSameScope } from '../simulator/snapshot.js';

type Hello = Extract<ClientFrame, { type: 'hello' }>;
type SnapshotPart = Parameters<ConnectorSink['snapshot']>[0];

/** What the gateway promises to ping within. */
const heartbeatMs = 15_000;

/**
 * One client of the simulated gateway, from socket to socket: turns what its
 * connector says into frames, and knows the cursor from which it may resume.
 */
export class WireClient {
  readonly agent: Agent;
  readonly #simulator: Simulator;
  readonly #scope: Writable<ConnectorScope>;
  #connector: SimulatedConnector;
  #abort = new AbortController();
  #send: (frame: ServerFrame) => void = nothing;
  #cursor = 'c0';
  #hello: Hello | undefined;
  #isResumed = false;
  #isWelcome = false;
  #isUpToDate = false;
  #isPingWanted = false;
  #parts: SnapshotPart[] = [];

  constructor(simulator: Simulator, agent: Agent) {
    this.#simulator = simulator;
    this.agent = agent;
    this.#scope = writable<ConnectorScope>({ alerts: false, conversations: [] });
    this.#connector = simulator.connectorFor(agent);
  }

  get connector(): SimulatedConnector {
    return this.#connector;
  }

  /** A socket said hello: from now on frames go there, exactly from its cursor or from a snapshot. */
  attach(hello: Hello, send: (frame: ServerFrame) => void): void {
    const isKnown = this.#hello !== undefined && hello.cursor === this.#cursor;
    this.#isResumed = isKnown && isSameScope(hello.topics.conversations, this.#scope.value.conversations);
    this.#hello = hello;
    this.#send = send;
    this.#isWelcome = false;
    if (this.#isResumed) {
      this.#scope.set(hello.topics);
      this.#connector.faults.restore();
    } else this.#startOver(hello.topics);
  }

  /** The socket is gone; what happens meanwhile waits for the next one. */
  detach(): void {
    this.#send = nothing;
    this.#connector.faults.cut();
  }

  subscribe(topics: ConnectorScope): void {
    this.#scope.set(topics);
  }

  /** Answers behind everything that is due before. */
  ping(): void {
    this.#isPingWanted = true;
    this.#answerPing();
  }

  /** Ends the connector. */
  close(): void {
    this.#send = nothing;
    this.#abort.abort();
  }

  #startOver(topics: ConnectorScope): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#connector = this.#simulator.connectorFor(this.agent);
    this.#scope.set(topics);
    this.#connector.open(this.#scope, this.#sink(), this.#abort.signal);
  }

  #sink(): ConnectorSink {
    return {
      connection: ({ state }) => {
        this.#isUpToDate = state === 'up-to-date';
        this.#answerPing();
      },
      serverTime: (serverTime) => {
        if (this.#isWelcome) this.#send({ type: 'ping', serverTime });
      },
      agent: nothing,
      rules: (rules) => {
        if (this.#isWelcome) this.#send({ type: 'bot-rules-changed', rules });
        else this.#welcome(rules);
      },
      desk: (desk) => this.#send({ type: 'desk', desk }),
      snapshot: (part) => this.#takePart(part),
      events: (events) => this.#sendDelta(events),
      head: nothing,
      alert: (alert) => this.#send({ type: 'alert', alert }),
      alertEnded: (alertId) => this.#send({ type: 'alert-ended', alertId }),
      presence: (agents) => this.#send({ type: 'presence', agents }),
      signal: (signal) => this.#send({ type: 'signal', ...signal }),
      reset: (why) => this.#send({ type: 'reset', why }),
    };
  }

  #welcome(rules: Parameters<ConnectorSink['rules']>[0]): void {
    const serverTime = this.#simulator.clock.now();
    this.#isWelcome = true;
    this.#send({ type: 'welcome', serverTime, heartbeatMs, agent: this.agent, rules, limits: defaultLimits, resumed: this.#isResumed });
    if (!this.#isResumed && this.#hello?.cursor !== undefined) this.#send({ type: 'reset', why: 'The cursor is not known here.' });
  }

  /** Frames say how many parts there are, so that they wait for the last. */
  #takePart(part: SnapshotPart): void {
    if (part.isFirst) this.#parts = [];
    this.#parts.push(part);
    if (!part.isLast) return;
    const parts = this.#parts.length;
    this.#parts.forEach(({ heads }, index) => this.#send({ type: 'snapshot', cursor: this.#cursor, part: index + 1, parts, heads }));
    this.#parts = [];
  }

  #sendDelta(events: readonly ConversationEvent[]): void {
    const prev = this.#cursor;
    this.#cursor = `c${Number(prev.slice(1)) + 1}`;
    this.#send({ type: 'delta', prev, cursor: this.#cursor, events });
  }

  #answerPing(): void {
    if (!this.#isPingWanted || !this.#isUpToDate) return;
    this.#isPingWanted = false;
    this.#send({ type: 'ping', serverTime: this.#simulator.clock.now() });
  }
}

const nothing = (): void => undefined;
