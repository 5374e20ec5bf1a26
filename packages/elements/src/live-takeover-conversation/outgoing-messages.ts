import type { Attachment, CommandState, ConversationView } from '@live-takeover/sdk';
import type { ReactiveControllerHost } from 'lit';
import { dispatchRequest } from '../words/request-event.js';
import type { ComposerTarget, OutgoingMessage } from './drafts.js';

/** A message on its way, and how far it got. */
export interface OutgoingState {
  readonly message: OutgoingMessage;
  readonly state: CommandState;
}

/**
 * The messages and notes of one conversation between the press of *Send* and the
 * moment they stand in the transcript. One that failed stays, text and all, until
 * it is sent again, edited or discarded.
 */
export class OutgoingMessages {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #target: ComposerTarget | undefined;
  #ends: (() => void)[] = [];

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  open(target: ComposerTarget): void {
    this.close();
    this.#target = target;
    for (const message of target.draft.outgoing) this.#watch(message);
  }

  close(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#target = undefined;
  }

  /**
   * Asks the page, then sends a text, or files, or both, under the term in which they were written.
   *
   * @returns whether it was sent; if not, the page kept it from being sent
   */
  async send(target: ComposerTarget, text: string, attachments: readonly Attachment[] = []): Promise<boolean> {
    const conversationId = target.view.id;
    const term = target.view.conversation.value?.term;
    if (term === undefined || !(await dispatchRequest(this.#host, 'send-request', { conversationId, text, attachments }))) return false;
    this.#give(target, { name: 'send', conversationId, term, text, ...(attachments.length === 0 ? {} : { attachments }) });
    return true;
  }

  /** The same for a note to colleagues. */
  async addNote(target: ComposerTarget, text: string): Promise<boolean> {
    const conversationId = target.view.id;
    if (!(await dispatchRequest(this.#host, 'note-request', { conversationId, text }))) return false;
    this.#give(target, { name: 'add-note', conversationId, text });
    return true;
  }

  /**
   * Sends a failed message again. If it may have been sent, it goes out under the
   * id it had and cannot arrive twice; otherwise as a new message of the present term.
   */
  retry(message: OutgoingMessage): void {
    const target = this.#target;
    if (target === undefined) return;
    const { handle, body } = message;
    const state = handle.state.value;
    const isUnknown = state.state === 'failed' && state.error.code === 'outcome-unknown';
    const term = target.view.conversation.value?.term;
    if (!isUnknown && body.name === 'send' && term === undefined) return;
    this.discard(message);
    if (isUnknown) this.#give(target, body, handle.id);
    else this.#give(target, body.name === 'send' && term !== undefined ? { ...body, term } : body);
  }

  discard(message: OutgoingMessage): void {
    if (this.#target === undefined) return;
    const { draft } = this.#target;
    draft.outgoing = draft.outgoing.filter((other) => other !== message);
    this.#host.requestUpdate();
  }

  /** What is not in the transcript yet, oldest first; forgets what is. */
  list(view: ConversationView): readonly OutgoingState[] {
    const draft = this.#target?.draft;
    if (draft === undefined || draft.outgoing.length === 0) return [];
    const seq = view.conversation.value?.seq ?? 0;
    draft.outgoing = draft.outgoing.filter(({ handle: { state } }) => !isInTranscript(state.value, seq));
    return draft.outgoing.map((message) => ({ message, state: message.handle.state.value }));
  }

  #give({ client, draft }: ComposerTarget, body: OutgoingMessage['body'], id?: string): void {
    const message: OutgoingMessage = { body, handle: client.command(body, id === undefined ? {} : { id }) };
    draft.outgoing = [...draft.outgoing, message];
    if (draft === this.#target?.draft) this.#watch(message);
    this.#host.requestUpdate();
  }

  #watch(message: OutgoingMessage): void {
    this.#ends.push(message.handle.state.subscribe(() => this.#host.requestUpdate()));
  }
}

function isInTranscript(state: CommandState, seq: number): boolean {
  return state.state === 'acknowledged' && state.seq <= seq;
}
