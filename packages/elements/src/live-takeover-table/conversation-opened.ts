import type { Attributes, Conversation, ConversationId, TakeoverClient } from '@live-takeover/sdk';

/** What the record of an opened conversation is found by in the host page. */
export interface ConversationOpenedDetail {
  readonly conversationId: ConversationId;
  /** The integrator's own id of the customer, where the channel gave one. */
  readonly contactId?: string;
  readonly attributes: Attributes;
}

/**
 * Dispatches `conversation-opened` once for each conversation opened, as soon
 * as it is known: a page that opens one by its id may be ahead of the snapshot.
 */
export class Opening {
  readonly #target: EventTarget;
  #client: TakeoverClient | undefined;
  #conversationId: ConversationId | null = null;
  #end: (() => void) | undefined;

  constructor(target: EventTarget) {
    this.#target = target;
  }

  /** Notes what is open now, and of which client; the same once more is no opening. */
  follow(client: TakeoverClient | undefined, conversationId: ConversationId | null): void {
    if (client === this.#client && conversationId === this.#conversationId) return;
    this.#end?.();
    this.#client = client;
    this.#conversationId = conversationId;
    if (client !== undefined && conversationId) this.#await(client, conversationId);
  }

  #await(client: TakeoverClient, conversationId: ConversationId): void {
    const view = client.conversation(conversationId);
    let unsubscribe = (): void => undefined;
    this.#end = () => {
      this.#end = undefined;
      unsubscribe();
      view.close();
    };
    const tell = (conversation: Conversation | undefined): void => {
      if (conversation === undefined) return;
      this.#end?.();
      this.#target.dispatchEvent(new CustomEvent('conversation-opened', { detail: detailOf(conversation) }));
    };
    if (view.conversation.value === undefined) unsubscribe = view.conversation.subscribe(tell);
    else tell(view.conversation.value);
  }
}

function detailOf({ id, contact, attributes }: Conversation): ConversationOpenedDetail {
  return { conversationId: id, ...(contact.id === undefined ? {} : { contactId: contact.id }), attributes };
}
