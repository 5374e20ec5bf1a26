import type { ConversationId, ConversationView, TakeoverClient } from '@live-takeover/sdk';
import type { LitElement } from 'lit';
import { ObserverController } from '../client-source/observer-controller.js';
import { Composer } from './composer.js';
import { ConversationActions } from './conversation-actions.js';
import { draftOf } from './drafts.js';
import { OlderMessages } from './older-messages.js';
import { OutgoingMessages } from './outgoing-messages.js';
import { Transcript } from './transcript.js';

/** A conversation while it is looked at. */
export interface Visit {
  readonly client: TakeoverClient;
  readonly view: ConversationView;
  readonly transcript: Transcript;
}

/** Opens one conversation after another, with all that goes with it, and leaves nothing of the last behind. */
export class ConversationVisits {
  readonly actions: ConversationActions;
  readonly outgoing: OutgoingMessages;
  readonly composer: Composer;
  readonly older: OlderMessages;
  readonly #observer: ObserverController;
  #current: Visit | undefined;

  constructor(host: LitElement) {
    this.actions = new ConversationActions(host);
    this.outgoing = new OutgoingMessages(host);
    this.composer = new Composer(host, this.outgoing);
    this.older = new OlderMessages(host);
    this.#observer = new ObserverController(host);
  }

  get current(): Visit | undefined {
    return this.#current;
  }

  /** Goes to this conversation of this client, or to none. @returns whether that is another than before */
  enter(client: TakeoverClient | undefined, id: ConversationId | undefined): boolean {
    const wanted = client === undefined ? undefined : id;
    if (this.#current?.view.id === wanted && (wanted === undefined || this.#current?.client === client)) return false;
    this.leave();
    if (client !== undefined && wanted !== undefined) this.#open(client, wanted);
    return true;
  }

  leave(): void {
    if (this.#current === undefined) return;
    this.#observer.watch();
    this.composer.close();
    this.outgoing.close();
    this.actions.reset();
    this.older.reset();
    this.#current.view.close();
    this.#current = undefined;
  }

  #open(client: TakeoverClient, id: ConversationId): void {
    const view = client.conversation(id);
    for (const alert of client.alerts.value) if (alert.conversationId === id) client.markAlertSeen(alert.id);
    const draft = draftOf(client, id);
    this.outgoing.open(client, draft);
    this.composer.open({ client, view, draft });
    this.#current = { client, view, transcript: new Transcript() };
    const { conversation, status, events, hasOlder, isLoading, error, typing, intent } = view;
    const { freshness, connection, me, limits } = client;
    this.#observer.watch(conversation, status, events, hasOlder, isLoading, error, typing, intent, freshness, connection, me, limits);
  }
}
