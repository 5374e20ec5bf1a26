import type { Attachment, CommandState, ConversationView, TakeoverClient } from '@live-takeover/sdk';
import type { ReactiveControllerHost } from 'lit';
import type { Draft, OutgoingMessage } from './drafts.js';

/** A message on its way, and how far it got. */
export interface OutgoingState {
  readonly message: OutgoingMessage;
  readonly state: CommandState;
}

/**
 * The messages of one conversation between the press of *Send* and the moment
 * they stand in the transcript. One that failed stays, text and all, until it is
 * sent again, edited or discarded.
 */
export class OutgoingMessages {
  readonly #host: ReactiveControllerHost;
  #client: TakeoverClient | undefined;
  #draft: Draft | undefined;
  #ends: (() => void)[] = [];

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  open(client: TakeoverClient, draft: Draft): void {
    this.close();
    this.#client = client;
    this.#draft = draft;
    for (const message of draft.outgoing) this.#watch(message);
  }

  close(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#client = undefined;
    this.#draft = undefined;
  }

  /** Sends a text, or files, or both, under the present term. */
  send(text: string, view: ConversationView, attachments: readonly Attachment[] = []): void {
    const term = view.conversation.value?.term;
    if (term === undefined) return;
    this.#give({ name: 'send', conversationId: view.id, term, text, ...(attachments.length === 0 ? {} : { attachments }) });
  }

  /**
   * Sends a failed message again. If it may have been sent, it goes out under the
   * id it had and cannot arrive twice; otherwise as a new message of the present term.
   */
  retry(message: OutgoingMessage, view: ConversationView): void {
    const state = message.handle.state.value;
    this.discard(message);
    if (state.state === 'failed' && state.error.code === 'outcome-unknown') this.#give(message.body, message.handle.id);
    else this.send(message.body.text, view, message.body.attachments);
  }

  discard(message: OutgoingMessage): void {
    if (this.#draft === undefined) return;
    this.#draft.outgoing = this.#draft.outgoing.filter((other) => other !== message);
    this.#host.requestUpdate();
  }

  /** What is not in the transcript yet, oldest first; forgets what is. */
  list(view: ConversationView): readonly OutgoingState[] {
    const draft = this.#draft;
    if (draft === undefined || draft.outgoing.length === 0) return [];
    const seq = view.conversation.value?.seq ?? 0;
    draft.outgoing = draft.outgoing.filter(({ handle: { state } }) => !isInTranscript(state.value, seq));
    return draft.outgoing.map((message) => ({ message, state: message.handle.state.value }));
  }

  #give(body: OutgoingMessage['body'], id?: string): void {
    if (this.#client === undefined || this.#draft === undefined) return;
    const handle = this.#client.command(body, id === undefined ? {} : { id });
    const message: OutgoingMessage = { body, handle };
    this.#draft.outgoing = [...this.#draft.outgoing, message];
    this.#watch(message);
    this.#host.requestUpdate();
  }

  #watch(message: OutgoingMessage): void {
    this.#ends.push(message.handle.state.subscribe(() => this.#host.requestUpdate()));
  }
}

function isInTranscript(state: CommandState, seq: number): boolean {
  return state.state === 'acknowledged' && state.seq <= seq;
}
