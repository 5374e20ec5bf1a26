/**
 * Keeps an agent from being given more conversations than they may hold, by several nodes at
 * once: whoever gives one first writes down in the store that it is about to, and looks there
 * at what others have given. What a node has read of the log may be behind all of them.
 */
import type { Conversation, ConversationId } from '@live-takeover/sdk/core';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { Holdings } from './holdings.js';

/** Who is to hold one more conversation. */
export interface SeatRequest {
  readonly tenant: string;
  readonly agentId: string;
  readonly capacity: number;
}

/** The seats at agents' desks. */
export interface Seats {
  /**
   * Takes one for a conversation as it stands, before it is given to the agent.
   *
   * @returns false if there is none left
   * @throws {StoreError} in doubt
   */
  take(request: SeatRequest, head: Pick<Conversation, 'id' | 'term'>): Promise<boolean>;
}

/** What seats are counted by. */
export interface SeatsOptions {
  readonly store: Pick<EventStore, 'setting' | 'replaceSetting' | 'head'>;
  readonly holdings: Pick<Holdings, 'held'>;
  readonly runtime: Pick<Runtime, 'now'>;
}

/** A conversation that was to be given under the term that follows this one. */
type Seat = readonly [conversationId: ConversationId, term: number, takenAt: number];

const attempts = 20;
/** How long a gift may be under way. After that it did not come to be: the store has long answered, or never will. */
const underWayMs = 60_000;

/** Seats, kept in a store. */
export function createSeats({ store, holdings, runtime }: SeatsOptions): Seats {
  const isTaken = async ({ tenant, agentId }: SeatRequest, [conversationId, term, takenAt]: Seat): Promise<boolean> => {
    const head = await store.head(tenant, conversationId);
    if (head === undefined || head.closed !== null) return false;
    if (head.operator.kind === 'agent' && head.operator.id === agentId) return true;
    // Under another term than it was to be taken from, it was taken and given up, or never can be.
    return head.term === term && runtime.now() < takenAt + underWayMs;
  };
  return {
    async take(request, { id, term }) {
      const { tenant, agentId, capacity } = request;
      const key = `seats:${agentId}`;
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const text = await store.setting(tenant, key);
        const others = readSeats(text).filter(([conversationId]) => conversationId !== id);
        const known = holdings.held(tenant, agentId);
        const areTaken = await Promise.all(others.map((seat) => known.has(seat[0]) || isTaken(request, seat)));
        const taken = others.filter((_seat, index) => areTaken[index]);
        const occupied = new Set([...known, ...taken.map(([conversationId]) => conversationId)]);
        occupied.delete(id);
        if (occupied.size >= capacity) return false;
        if (await store.replaceSetting(tenant, key, text, JSON.stringify([...taken, [id, term, runtime.now()]]))) return true;
      }
      throw new StoreError('unavailable', `${String(attempts)} others were faster to give something to this agent. Try again.`);
    },
  };
}

/** Nobody but {@link createSeats} writes them. */
function readSeats(text: string | undefined): readonly Seat[] {
  return text === undefined ? [] : (JSON.parse(text) as readonly Seat[]);
}
