/**
 * What goes out of the gateway because of a fact: messages to providers, news to
 * servers that want to know. One letter after the other per conversation and
 * destination, in the log's order; what is to be sent is derived from the log,
 * so that whoever takes over a conversation finishes it.
 */
import type { Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import { importedThreadPrefix } from '../conversations/imported-thread.js';
import type { ConversationChange, Projection } from '../conversations/projection.js';
import type { Share } from '../nodes/share.js';
import type { IsMeant } from '../nodes/share-listeners.js';
import type { Runtime } from '../runtime.js';
import type { ClosedPlace, ClosedQuery, EventStore } from '../store/event-store.js';
import { untilDefinite } from '../store/until-definite.js';
import type { Destination, Letter } from './destination.js';
import type { LetterLog } from './letter-log.js';
import { createLetterLog } from './letter-log.js';
import { sendLetter } from './send-letter.js';

/** What sending takes. */
export interface OutboundOptions {
  readonly projection: Pick<Projection, 'append' | 'heads' | 'subscribe'>;
  readonly store: Pick<EventStore, 'claim' | 'lease' | 'leases' | 'readBackwards' | 'head' | 'closedHeads'>;
  /** Which conversations this node sends for. */
  readonly share: Pick<Share, 'holds'>;
  readonly runtime: Runtime;
  /** Those whose conversations may be owed something, be none of them open. Asked each time, like the next: configurations change. */
  readonly tenants: () => Iterable<string>;
  readonly destinations: () => readonly Destination[];
}

/** The one who sends. */
export interface Outbound {
  /** Takes up what is pending, in all conversations that this node looks after or in those that are meant. */
  resume(isMeant?: IsMeant): Promise<void>;
  /** Begins nothing more in some conversations; resolves when nothing runs in them. */
  letGo(isMeant: IsMeant): Promise<void>;
  /** Another node may be sending for some conversations: ends what still runs in them. */
  breakOff(isMeant: IsMeant): void;
  /** Breaks off everything and resolves when nothing runs any more. */
  stop(): Promise<void>;
}

interface Lane {
  /** Of the configuration in force when the lane was last used. */
  destination: Destination;
  readonly tenant: string;
  readonly conversationId: ConversationId;
  readonly ending: AbortController;
  head: Conversation | undefined;
  queue: readonly ConversationEvent[];
  /** Messages of which it was told that they got somewhere. */
  readonly settled: Set<string>;
  /** Up to where the log was looked at. */
  seq: number;
  /** Whether the log has to be looked at before anything else. */
  isBehind: boolean;
  /** Whether it is to begin nothing more. */
  isLeaving: boolean;
  running: Promise<void> | undefined;
}

const laneLimit = 10_000;
const closedAtOnce = 200;
/** A head in memory may be this much behind the store. */
const toleranceMs = 5 * 60_000;

/** Sends from now on what is decided from now on; {@link Outbound.resume} takes up the rest. */
export function createOutbound(options: OutboundOptions): Outbound {
  return new Post(options);
}

class Post implements Outbound {
  readonly #options: OutboundOptions;
  readonly #stopping = new AbortController();
  readonly #log: LetterLog;
  readonly #lanes = new Map<string, Lane>();
  readonly #unsubscribe: () => void;

  constructor(options: OutboundOptions) {
    this.#options = options;
    this.#log = createLetterLog({ ...options, patience: { runtime: options.runtime, signal: this.#stopping.signal } });
    this.#unsubscribe = options.projection.subscribe((change) => this.#take(change));
  }

  async resume(isMeant: IsMeant = (...of) => this.#options.share.holds(...of)): Promise<void> {
    for (const lane of this.#lanes.values()) if (isMeant(lane.tenant, lane.conversationId)) lane.isBehind = true;
    for (const destination of this.#options.destinations())
      for (const tenant of this.#options.tenants()) await this.#resumeTenant(destination, tenant, isMeant);
  }

  async letGo(isMeant: IsMeant): Promise<void> {
    const meant = [...this.#lanes].filter(([, { tenant, conversationId }]) => isMeant(tenant, conversationId));
    for (const [, lane] of meant) lane.isLeaving = true;
    await Promise.all(meant.map(([, { running }]) => running));
    for (const [key, lane] of meant) if (this.#lanes.get(key) === lane) this.#lanes.delete(key);
  }

  breakOff(isMeant: IsMeant): void {
    for (const [key, lane] of this.#lanes) {
      if (!isMeant(lane.tenant, lane.conversationId)) continue;
      lane.ending.abort();
      this.#lanes.delete(key);
    }
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#stopping.abort();
    const lanes = [...this.#lanes.values()];
    this.breakOff(() => true);
    await Promise.all(lanes.map(({ running }) => running));
  }

  async #resumeTenant(destination: Destination, tenant: string, isMeant: IsMeant): Promise<void> {
    const from = this.#options.runtime.now() - destination.retryForMs - toleranceMs;
    const mayBeOwed = (head: Conversation): boolean => isMeant(tenant, head.id) && !isOther(destination, tenant, head);
    for (const head of [...this.#options.projection.heads(tenant)])
      if (head.at >= from && mayBeOwed(head)) await this.#look(destination, tenant, head.id);
    let place: ClosedPlace | null = null;
    while (!this.#stopping.signal.aborted) {
      const heads = await this.#closedHeads(tenant, { closedBefore: place, closedFrom: from, limit: closedAtOnce });
      for (const head of heads) if (mayBeOwed(head)) await this.#look(destination, tenant, head.id);
      const last = heads.at(-1);
      if (heads.length < closedAtOnce || last === undefined || last.closed === null) return;
      place = { at: last.closed.at, id: last.id };
    }
  }

  #closedHeads(tenant: string, query: ClosedQuery): Promise<readonly Conversation[]> {
    const { runtime, store } = this.#options;
    return untilDefinite({ runtime, signal: this.#stopping.signal }, () => store.closedHeads(tenant, query));
  }

  /** One after the other: at a start there may be many. */
  async #look(destination: Destination, tenant: string, conversationId: ConversationId): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const lane = this.#laneOf(destination, tenant, conversationId);
    if (lane.running !== undefined) return;
    await this.#catchUp(lane);
    if (lane.queue.length > 0 || lane.isBehind) this.#run(lane);
    else if (this.#lanes.get(keyOf(destination, tenant, conversationId)) === lane) this.#lanes.delete(keyOf(destination, tenant, conversationId));
  }

  #take({ tenant, head, events }: ConversationChange): void {
    if (!this.#options.share.holds(tenant, head.id)) return;
    for (const destination of this.#options.destinations()) {
      if (isOther(destination, tenant, head)) continue;
      const known = this.#lanes.get(keyOf(destination, tenant, head.id));
      const taken = events.filter((event) => event.seq > (known?.seq ?? 0) && destination.takes(tenant, head, event));
      if (known === undefined && taken.length === 0) continue;
      const lane = known ?? this.#laneOf(destination, tenant, head.id);
      lane.destination = destination;
      lane.head = head;
      // Where marks are kept, news of a message are another destination's.
      if (destination.memory === 'delivery') for (const event of events) if (event.type === 'delivery-changed') lane.settled.add(event.messageId);
      lane.queue = [...lane.queue, ...taken];
      this.#run(lane);
    }
  }

  #laneOf(destination: Destination, tenant: string, conversationId: ConversationId): Lane {
    const key = keyOf(destination, tenant, conversationId);
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const lane: Lane = { destination, tenant, conversationId, ending: new AbortController(), head: undefined, queue: [], settled: new Set(), seq: 0, isBehind: true, isLeaving: false, running: undefined };
    this.#lanes.set(key, lane);
    this.#forgetIdle();
    return lane;
  }

  #run(lane: Lane): void {
    if (lane.queue.length > 0 || lane.isBehind) lane.running ??= this.#work(lane);
  }

  async #work(lane: Lane): Promise<void> {
    try {
      // Even if there is nothing to do any more, it ends after it was said to run.
      await Promise.resolve();
      while (!lane.ending.signal.aborted && !lane.isLeaving && (lane.isBehind || lane.queue.length > 0)) await this.#step(lane);
    } catch (error) {
      this.#lanes.delete(keyOf(lane.destination, lane.tenant, lane.conversationId));
      const told = { to: lane.destination.name, conversation: lane.conversationId, error: error instanceof Error ? error.name : 'unknown' };
      if (!this.#stopping.signal.aborted) this.#options.runtime.log('error', 'letters-not-sent', told);
    } finally {
      lane.settled.clear();
      lane.running = undefined;
    }
  }

  async #step(lane: Lane): Promise<void> {
    if (lane.isBehind) return this.#catchUp(lane);
    const [event, ...others] = lane.queue;
    lane.queue = others;
    if (event === undefined || lane.head === undefined || lane.settled.has(event.id)) return;
    const letter: Letter = { tenant: lane.tenant, head: lane.head, event, attempts: 0 };
    await sendLetter({ log: this.#log, runtime: this.#options.runtime }, lane.destination, letter, lane.ending.signal);
  }

  async #catchUp(lane: Lane): Promise<void> {
    lane.isBehind = false;
    const pending = await this.#log.pending(lane.destination, lane.tenant, lane.conversationId);
    if (pending === undefined) return;
    const later = lane.queue.filter(({ seq }) => seq > pending.seq);
    lane.seq = pending.seq;
    lane.queue = [...pending.events, ...later];
    lane.head = lane.head === undefined || lane.head.seq < pending.head.seq ? pending.head : lane.head;
  }

  #forgetIdle(): void {
    if (this.#lanes.size <= laneLimit) return;
    for (const [key, lane] of this.#lanes) if (lane.running === undefined && lane.queue.length === 0) this.#lanes.delete(key);
  }
}

/** Whether nothing of a conversation goes to a destination. Nobody is at the other end of recorded ones. */
function isOther(destination: Destination, tenant: string, head: Conversation): boolean {
  return head.thread.startsWith(importedThreadPrefix) || destination.mayTake?.(tenant, head) === false;
}

function keyOf({ name }: Destination, tenant: string, conversationId: ConversationId): string {
  return `${name} ${tenant} ${conversationId}`;
}
