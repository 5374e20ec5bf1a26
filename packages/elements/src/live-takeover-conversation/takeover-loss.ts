import type { Conversation, ConversationEvent, TakeoverEnded, TakeoverEndReason } from '@live-takeover/sdk';
import type { MessageKey } from '../language/catalogue.js';
import type { Words } from '../language/words.js';
import { operatorWords } from '../words/status-words.js';
import type { Holding } from './acts.js';

/** How an agent lost a conversation. */
export interface Loss {
  readonly why: TakeoverEndReason | undefined;
  /** Who did it, where somebody did. */
  readonly by: string | undefined;
  /** Who has it now; undefined for the bot. */
  readonly to: Conversation['operator'] | undefined;
}

/** Notices when the conversation on screen is taken from the agent who held it. */
export class TakeoverLoss {
  #before: Holding | undefined;
  #loss: Loss | undefined;

  /** The last loss, until it is dismissed, taken back, or another conversation is shown. */
  get current(): Loss | undefined {
    return this.#loss;
  }

  reset(): void {
    this.#before = undefined;
    this.#loss = undefined;
  }

  dismiss(): void {
    this.#loss = undefined;
  }

  /** @param isOwn - whether the agent gave it away from here */
  follow(holding: Holding, conversation: Conversation, events: readonly ConversationEvent[], isOwn: (ended: TakeoverEnded) => boolean): void {
    const before = this.#before;
    this.#before = holding;
    if (holding === 'me') this.#loss = undefined;
    else if (before === 'me') this.#loss = lossOf(conversation, events, isOwn);
  }
}

/** A loss in a sentence. */
export function lossWords(words: Words, { why, by, to }: Loss): string {
  const name = to === undefined ? undefined : operatorWords(words, to, false);
  if (name !== undefined) return by === undefined || by === name ? words('loss.taken', { name }) : words('loss.given', { by, name });
  if (by !== undefined && (why === 'requeued' || why === 'handed-back' || why === 'closed')) return words(`loss.${why}-by`, { name: by });
  return words((why === undefined ? undefined : reasons[why]) ?? 'loss.ended');
}

const reasons: Partial<Readonly<Record<TakeoverEndReason, MessageKey>>> = {
  requeued: 'loss.requeued',
  'agent-unreachable': 'loss.agent-unreachable',
  unanswered: 'loss.unanswered',
  'handed-back': 'loss.handed-back',
  closed: 'loss.closed',
  'timed-out': 'loss.timed-out',
};

function lossOf({ operator, closed }: Conversation, events: readonly ConversationEvent[], isOwn: (ended: TakeoverEnded) => boolean): Loss | undefined {
  const ended = events.findLast((event) => event.type === 'takeover-ended');
  if (ended !== undefined && isOwn(ended)) return undefined;
  return { why: ended?.why, by: ended?.by?.name, to: operator.kind === 'bot' || closed !== null ? undefined : operator };
}
