import type { ConversationId } from '../conversation/event.js';
import type { LoggedConversation } from '../conversation/logged-conversation.js';
import type { BotRules } from '../conversation/status.js';

interface Watch {
  readonly conversationId: ConversationId;
  readonly listener: () => void;
  seen: Sighting;
}

/** What a watched conversation looked like; undefined while it is not there. */
export type Sighting =
  | {
      readonly conversation: LoggedConversation;
      readonly seq: number;
      readonly place: number;
      readonly since: number;
      readonly rules: BotRules;
    }
  | undefined;

/** Tells who watches single conversations. There are few of them, so they look after each batch and events cost nothing. */
export class Watches {
  readonly #look: (conversationId: ConversationId) => Sighting;
  readonly #watches = new Set<Watch>();

  constructor(look: (conversationId: ConversationId) => Sighting) {
    this.#look = look;
  }

  has(conversationId: ConversationId): boolean {
    for (const watch of this.#watches) if (watch.conversationId === conversationId) return true;
    return false;
  }

  add(conversationId: ConversationId, listener: () => void): () => void {
    const watch: Watch = { conversationId, listener, seen: this.#look(conversationId) };
    this.#watches.add(watch);
    return () => void this.#watches.delete(watch);
  }

  /** Calls back whoever's conversation has changed since they were last called. */
  notify(): void {
    for (const watch of [...this.#watches]) {
      const seen = this.#look(watch.conversationId);
      if (isSame(watch.seen, seen) || !this.#watches.has(watch)) continue;
      watch.seen = seen;
      watch.listener();
    }
  }
}

function isSame(first: Sighting, second: Sighting): boolean {
  if (first === undefined || second === undefined) return first === second;
  return (
    first.conversation === second.conversation &&
    first.seq === second.seq &&
    first.place === second.place &&
    first.since === second.since &&
    first.rules === second.rules
  );
}
