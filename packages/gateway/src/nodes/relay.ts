/** What nodes on one store tell each other at once: hints that are worth nothing a second later, and may be lost. */
import type { ConversationId, Signal } from '@live-takeover/sdk/core';
import { z } from 'zod';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import { announcementLimit } from '../store/event-store.js';

/** An agent who looks at a conversation, or no longer does. */
export interface TellingView {
  readonly conversationId: ConversationId;
  readonly agent: { readonly id: string; readonly name: string };
  readonly isActive: boolean;
}

/** Something that one node tells the others. */
export type NodeMessage =
  /** Who holds which partition has changed, or is about to. */
  | { readonly kind: 'share' }
  /** Somebody's availability, reachability or scope has changed. */
  | { readonly kind: 'presence'; readonly tenant: string }
  /** A supervisor changed what a bot is set to. */
  | { readonly kind: 'bot-settings'; readonly tenant: string }
  /** Somebody types. */
  | { readonly kind: 'signal'; readonly tenant: string; readonly signal: Signal }
  /** Who looks at which conversation with the node that says it, or no longer does. */
  | { readonly kind: 'viewing'; readonly tenant: string; readonly views: readonly TellingView[] }
  /** Asks every node to say it. */
  | { readonly kind: 'who-views' }
  /** An agent saw an alert. */
  | { readonly kind: 'alert-seen'; readonly tenant: string; readonly agentId: string; readonly alertId: string };

/** The line between the nodes. On a store that nobody shares it is silent. */
export interface Relay {
  /** This node, as the others call it; drawn anew at each start. */
  readonly nodeId: string;
  /** Tells the other nodes; never throws. */
  tell(message: NodeMessage): void;
  /**
   * @param listener - gets the id of the node that says it, too
   * @returns ends it
   */
  on<Kind extends NodeMessage['kind']>(kind: Kind, listener: (message: Extract<NodeMessage, { kind: Kind }>, from: string) => void): () => void;
  /** Hears nothing any more. */
  stop(): void;
}

const tenant = z.string().min(1).max(64);
const id = z.string().min(1).max(256);
const signal = z.object({
  signal: z.enum(['typing', 'viewing']),
  conversationId: id,
  from: z.object({ kind: z.enum(['customer', 'bot', 'agent', 'desk']), id: z.string().max(256), name: z.string().max(256) }),
  isActive: z.boolean(),
});
const view = z.object({ conversationId: id, agent: z.object({ id, name: z.string().max(256) }), isActive: z.boolean() });
const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('share') }),
  z.object({ kind: z.literal('presence'), tenant }),
  z.object({ kind: z.literal('bot-settings'), tenant }),
  z.object({ kind: z.literal('signal'), tenant, signal }),
  z.object({ kind: z.literal('viewing'), tenant, views: z.array(view) }),
  z.object({ kind: z.literal('who-views') }),
  z.object({ kind: z.literal('alert-seen'), tenant, agentId: id, alertId: id }),
]);
const envelopeSchema = z.object({ from: id, message: messageSchema });

/** A relay over a store's announcements. */
export function createRelay(store: Pick<EventStore, 'announce' | 'onAnnouncement' | 'isShared'>, runtime: Pick<Runtime, 'newId'>): Relay {
  const nodeId = runtime.newId();
  const listeners = new Map<NodeMessage['kind'], Set<(message: never, from: string) => void>>();
  const end = store.onAnnouncement((text) => {
    const said = messageOf(text, nodeId);
    if (said === undefined) return;
    for (const listener of [...(listeners.get(said.message.kind) ?? [])]) listener(said.message as never, said.from);
  });
  return {
    nodeId,
    tell(message) {
      if (!store.isShared) return;
      const text = JSON.stringify({ from: nodeId, message });
      // Too long for a hint, which nobody has to get.
      if (text.length <= announcementLimit) store.announce(text);
    },
    on(kind, listener) {
      const ofKind = listeners.get(kind) ?? new Set();
      listeners.set(kind, ofKind.add(listener));
      return () => void ofKind.delete(listener);
    },
    stop() {
      end();
      listeners.clear();
    },
  };
}

/** What another node of this or a near release said; undefined for anything else, and for one's own words. */
function messageOf(text: string, nodeId: string): { readonly from: string; readonly message: NodeMessage } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Nothing of ours: the line may be used by others too.
    return undefined;
  }
  const parsed = envelopeSchema.safeParse(value);
  return parsed.success && parsed.data.from !== nodeId ? parsed.data : undefined;
}
