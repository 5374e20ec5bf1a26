import type { Cursor, WireTopics } from '@live-takeover/sdk/core';
import { encodeFrame } from '@live-takeover/sdk/core';
import type { AgentServices } from './agent-services.js';
import type { AgentConnection } from './connections.js';
import type { JoinedStream } from './hub.js';
import { followsSame } from './stream.js';
import type { FrameSink } from './subscription.js';

/** What a welcomed client follows: a stream of conversations, and alerts. */
export class Feed {
  readonly #services: Pick<AgentServices, 'hub' | 'signals' | 'alerts'>;
  readonly #client: AgentConnection & FrameSink;
  #topics: WireTopics;
  #stream: JoinedStream | undefined;

  constructor(services: Pick<AgentServices, 'hub' | 'signals' | 'alerts'>, client: AgentConnection & FrameSink, topics: WireTopics) {
    this.#services = services;
    this.#client = client;
    this.#topics = topics;
  }

  /**
   * Takes a place in the client's present scope; nothing is sent before {@link Feed.begin}.
   *
   * @returns whether the cursor was accepted: deltas follow it, and no snapshot
   */
  join(cursor?: Cursor): boolean {
    const { hub } = this.#services;
    const { conversations } = this.#topics;
    this.#stream?.leave();
    this.#stream = undefined;
    if (conversations === 'all' || conversations.length > 0)
      this.#stream = hub.join(this.#client.identity.scope, conversations, cursor, this.#client);
    return this.#stream?.isResumed ?? false;
  }

  begin(): void {
    const refusal = this.#stream?.refusal;
    if (refusal !== undefined) this.#client.send(encodeFrame({ type: 'reset', why: refusal }));
    this.#stream?.begin();
    this.#followSignals();
  }

  /** Lets alerts flow, if the client wants any. */
  attachAlerts(): void {
    if (this.#topics.alerts) this.#services.alerts.attach(this.#client);
  }

  subscribe(topics: WireTopics): void {
    const before = this.#topics;
    this.#topics = topics;
    if (topics.alerts && !before.alerts) this.#services.alerts.attach(this.#client);
    if (!topics.alerts && before.alerts) this.#services.alerts.detach(this.#client);
    if (followsSame(topics.conversations, before.conversations)) return;
    this.join();
    this.begin();
  }

  /** The client's scope is another one now: whatever it holds is void. */
  restart(why: string): void {
    this.#client.send(encodeFrame({ type: 'reset', why }));
    this.join();
    this.begin();
    this.attachAlerts();
  }

  /** Calls back once everything due before now has been sent. */
  afterDue(callback: () => void): void {
    if (this.#stream === undefined) callback();
    else this.#stream.afterDue(callback);
  }

  #followSignals(): void {
    const { signals } = this.#services;
    const { conversations } = this.#topics;
    if (conversations !== 'all') for (const conversationId of conversations) signals.open(this.#client, conversationId);
    // Of many conversations who looks at them is told once they are.
    this.afterDue(() => signals.watch(this.#client, this.#topics.conversations === 'all'));
  }

  leave(): void {
    const { alerts, signals } = this.#services;
    this.#stream?.leave();
    alerts.detach(this.#client);
    signals.detach(this.#client);
  }
}
