import type { ConversationId } from '../conversation/event.js';
import type { ConversationView } from '../takeover-client.js';
import type { OpenConversation } from './open-conversation.js';

interface Shared {
  readonly open: OpenConversation;
  /** Gives up what the opening asked for. */
  readonly leave: () => void;
  viewers: number;
}

/** The conversations that somebody looks at; each is held once, however many look. */
export class OpenConversations {
  readonly #shared = new Map<ConversationId, Shared>();

  get(conversationId: ConversationId): OpenConversation | undefined {
    return this.#shared.get(conversationId)?.open;
  }

  /** Those open now. */
  get all(): readonly OpenConversation[] {
    return [...this.#shared.values()].map(({ open }) => open);
  }

  get isEmpty(): boolean {
    return this.#shared.size === 0;
  }

  /** One more view on a conversation, opened by `open` if it is the first. */
  view(id: ConversationId, open: () => { readonly open: OpenConversation; readonly leave: () => void }): ConversationView {
    const shared = this.#shared.get(id) ?? { ...open(), viewers: 0 };
    this.#shared.set(id, shared);
    shared.viewers += 1;
    let isOpen = true;
    const { conversation, status, events, hasOlder, isLoading, error, typing, viewers, intent, setTyping } = shared.open;
    return {
      id,
      conversation,
      status,
      events,
      hasOlder,
      isLoading,
      error,
      typing: typing.value,
      viewers,
      intent,
      setTyping,
      loadOlder: () => shared.open.loadOlder(),
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        shared.viewers -= 1;
        if (shared.viewers === 0) this.#end(id, shared);
      },
    };
  }

  close(): void {
    for (const [id, shared] of this.#shared) this.#end(id, shared);
  }

  #end(id: ConversationId, shared: Shared): void {
    if (this.#shared.get(id) !== shared) return;
    this.#shared.delete(id);
    shared.open.close();
    shared.leave();
  }
}
