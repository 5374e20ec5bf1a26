/**
 * What bots are owed, as the log says it: whoever comes to look after a
 * conversation finds here what the one before did not finish.
 */
import type { Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import type { BotConfig } from '../config/config.js';
import { importedThreadPrefix } from '../conversations/imported-thread.js';
import type { Projection } from '../conversations/projection.js';
import type { IsMeant } from '../nodes/share-listeners.js';
import type { EventStore } from '../store/event-store.js';
import type { Patience } from '../store/until-definite.js';
import { untilDefinite } from '../store/until-definite.js';
import type { BotWork } from './bot-work.js';
import { dealsWith, pendingHandoffsOf, pendingWorkOf, termThen } from './bot-work.js';

/** What looking at the log takes. */
export interface OwedWorkOptions {
  readonly projection: Pick<Projection, 'heads' | 'tenants'>;
  readonly store: Pick<EventStore, 'read' | 'readBackwards' | 'head' | 'lease' | 'leases'>;
  readonly bots: (botId: string) => { readonly config: Pick<BotConfig, 'whileWaiting'> } | undefined;
  readonly patience: Patience;
}

/** The log, as bots' work is found in it. */
export interface OwedWork {
  /** Hands over what is pending in conversations that are meant, conversation by conversation, in order. */
  find(isMeant: IsMeant, found: (tenant: string, conversationId: ConversationId, work: readonly BotWork[]) => void): Promise<void>;
  /** The same for one conversation. */
  findIn(tenant: string, conversationId: ConversationId): Promise<readonly BotWork[]>;
  /** Whether something was answered already, by call-back to whatever node. */
  isDealtWith(tenant: string, conversationId: ConversationId, work: BotWork): Promise<boolean>;
  /** Remembers that a bot was told and nothing is to come of it, which no event says. */
  markTold(tenant: string, conversationId: ConversationId, work: BotWork, bot: Pick<BotConfig, 'id' | 'rules'>): Promise<void>;
  /** The term in force when an event was stored, null if a human was operator then; undefined if it is too long ago. */
  termOf(tenant: string, conversationId: ConversationId, eventId: string): Promise<number | null | undefined>;
}

/** Kind of the leases that mark events of which a bot was told, and to which it had nothing to say. */
const toldKind = 'bot-had-nothing-to-say';
const eventsLookedAt = 100;
/** A customer's message waits for the bot no longer than this before it is put, even behind others. */
const longestQueueMs = 5 * 60_000;

/** Work that bots are owed in the conversations of a projection. */
export function createOwedWork({ projection, store, bots, patience }: OwedWorkOptions): OwedWork {
  const marks = async (tenant: string): Promise<ReadonlySet<string>> => {
    const leases = await untilDefinite(patience, () => store.leases(tenant, toldKind));
    return new Set(leases.map(({ key }) => key));
  };
  const present = (tenant: string, conversationId: ConversationId): Promise<Present | undefined> =>
    untilDefinite(patience, () => consistent(store, tenant, conversationId));
  const pending = ({ head, events }: Present, marked: ReadonlySet<string>, newestAt: number): readonly BotWork[] => {
    if (head.closed !== null || head.thread.startsWith(importedThreadPrefix)) return [];
    const isTold = (eventId: string): boolean => marked.has(markOf(head.id, eventId));
    const isSilent = bots(head.bot.id)?.config.whileWaiting === 'silent';
    const handoffs = pendingHandoffsOf(head, events, isTold).filter(({ at }) => at >= newestAt - longestQueueMs);
    return [...handoffs, ...pendingWorkOf(head, events, isTold, isSilent)].sort((one, other) => one.seq - other.seq);
  };
  return {
    async find(isMeant, found) {
      for (const tenant of projection.tenants()) {
        const heads = [...projection.heads(tenant)];
        const newestAt = heads.reduce((newest, { at }) => Math.max(newest, at), 0);
        const candidates = heads.filter((head) => isMeant(tenant, head.id) && mayBeOwed(head, newestAt));
        if (candidates.length === 0) continue;
        const marked = await marks(tenant);
        for (const { id } of candidates) {
          if (patience.signal.aborted) return;
          const now = await present(tenant, id);
          if (now !== undefined) found(tenant, id, pending(now, marked, newestAt));
        }
      }
    },
    async findIn(tenant, conversationId) {
      const [marked, now] = await Promise.all([marks(tenant), present(tenant, conversationId)]);
      return now === undefined ? [] : pending(now, marked, now.head.at);
    },
    async isDealtWith(tenant, conversationId, { seq, eventId }) {
      const since = await untilDefinite(patience, () => store.read(tenant, conversationId, seq, eventsLookedAt));
      return since.some((event) => dealsWith(event, eventId));
    },
    async markTold(tenant, conversationId, { eventId }, { id, rules }) {
      // Longer than the conversation can stay open, after which nobody asks any more.
      await untilDefinite(patience, () => store.lease(tenant, toldKind, markOf(conversationId, eventId), id, 2 * rules.timeoutMs));
    },
    async termOf(tenant, conversationId, eventId) {
      const now = await present(tenant, conversationId);
      return now === undefined ? undefined : termThen(now.head, now.events, eventId);
    },
  };
}

/** A conversation and its newest events, oldest first, at one and the same moment. */
interface Present {
  readonly head: Conversation;
  readonly events: readonly ConversationEvent[];
}

/** Both are read from the store, for this node may be behind it; again as long as something came between. */
async function consistent(store: OwedWorkOptions['store'], tenant: string, conversationId: ConversationId): Promise<Present | undefined> {
  for (;;) {
    const events = await store.readBackwards(tenant, conversationId, null, eventsLookedAt);
    const head = await store.head(tenant, conversationId);
    if (head === undefined) return undefined;
    if (events.length === 0 || events.at(-1)?.seq === head.seq) return { head, events };
  }
}

/** Heads whose bot may be owed something: unanswered ones, and those in which something was going on at the end. */
function mayBeOwed(head: Conversation, newestAt: number): boolean {
  if (head.closed !== null || head.thread.startsWith(importedThreadPrefix)) return false;
  return (head.operator.kind === 'bot' && head.unansweredSeq > 0) || head.at >= newestAt - longestQueueMs;
}

function markOf(conversationId: ConversationId, eventId: string): string {
  return `${conversationId} ${eventId}`.slice(0, 256);
}
