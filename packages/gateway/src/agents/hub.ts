/** Hands every agent's client the conversations of its scope: one stream per scope and topic. */
import { createHash } from 'node:crypto';
import type { BotRules, Conversation, Cursor } from '@live-takeover/sdk/core';
import type { Projection } from '../conversations/projection.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import { isAhead, resumeFrom } from './cursor.js';
import { seenHead } from './mask.js';
import type { Scope } from './scope.js';
import { isInScope } from './scope.js';
import type { Snapshot } from './snapshot.js';
import { mostUrgentFirst, takeSnapshot } from './snapshot.js';
import type { FollowedConversations } from './stream.js';
import { Stream, topicOf } from './stream.js';
import type { Beginning, FrameSink } from './subscription.js';
import { Subscription } from './subscription.js';

/** A client's place on a stream, not yet begun. */
export interface JoinedStream {
  /** Whether the cursor was accepted: deltas follow it, and no snapshot. */
  readonly isResumed: boolean;
  /** Why a given cursor was not. */
  readonly refusal: string | undefined;
  /** Lets the frames flow. */
  begin(): void;
  /** Calls back once everything due before now has been sent. */
  afterDue(callback: () => void): void;
  leave(): void;
}

/** Where sessions join. */
export interface Hub {
  /** Resolves once this node knows all that a cursor stands for. Not for long: what no other node gave out is never reached. */
  reached(cursor: Cursor): Promise<void>;
  join(scope: Scope, followed: FollowedConversations, cursor: Cursor | undefined, sink: FrameSink): JoinedStream;
  /** Lets go of every stream. */
  stop(): void;
}

/** What a hub works with. */
export interface HubOptions {
  readonly store: EventStore;
  readonly projection: Projection;
  readonly runtime: Runtime;
  readonly rulesOf: (tenant: string, botId: string) => BotRules | undefined;
}

const snapshotSharedMs = 2_000;
/** How far a node may be behind another before who comes from there starts over. */
const behindLimitMs = 3_000;

/** A hub over a projection, which must be ready before anyone joins. */
export function createHub(options: HubOptions): Hub {
  return new StreamHub(options);
}

class StreamHub implements Hub {
  readonly #options: HubOptions;
  readonly #streams = new Map<string, Stream>();
  readonly #subscriptions = new Set<Subscription>();
  readonly #unsubscribe: readonly (() => void)[];

  constructor(options: HubOptions) {
    this.#options = options;
    const { projection } = options;
    this.#unsubscribe = [
      projection.subscribeBatches((batch) => {
        for (const stream of this.#streams.values()) stream.publish(batch);
      }),
      projection.onReload(() => this.#restart()),
    ];
  }

  reached(cursor: Cursor): Promise<void> {
    const { projection, runtime, store } = this.#options;
    if (!store.isShared || !isAhead(cursor, projection)) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        unsubscribe();
        cancel();
        resolve();
      };
      const unsubscribe = projection.subscribeBatches(() => {
        if (!isAhead(cursor, projection)) end();
      });
      const cancel = runtime.schedule(behindLimitMs, end);
    });
  }

  join(scope: Scope, followed: FollowedConversations, cursor: Cursor | undefined, sink: FrameSink): JoinedStream {
    const { projection, runtime, store } = this.#options;
    const stream = this.#stream(scope, followed);
    const place = { incarnation: projection.incarnation, stream: stream.key, positions: projection.positions };
    const resumed = cursor === undefined ? undefined : resumeFrom(cursor, place);
    const subscription = new Subscription({
      stream,
      sink,
      runtime,
      store,
      takeSnapshot: () => this.#snapshot(stream, followed),
      findHead: (tenant, conversationId) => projection.findHead(tenant, conversationId),
    });
    this.#subscriptions.add(subscription);
    const isResumed = resumed !== undefined && 'positions' in resumed;
    const beginning: Beginning =
      isResumed && cursor !== undefined
        ? { kind: 'resume', cursor, positions: resumed.positions, until: projection.positions }
        : { kind: 'snapshot' };
    return {
      isResumed,
      refusal: resumed === undefined || isResumed ? undefined : resumed.why,
      begin: () => void subscription.begin(beginning),
      afterDue: (callback) => subscription.afterDue(callback),
      leave: () => {
        subscription.close();
        this.#subscriptions.delete(subscription);
        if (stream.listeners.size === 0 && this.#streams.get(stream.key) === stream) this.#streams.delete(stream.key);
      },
    };
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const subscription of this.#subscriptions) subscription.close();
    this.#subscriptions.clear();
    this.#streams.clear();
  }

  #stream(scope: Scope, followed: FollowedConversations): Stream {
    const { projection } = this.#options;
    const key = streamKeyOf(scope, followed);
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const stream = new Stream(key, scope, followed, projection.incarnation, projection.positions);
    this.#streams.set(key, stream);
    return stream;
  }

  #snapshot(stream: Stream, followed: FollowedConversations): Snapshot | Promise<Snapshot> {
    const { projection, runtime, rulesOf } = this.#options;
    const { tenant } = stream.scope;
    const now = runtime.now();
    const shared = stream.snapshot;
    if (shared !== undefined && now - shared.takenAt < snapshotSharedMs && stream.deltasSince(shared.cursor) !== undefined) return shared;
    const { cursor } = stream;
    if (followed !== 'all') return this.#named(stream, followed).then((heads) => takeSnapshot(heads, cursor, now));
    const heads = [...projection.heads(tenant)].filter((head) => isInScope(stream.scope, tenant, head.bot.id)).map((head) => seenHead(stream.scope, head));
    const snapshot = takeSnapshot(mostUrgentFirst(heads, (botId) => rulesOf(tenant, botId), now), cursor, now);
    stream.snapshot = snapshot;
    runtime.schedule(snapshotSharedMs, () => {
      if (stream.snapshot === snapshot) stream.snapshot = undefined;
    });
    return snapshot;
  }

  /** Conversations asked for by name are sent wherever they are, closed ones too. */
  async #named(stream: Stream, ids: readonly string[]): Promise<readonly Conversation[]> {
    const { tenant } = stream.scope;
    const heads = await Promise.all(ids.map((id) => this.#options.projection.findHead(tenant, id)));
    return heads.filter((head) => head !== undefined && stream.covers(tenant, head)).map((head) => seenHead(stream.scope, head as Conversation));
  }

  #restart(): void {
    const { incarnation, positions } = this.#options.projection;
    for (const stream of this.#streams.values()) stream.restart(incarnation, positions);
    for (const subscription of this.#subscriptions) void subscription.restart('Changes were missed.');
  }
}

/** Names a stream; part of its cursors, so short and without the scope's own words. */
function streamKeyOf(scope: Scope, followed: FollowedConversations): string {
  return createHash('sha256').update(JSON.stringify([scope.key, topicOf(followed)])).digest('base64url').slice(0, 16);
}
