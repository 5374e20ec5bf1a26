/**
 * Which conversations this node looks after: what has to be done once (calling
 * a bot, ending a silence, telling a customer that nobody is there) is done by
 * the node that holds the lease of the conversation's partition. An economy, not
 * what safety rests on: event ids are deterministic, replies carry their term.
 *
 * @see docs/decisions/0007-many-nodes.md
 */
import type { ConversationId } from '@live-takeover/sdk/core';
import { createDeadlines } from '../conversations/deadlines.js';
import type { Deadlines } from '../conversations/deadlines.js';
import { pause } from '../pause.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import { partitionOf } from '../store/partition.js';
import type { NodeLeases } from './node-leases.js';
import { createNodeLeases } from './node-leases.js';
import type { Relay } from './relay.js';
import type { IsMeant, ShareListener } from './share-listeners.js';
import { ShareListeners } from './share-listeners.js';
import type { SharePlan } from './share-plan.js';
import { planShare } from './share-plan.js';

/** What this node looks after. On a store that nobody shares: everything, from the start to the end. */
export interface Share {
  /** Begins to look after things; resolves when what is free now was taken up. */
  start(): Promise<void>;
  /** Gives everything back. */
  stop(): Promise<void>;
  /** Whether this node looks after a conversation now. */
  holds: IsMeant;
  /** Whether what this node began for a conversation may still be finished: it holds it, or is just giving it back. */
  mayFinish: IsMeant;
  /** Since when this node holds a conversation, by the store's clock: what is older, another node may have dealt with. */
  heldSince(tenant: string, conversationId: ConversationId): number;
  /** Told what this node looks after from now on: whatever is pending there is to be taken up. */
  onGained(listener: ShareListener): void;
  /** Told what is about to be given back: nothing new is begun there, and it goes once what runs is finished, or has had its time. */
  onLosing(listener: ShareListener): void;
  /** Told what another node may look after from now on: whatever still runs there is to be broken off. */
  onLost(listener: ShareListener): void;
  /** Told when nodes were last heard of longer ago than they may be silent, or have stopped. */
  onNodesGone(listener: () => void): void;
  /** The nodes that were heard of lately, this one among them, as the store says now. */
  livingNodes(): Promise<ReadonlySet<string>>;
}

/** What looking after a share takes. */
export interface ShareOptions {
  readonly store: Pick<EventStore, 'isShared' | 'partitions' | 'lease' | 'release' | 'leases'>;
  readonly runtime: Runtime;
  readonly relay: Relay;
  /** Brings up to date what this node would act on; what it gains waits for that. */
  readonly prepare: () => Promise<void>;
}

const renewEveryMs = 3_000;
/** How long what runs may take to finish when a partition is given back. */
const leavingMs = 4_000;
const retryAfterMs = 1_000;
/** How long giving back everything may take at the end. */
const stoppingMs = 2_000;
/** Between giving back one partition and the next. */
const nextSurplusMs = 250;

/** A node's share of a store. Nothing happens before {@link Share.start}. */
export function createShare(options: ShareOptions): Share {
  return new LeasedShare(options);
}

interface Held {
  /** Until when this node may believe that it holds the lease. */
  until: number;
  isLeaving: boolean;
  readonly since: number;
}

class LeasedShare implements Share {
  readonly #options: ShareOptions;
  readonly #held = new Map<number, Held>();
  /** No longer looked after, and not given back yet: not to be taken again before the release that would undo it. */
  readonly #releasing = new Set<number>();
  #nodes: ReadonlySet<string> = new Set();
  readonly #leases: NodeLeases;
  readonly #listeners: ShareListeners;
  readonly #ends: Deadlines;
  #state: 'new' | 'running' | 'stopped' = 'new';
  #pass: Promise<void> | undefined;
  #isPassWanted = false;
  #cancelPass = (): void => {};
  #stopHearing = (): void => {};

