import type { Conversation, ConversationId, TakeoverClient } from '@live-takeover/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ContactConversations, present, type ContactState } from './contact-conversations.js';

/** What the page asks a pane to show. */
export interface AskedFor {
  readonly conversationId: ConversationId | null | undefined;
  readonly contactId: string | null | undefined;
}

/**
 * Which conversation the pane shows: the one the page names, else the present one
 * of the customer it names, else another of theirs that the agent went to from there.
 */
export class ShownConversation implements ReactiveController {
  readonly #host: ReactiveControllerHost & AskedFor;
  readonly #lookup: ContactConversations;
  readonly #others: ContactConversations;
  /** Another conversation of the same customer, and what the page asked for when the agent went there. */
  #elsewhere: { readonly id: ConversationId; readonly from: string } | undefined;
  #closedId: ConversationId | undefined;

  constructor(host: ReactiveControllerHost & AskedFor) {
    this.#host = host;
    this.#lookup = new ContactConversations(host);
    this.#others = new ContactConversations(host);
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#onVisible);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#onVisible);
    this.#lookup.reset();
    this.#others.reset();
  }

  /** Whether it is another one of the customer's than the page asked for. */
  get isElsewhere(): boolean {
    return this.#elsewhere !== undefined;
  }

  /** The conversation to show; undefined for none, or while the customer's are being looked for. */
  idFor(client: TakeoverClient): ConversationId | undefined {
    if (this.#elsewhere?.from !== this.#asked) this.#elsewhere = undefined;
    const { conversationId, contactId } = this.#host;
    if (this.#elsewhere !== undefined) return this.#elsewhere.id;
    if (conversationId) return conversationId;
    if (!contactId) return undefined;
    this.#lookup.ask(client, contactId);
    return present(this.#found(client))?.id;
  }

  /** How the search for the customer's conversations stands; undefined where the page named none. */
  lookup(client: TakeoverClient | undefined): ContactState | undefined {
    const { conversationId, contactId } = this.#host;
    return client === undefined || conversationId || !contactId ? undefined : this.#lookup.of(client, contactId);
  }

  /** What is known of the other conversations of a conversation's customer; undefined where nothing identifies them. */
  others(client: TakeoverClient, { contact }: Conversation): ContactState | undefined {
    return contact.id === undefined ? undefined : this.#storeOf(contact.id).of(client, contact.id);
  }

  /** How many others of the customer's are open, where the pane chose among them. */
  openOthers(client: TakeoverClient, shownId: ConversationId): number {
    return this.#found(client).filter(({ closed, id }) => closed === null && id !== shownId).length;
  }

  /** Asks for the others, unless they are known. */
  askForOthers(client: TakeoverClient, { contact }: Conversation): void {
    const { id } = contact;
    if (id !== undefined && client.capabilities.history) void this.#host.updateComplete.then(() => this.#storeOf(id).ask(client, id));
  }

  /** The conversation shown has ended: the customer may have begun another. */
  noteClosed({ id, closed }: Conversation): void {
    if (closed === null || id === this.#closedId) return;
    this.#closedId = id;
    this.#lookup.askAgain();
  }

  askAgain(): void {
    this.#lookup.askAgain();
    this.#others.askAgain();
  }

  /** Goes to another conversation of the same customer. */
  goTo(id: ConversationId): void {
    this.#elsewhere = { id, from: this.#asked };
    this.#host.requestUpdate();
  }

  back(): void {
    this.#elsewhere = undefined;
    this.#host.requestUpdate();
  }

  get #asked(): string {
    return JSON.stringify([this.#host.conversationId ?? '', this.#host.contactId ?? '']);
  }

  #found(client: TakeoverClient): readonly Conversation[] {
    const state = this.lookup(client);
    return state?.state === 'known' ? state.conversations : [];
  }

  /** Where the page named the same customer, one question answers both. */
  #storeOf(contactId: string): ContactConversations {
    const { conversationId } = this.#host;
    return !conversationId && contactId === this.#host.contactId ? this.#lookup : this.#others;
  }

  /** Whoever comes back to the page may find a conversation that has begun meanwhile. */
  readonly #onVisible = (): void => {
    if (document.visibilityState === 'visible' && !this.isElsewhere) this.#lookup.askAgain();
  };
}
