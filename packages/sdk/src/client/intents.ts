import type { Clock } from '../base/clock.js';
import type { Command, CommandState } from '../command/command.js';
import type { ConversationId } from '../conversation/event.js';
import type { Row } from '../view/row.js';

/** How long a failure stands beside the facts, unless a newer command takes its place. */
export const failureShownMs = 10_000;

interface Shown {
  readonly commandId: string;
  readonly cancel: () => void;
}

/** What is being asked of each conversation: the command under way or just failed. */
export class Intents {
  readonly #clock: Clock;
  readonly #onChange: (conversationId: ConversationId, intent: Row['intent']) => void;
  readonly #shown = new Map<ConversationId, Shown>();

  constructor(clock: Clock, onChange: (conversationId: ConversationId, intent: Row['intent']) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** A command came into another state. */
  follow(command: Command, state: CommandState): void {
    if (!('conversationId' in command)) return;
    const { id, conversationId, name } = command;
    const isOver = state.state === 'acknowledged' || (state.state === 'failed' && state.error.code === 'aborted');
    if (isOver) return this.#clear(conversationId, id);
    this.#shown.get(conversationId)?.cancel();
    const cancel =
      state.state === 'failed' ? this.#clock.schedule(failureShownMs, () => this.#clear(conversationId, id)) : () => {};
    this.#shown.set(conversationId, { commandId: id, cancel });
    this.#onChange(conversationId, { name, state });
  }

  /** Leaves no timer behind. */
  close(): void {
    for (const { cancel } of this.#shown.values()) cancel();
    this.#shown.clear();
  }

  #clear(conversationId: ConversationId, commandId: string): void {
    const shown = this.#shown.get(conversationId);
    if (shown?.commandId !== commandId) return;
    shown.cancel();
    this.#shown.delete(conversationId);
    this.#onChange(conversationId, null);
  }
}
