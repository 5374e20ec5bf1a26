import type { ConversationId, ConversationView, TakeoverClient, TakeoverEnded } from '@live-takeover/sdk';
import type { LitElement } from 'lit';
import { ObserverController } from '../client-source/observer-controller.js';
import type { PreferencesController } from '../preferences/preferences-controller.js';
import { holdingOf } from './acts.js';
import { Composer } from './composer.js';
import { ConversationActions } from './conversation-actions.js';
import { draftOf, type Draft } from './drafts.js';
import { MissedMessages, type Missed } from './missed-messages.js';
import { OlderMessages } from './older-messages.js';
import { OutgoingMessages } from './outgoing-messages.js';
import { SavedDrafts } from './saved-drafts.js';
import { TakeoverLoss } from './takeover-loss.js';
import { Transcript } from './transcript.js';

/** A conversation while it is looked at. */
export interface Visit {
  readonly client: TakeoverClient;
  readonly view: ConversationView;
  readonly transcript: Transcript;
  readonly draft: Draft;
}

/** Opens one conversation after another, with all that goes with it, and leaves nothing of the last behind. */
export class ConversationVisits {
  readonly actions: ConversationActions;
  readonly outgoing: OutgoingMessages;
  readonly composer: Composer;
  readonly older: OlderMessages;
  readonly loss: TakeoverLoss = new TakeoverLoss();
  readonly #missed = new MissedMessages();
  readonly #drafts: SavedDrafts;
  readonly #observer: ObserverController;
  #current: Visit | undefined;

  constructor(host: LitElement, preferences: PreferencesController) {
    this.actions = new ConversationActions(host);
    this.outgoing = new OutgoingMessages(host);
    this.composer = new Composer(host, this.outgoing, {
      onChange: ({ view, draft }) => this.#drafts.save(view.id, draft),
      onSent: () => this.#missed.answered(),
    });
    this.older = new OlderMessages(host);
    this.#drafts = new SavedDrafts(host, preferences);
    this.#observer = new ObserverController(host);
  }

  get current(): Visit | undefined {
    return this.#current;
  }

  /** What came while the page was not up to date, until the agent answered. */
  get missed(): Missed | undefined {
    const { client, view } = this.#current ?? {};
    return view === undefined ? undefined : this.#missed.among(view.events.value, client?.me.value?.id);
  }

  /** Goes to this conversation of this client, or to none. @returns whether that is another than before */
  enter(client: TakeoverClient | undefined, id: ConversationId | undefined): boolean {
    const wanted = client === undefined ? undefined : id;
    if (this.#current?.view.id === wanted && (wanted === undefined || this.#current?.client === client)) return false;
    this.leave();
    if (client !== undefined && wanted !== undefined) this.#open(client, wanted);
    return true;
  }

  /** Takes in the facts as they now are. @param isAtEnd - the reader is at the newest message */
  follow(isAtEnd: boolean): void {
    if (this.#current === undefined) return;
    const { client, view, transcript, draft } = this.#current;
    const events = view.events.value;
    const conversation = view.conversation.value;
    transcript.follow(events, isAtEnd);
    this.#missed.follow(client.freshness.value.state, conversation?.seq ?? 0);
    transcript.mark(this.missed);
    if (conversation === undefined) return;
    const holding = holdingOf(conversation, client.me.value);
    this.loss.follow(holding, conversation, events, (ended) => this.#isOwn(ended, client));
    this.composer.follow(holding);
    if (holding === 'closed') this.#drafts.forget(view.id);
    else this.#drafts.restore(view.id, draft);
  }

  leave(): void {
    if (this.#current === undefined) return;
    this.#observer.watch();
    this.#drafts.flush();
    this.composer.close();
    this.outgoing.close();
    this.actions.reset();
    this.older.reset();
    this.loss.reset();
    this.#missed.reset();
    this.#current.view.close();
    this.#current = undefined;
  }

  /** Whether the agent ended a takeover, here or elsewhere; not every backend says who did. */
  #isOwn(ended: TakeoverEnded, client: TakeoverClient): boolean {
    return ended.by === undefined ? this.actions.isCauseOf(ended) : ended.by.id === client.me.value?.id;
  }

  #open(client: TakeoverClient, id: ConversationId): void {
    const view = client.conversation(id);
    for (const alert of client.alerts.value) if (alert.conversationId === id) client.markAlertSeen(alert.id);
    const draft = draftOf(client, id);
    this.#current = { client, view, draft, transcript: new Transcript() };
    this.outgoing.open(this.#current);
    this.composer.open(this.#current);
    const { conversation, status, events, hasOlder, isLoading, error, typing, viewers, intent } = view;
    const { freshness, connection, me, limits, desk, agents } = client;
    this.#observer.watch(conversation, status, events, hasOlder, isLoading, error, typing, viewers, intent, freshness, connection, me, limits, desk, agents);
  }
}