  constructor(options: ShareOptions) {
    this.#options = options;
    this.#leases = createNodeLeases({ ...options, nodeId: options.relay.nodeId });
    this.#listeners = new ShareListeners(options.runtime);
    this.#ends = createDeadlines(options.runtime, (key) => this.#lapse(Number(key)));
  }

  async start(): Promise<void> {
    const { store, relay } = this.#options;
    this.#state = 'running';
    if (!store.isShared) return this.#listeners.tell('gained', () => true);
    this.#stopHearing = relay.on('share', () => this.#schedulePass(0));
    await this.#runPass();
    relay.tell({ kind: 'share' });
  }

  async stop(): Promise<void> {
    const { store, relay } = this.#options;
    if (this.#state !== 'running') return;
    this.#state = 'stopped';
    this.#stopHearing();
    this.#cancelPass();
    this.#ends.clear();
    if (!store.isShared) return;
    const partitions = [...this.#held.keys()];
    this.#held.clear();
    this.#tellLost(partitions);
    // A store that does not answer ends the leases by itself.
    await this.#within(stoppingMs, this.#releaseAll());
    relay.tell({ kind: 'share' });
  }

  holds: IsMeant = (tenant, conversationId) => {
    const held = this.#at(tenant, conversationId);
    return held === 'all' || (held !== undefined && !held.isLeaving && held.until > this.#options.runtime.now());
  };

  mayFinish: IsMeant = (tenant, conversationId) => {
    const held = this.#at(tenant, conversationId);
    return held === 'all' || (held !== undefined && held.until > this.#options.runtime.now());
  };

  heldSince(tenant: string, conversationId: ConversationId): number {
    const held = this.#at(tenant, conversationId);
    return held === 'all' ? -Infinity : (held?.since ?? Infinity);
  }

  onGained(listener: ShareListener): void {
    this.#listeners.gained.add(listener);
  }

  onLosing(listener: ShareListener): void {
    this.#listeners.losing.add(listener);
  }

  onLost(listener: ShareListener): void {
    this.#listeners.lost.add(listener);
  }

  onNodesGone(listener: () => void): void {
    this.#listeners.nodesGone.add(listener);
  }

  async livingNodes(): Promise<ReadonlySet<string>> {
    const leases = await this.#leases.nodes();
    return new Set([...leases.map(({ holder }) => holder), this.#options.relay.nodeId]);
  }

  #at(tenant: string, conversationId: ConversationId): Held | 'all' | undefined {
    const { isShared, partitions } = this.#options.store;
    if (this.#state !== 'running') return undefined;
    return isShared ? this.#held.get(partitionOf(tenant, conversationId, partitions)) : 'all';
  }

  #schedulePass(delayMs: number): void {
    if (this.#state !== 'running') return;
    if (this.#pass !== undefined) {
      this.#isPassWanted ||= delayMs === 0;
      return;
    }
    this.#cancelPass();
    this.#cancelPass = this.#options.runtime.schedule(delayMs, () => void this.#runPass());
  }

  async #runPass(): Promise<void> {
    let nextMs = retryAfterMs;
    this.#pass = this.#lookAround().then(
      (delayMs) => void (nextMs = delayMs),
      (error: unknown) => {
        this.#options.runtime.log('warn', 'share-not-renewed', { error: error instanceof Error ? error.name : 'unknown' });
      },
    );
    await this.#pass;
    this.#pass = undefined;
    if (this.#isPassWanted) nextMs = 0;
    this.#isPassWanted = false;
    this.#schedulePass(nextMs);
  }

  /** @returns when to look again, in ms */
  async #lookAround(): Promise<number> {
    const { store, runtime, relay } = this.#options;
    await Promise.all([this.#leases.register(), ...[...this.#held.keys()].map((partition) => this.#renew(partition))]);
    const { nodes, shares } = await this.#leases.look();
    this.#noteNodes(new Set(nodes.map(({ holder }) => holder)));
    if (this.#state !== 'running') return 0;
    const own = { held: this.#heldOnes(false), leaving: new Set([...this.#heldOnes(true), ...this.#releasing]) };
    const plan = planShare({ nodeId: relay.nodeId, partitions: store.partitions, nodes, shares, ...own }, runtime.random());
    if (plan.take.length > 0) await this.#takeUp(plan);
    if (plan.giveBack !== undefined) void this.#giveBack(plan.giveBack);
    return Math.max(retryAfterMs / 10, Math.min(renewEveryMs, plan.nextExpiryAt - runtime.now()));
  }

  #heldOnes(isLeaving: boolean): ReadonlySet<number> {
    return new Set([...this.#held].filter(([, held]) => held.isLeaving === isLeaving).map(([partition]) => partition));
  }

  #noteNodes(nodes: ReadonlySet<string>): void {
    const isAnyGone = [...this.#nodes].some((nodeId) => !nodes.has(nodeId));
    this.#nodes = nodes;
    if (isAnyGone) this.#listeners.tellNodesGone();
  }

  async #renew(partition: number): Promise<void> {
    const held = this.#held.get(partition);
    if (held === undefined || held.isLeaving) return;
    const until = await this.#leases.take(partition);
    // Stepped down meanwhile, or on the way: then it is taken up anew, or not at all.
    if (this.#held.get(partition) !== held || held.isLeaving) return;
    if (until === undefined) return this.#lapse(partition);
    held.until = until;
    this.#ends.set(String(partition), until);
  }

  async #takeUp({ take }: SharePlan): Promise<void> {
    await this.#options.prepare();
    const taken = await Promise.all(take.map(async (partition) => ({ partition, until: await this.#leases.take(partition) })));
    if (this.#state !== 'running') return;
    const gained = new Set<number>();
    for (const { partition, until } of taken) {
      if (until === undefined) continue;
      this.#held.set(partition, { until, isLeaving: false, since: this.#options.runtime.now() });
      this.#ends.set(String(partition), until);
      gained.add(partition);
    }
    if (gained.size === 0) return;
    this.#options.runtime.log('info', 'share-gained', { partitions: [...gained].join(' '), held: this.#held.size });
    // Not awaited: what is pending there may take longer than the lease.
    void this.#listeners.tell('gained', this.#among(gained));
  }

  async #giveBack(partition: number): Promise<void> {
    const { runtime, relay } = this.#options;
    const held = this.#held.get(partition);
    if (held === undefined) return;
    held.isLeaving = true;
    await this.#within(leavingMs, this.#listeners.tell('losing', this.#among(new Set([partition]))));
    if (this.#held.get(partition) !== held) return;
    this.#held.delete(partition);
    this.#ends.set(String(partition), null);
    this.#tellLost([partition]);
    this.#releasing.add(partition);
    await this.#leases.release(partition);
    this.#releasing.delete(partition);
    runtime.log('info', 'share-given-back', { partition, held: this.#held.size });
    relay.tell({ kind: 'share' });
    this.#schedulePass(nextSurplusMs);
  }

  /** The lease ends in the store in a moment, if it has not ended already. */
  #lapse(partition: number): void {
    if (!this.#held.delete(partition)) return;
    this.#ends.set(String(partition), null);
    this.#options.runtime.log('warn', 'share-lapsed', { partition });
    this.#tellLost([partition]);
    this.#schedulePass(0);
  }

  async #releaseAll(): Promise<void> {
    // Not before what is on its way, which would take some again.
    await this.#pass;
    await this.#leases.releaseAll();
  }

  async #within(limitMs: number, work: Promise<void>): Promise<void> {
    const ended = new AbortController();
    await Promise.race([pause(this.#options.runtime, limitMs, ended.signal), work]);
    ended.abort();
  }

  #tellLost(partitions: readonly number[]): void {
    if (partitions.length > 0) void this.#listeners.tell('lost', this.#among(new Set(partitions)));
  }

  #among(partitions: ReadonlySet<number>): IsMeant {
    return (tenant, conversationId) => partitions.has(partitionOf(tenant, conversationId, this.#options.store.partitions));
  }
}
