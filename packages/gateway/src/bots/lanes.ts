import type { ConversationId } from '@live-takeover/sdk/core';
import type { IsMeant } from '../nodes/share-listeners.js';
import type { BotWork } from './bot-work.js';

/** Something a bot was asked, remembered so that late answers find their term. */
export interface Asked {
  /** The event it was about; undefined if the bot speaks on its own account. */
  readonly eventId: string | undefined;
  /** The term under which it was forwarded; null if a human was operator. */
  readonly term: number | null;
  /** How many answers came so far, typing not counted. */
  answers: number;
  /** Whether there were words among them. */
  hasSpoken: boolean;
}

/** What goes on between one conversation and its bot. */
export interface Lane {
  readonly tenant: string;
  readonly conversationId: ConversationId;
  /** By event id, oldest first, at most {@link askedLimit}. */
  readonly asked: Map<string, Asked>;
  /** The event the bot is being told of now. */
  readonly running: string | undefined;
}

/** Lanes of all conversations: in each, one thing is told after the other, and answers are dealt with in order. */
export interface Lanes {
  of(tenant: string, conversationId: ConversationId): Lane;
  /** Puts work at the lane's end, unless the same event is or was there lately. */
  add(tenant: string, conversationId: ConversationId, work: BotWork): void;
  /** Does something after everything given before it for this lane, whether that succeeded or not. */
  inTurn<Result>(lane: Lane, action: () => Promise<Result>): Promise<Result>;
  /** The conversation is closed: its lane is forgotten, once nothing runs in it. */
  close(tenant: string, conversationId: ConversationId): void;
  /** Forgets what waits in some lanes, so that it can be taken up anew; resolves when nothing runs in them. */
  letGo(isMeant: IsMeant): Promise<void>;
  /** Resolves when nothing runs. */
  settled(): Promise<void>;
}

export interface LanesOptions {
  readonly work: (lane: Lane, work: BotWork) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  /** Ends the taking up of further work. */
  readonly signal: AbortSignal;
}

const askedLimit = 50;
const laneLimit = 10_000;

interface OwnLane extends Lane {
  running: string | undefined;
  readonly queue: BotWork[];
  readonly seen: Set<string>;
  done: Promise<void> | undefined;
  turn: Promise<unknown>;
}

/** Lanes in memory; idle ones are forgotten when there are too many. */
export function createLanes(options: LanesOptions): Lanes {
  const lanes = new Map<string, OwnLane>();
  const laneOf = (tenant: string, conversationId: ConversationId): OwnLane => {
    const key = keyOf(tenant, conversationId);
    const lane = lanes.get(key) ?? newLane(tenant, conversationId);
    // Taken out and put back, so that the one used longest ago comes first.
    lanes.delete(key);
    lanes.set(key, lane);
    forgetIdle(lanes);
    return lane;
  };
  const run = async (lane: OwnLane): Promise<void> => {
    for (let work = lane.queue.shift(); work !== undefined && !options.signal.aborted; work = lane.queue.shift()) {
      lane.running = work.eventId;
      await options.work(lane, work).catch(options.onFailure);
      lane.running = undefined;
      forgetOldest(lane.asked, askedLimit);
    }
    lane.done = undefined;
  };
  return {
    of: laneOf,
    add(tenant, conversationId, work) {
      const lane = laneOf(tenant, conversationId);
      if (lane.seen.has(work.eventId) || options.signal.aborted) return;
      lane.seen.add(work.eventId);
      forgetOldest(lane.seen, 2 * askedLimit);
      lane.queue.push(work);
      lane.done ??= run(lane);
    },
    inTurn(lane, action) {
      const own = laneOf(lane.tenant, lane.conversationId);
      const result = own.turn.then(action);
      own.turn = result.catch(() => undefined);
      return result;
    },
    close(tenant, conversationId) {
      const key = keyOf(tenant, conversationId);
      const lane = lanes.get(key);
      void Promise.all([lane?.done, lane?.turn]).then(() => {
        if (lane?.done === undefined && lanes.get(key) === lane) lanes.delete(key);
      });
    },
    async letGo(isMeant) {
      const meant = [...lanes.values()].filter(({ tenant, conversationId }) => isMeant(tenant, conversationId));
      for (const { queue, seen } of meant) {
        queue.length = 0;
        seen.clear();
      }
      await Promise.all(meant.map(({ done }) => done));
    },
    async settled() {
      await Promise.all([...lanes.values()].map(({ done }) => done));
    },
  };
}

function keyOf(tenant: string, conversationId: ConversationId): string {
  return `${tenant} ${conversationId}`;
}

function newLane(tenant: string, conversationId: ConversationId): OwnLane {
  return {
    tenant,
    conversationId,
    asked: new Map(),
    running: undefined,
    queue: [],
    seen: new Set(),
    done: undefined,
    turn: Promise.resolve(),
  };
}

function forgetOldest(known: Map<string, unknown> | Set<string>, limit: number): void {
  for (const key of known.keys()) {
    if (known.size <= limit) return;
    known.delete(key);
  }
}

function forgetIdle(lanes: Map<string, OwnLane>): void {
  if (lanes.size <= laneLimit) return;
  for (const [key, lane] of lanes) {
    if (lanes.size <= laneLimit) return;
    if (lane.done === undefined) lanes.delete(key);
  }
}
