import type { ConversationEvent, ConversationId, NewEvent, Operator } from '@live-takeover/sdk';
import type { Phrasebook } from './phrases/phrasebook.js';
import type { Random } from './random.js';
import { between, pick } from './random.js';

const second = 1000;

type Distributed<Event> = Event extends NewEvent ? Omit<Event, 'id'> : never;

/** What happened, not yet placed in a conversation. */
export type Happening = Distributed<NewEvent>;

/** Collects what happened, with the time from each happening to the next. */
export class Scene {
  readonly random: Random;
  readonly phrases: Phrasebook;
  readonly #happenings: { readonly happening: Happening; readonly at: number }[] = [];
  #now = 0;
  /** When the customer last wrote, on the scene's own time. */
  #customerAt = 0;

  constructor(random: Random, phrases: Phrasebook) {
    this.random = random;
    this.phrases = phrases;
  }

  add(happening: Happening, afterMs = 0): void {
    this.#now += afterMs;
    this.#happenings.push({ happening, at: this.#now });
  }

  customer(text: string): void {
    this.add({ type: 'message-sent', from: 'customer', text }, between(this.random, 4, 50) * second);
    this.#customerAt = this.#now;
  }

  bot(text: string, defaultAnswer = false): void {
    const message = { type: 'message-sent', from: 'bot', text, term: 0 } as const;
    this.add(defaultAnswer ? { ...message, defaultAnswer } : message, between(this.random, 700, 2600));
  }

  exchange(): void {
    const [question, answer] = pick(this.random, this.phrases.exchanges);
    this.customer(question);
    this.bot(answer);
  }

  failedExchange(): void {
    this.customer(pick(this.random, this.phrases.outOfScope));
    this.bot(this.phrases.defaultAnswer, true);
  }

  /** The bot fails, the customer asks, an agent takes over and talks. */
  withAgent({ id, name }: { readonly id: string; readonly name: string }): void {
    const { random, phrases } = this;
    const operator: Exclude<Operator, { kind: 'bot' }> = { kind: 'agent', id, name };
    this.failedExchange();
    this.customer(pick(random, phrases.asksForAgent));
    this.add({ type: 'agent-requested', target: 'agents' }, 400);
    this.add({ type: 'takeover-started', operator, term: 1 }, between(random, 5, 40) * second);
    const lines = between(random, 1, 3);
    for (let line = 0; line < lines; line += 1) {
      const text = pick(random, phrases.agentLines);
      this.add({ type: 'message-sent', from: 'agent', text, author: { id, name }, term: 1 }, between(random, 5, 40) * second);
      this.customer(pick(random, phrases.replies));
    }
  }

  /** The events, the customer's last message standing at `customerAt`. */
  placed(conversationId: ConversationId, customerAt: number): readonly ConversationEvent[] {
    const shift = customerAt - this.#customerAt;
    return this.#happenings.map(({ happening, at }, index) => ({
      ...happening,
      id: `${conversationId}-${index + 1}`,
      conversationId,
      seq: index + 1,
      at: Math.round(at + shift),
    }));
  }
}
