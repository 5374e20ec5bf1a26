/** Does what bots answer: stores their words, opens the requests they wish for, shows that they type. */
import type { Conversation, ConversationId, NewEvent, Signal } from '@live-takeover/sdk/core';
import type { Projection } from '../conversations/projection.js';
import type { Runtime } from '../runtime.js';
import { StoreError } from '../store/event-store.js';
import type { Patience } from '../store/until-definite.js';
import { untilDefinite } from '../store/until-definite.js';
import type { BotAction } from './bot.js';
import type { Asked, Lane } from './lanes.js';
import type { ReplyLog, ReplyOrigin, Said } from './reply-log.js';

/** A bot that wants a human for its customer. */
export interface BotAgentRequest {
  readonly reason: string | undefined;
  readonly target: 'agents';
  /** The event the bot was answering; undefined if it asked on its own account. */
  readonly causedBy: string | undefined;
  /** The term under which the bot was asked; null if a human was operator then. */
  readonly term: number | null;
  /** What the bot said with it, as it is stored in a conversation that stands like this: in the same append, before the request. */
  readonly saying: (head: Conversation) => readonly NewEvent[];
}

/** What doing it takes. */
export interface AnswersOptions {
  readonly projection: Pick<Projection, 'findHead'>;
  readonly runtime: Runtime;
  readonly replies: ReplyLog;
  readonly patience: Patience;
  /** Opens an agent request with all that belongs to it. */
  readonly openRequest: (tenant: string, conversationId: ConversationId, request: BotAgentRequest) => Promise<void>;
  /** Shows that a bot is typing. */
  readonly onSignal: (tenant: string, head: Conversation, signal: Signal) => void;
}

/** Bots' answers on their way into the log. */
export interface Answers {
  /**
   * Everything that came in one answer, in one append: it is there or it is not, whatever happens to this node. Named by its
   * place in the answer: should another node ask anew, it makes the same events.
   */
  take(lane: Lane, actions: readonly BotAction[], asked: Asked): Promise<void>;
  /**
   * One thing that came by call-back.
   *
   * @param answers - the event that the bot itself says it answers
   * @returns the id given to it
   */
  takeOne(lane: Lane, action: BotAction, asked: Asked, answers: string | undefined): Promise<string>;
}

/** Answers for a log of replies. */
export function createAnswers(options: AnswersOptions): Answers {
  return new AnswerTaker(options);
}

class AnswerTaker implements Answers {
  readonly #options: AnswersOptions;

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  async take(lane: Lane, actions: readonly BotAction[], asked: Asked): Promise<void> {
    const head = await this.#options.projection.findHead(lane.tenant, lane.conversationId);
    if (head === undefined) return;
    const said: Said[] = [];
    let wish: Extract<BotAction, { action: 'request-agent' }> | undefined;
    for (const action of actions) {
      if (action.action === 'typing') this.#type(lane, head);
      else if (action.action === 'reply') said.push({ id: this.#place(lane, asked), reply: action.reply });
      else wish ??= action;
    }
    if (said.length > 0) asked.hasSpoken = true;
    if (wish !== undefined) {
      asked.answers += 1;
      await this.#request(lane, wish, asked, head, said);
    }
    if (wish === undefined && said.length > 0) await this.#options.replies.reply(originOf(lane, asked, head), said);
  }

  async takeOne(lane: Lane, action: BotAction, asked: Asked, answers: string | undefined): Promise<string> {
    const head = await this.#options.projection.findHead(lane.tenant, lane.conversationId);
    if (head === undefined || action.action === 'typing') return this.#type(lane, head);
    const place = this.#place(lane, asked);
    if (action.action === 'request-agent') {
      await this.#request(lane, action, asked, head, []);
      return place;
    }
    // Some bots give every activity the same id: it tells a repeat only among answers to the same thing.
    const id = action.id === undefined ? place : `${answers === undefined ? '' : `${answers}:`}bot:${action.id}`;
    asked.hasSpoken = true;
    await this.#options.replies.reply(originOf(lane, asked, head), [{ id, reply: action.reply }]);
    return id;
  }

  /** Counting makes an id only where all answers are counted: here, and since the bot was asked. */
  #place(lane: Lane, asked: Asked): string {
    const { eventId } = asked;
    const isCounted = eventId !== undefined && lane.asked.get(eventId) === asked;
    const place = isCounted ? `${eventId}:r${String(asked.answers)}` : `bot:${this.#options.runtime.newId()}`;
    asked.answers += 1;
    return place;
  }

  async #request(lane: Lane, { reason }: { readonly reason?: string }, asked: Asked, head: Conversation, said: readonly Said[]): Promise<void> {
    const { openRequest, replies, patience } = this.#options;
    const { tenant, conversationId } = lane;
    const origin = originOf(lane, asked, head);
    const saying = (present: Conversation): readonly NewEvent[] => replies.eventsOf(origin, said, present);
    const request = { reason, target: 'agents', causedBy: asked.eventId, term: asked.term, saying } as const;
    try {
      await untilDefinite(patience, () => openRequest(tenant, conversationId, request));
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'invalid' || said.length === 0) throw error;
      // The same event has led to a request before, which is over: what is left is what the bot said.
      await replies.reply(origin, said);
    }
  }

  #type(lane: Lane, head: Conversation | undefined): string {
    const { onSignal, runtime } = this.#options;
    if (head !== undefined && head.operator.kind === 'bot' && head.closed === null) {
      const from = { kind: 'bot', id: head.bot.id, name: head.bot.name } as const;
      onSignal(lane.tenant, head, { signal: 'typing', conversationId: head.id, from, isActive: true });
    }
    return runtime.newId();
  }
}

/** What a bot's words in a lane are an answer to. */
export function originOf(lane: Lane, asked: Asked, head: Conversation): ReplyOrigin {
  return { tenant: lane.tenant, conversationId: lane.conversationId, bot: head.bot, term: asked.term, causedBy: asked.eventId };
}
