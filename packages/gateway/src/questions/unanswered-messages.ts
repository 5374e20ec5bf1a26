import type { ConversationEvent, MessageSent } from '@live-takeover/sdk/core';

/**
 * What the customer wrote and the bot had only its default answer to, each
 * once, oldest first. An answer that does not say what it answers, or names
 * something else, answers what the customer wrote last.
 */
export class UnansweredMessages {
  readonly #byId = new Map<string, MessageSent>();
  readonly #found = new Set<MessageSent>();
  #last: MessageSent | undefined;

  /** Takes in the next event of the conversation. */
  add(event: ConversationEvent): void {
    if (event.type !== 'message-sent') return;
    if (event.from === 'customer') {
      this.#byId.set(event.id, event);
      this.#last = event;
      return;
    }
    if (event.from !== 'bot' || event.defaultAnswer !== true) return;
    const question = this.#byId.get(event.causedBy ?? '') ?? this.#last;
    // What was a file alone, or was erased, is no question.
    if (question !== undefined && question.text.trim() !== '') this.#found.add(question);
  }

  get found(): readonly MessageSent[] {
    return [...this.#found].sort((one, other) => one.seq - other.seq);
  }
}
