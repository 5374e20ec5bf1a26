/**
 * Puts to bots what customers say, one thing after the other per conversation,
 * and what bots answer into the log. What is still to be told is derived from
 * the log, never remembered: a process that takes over finishes it.
 */
import type { Conversation, ConversationId, Signal } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { BotConfig } from '../config/config.js';
import { importedThreadPrefix } from '../conversations/imported-thread.js';
import type { ConversationChange, Projection } from '../conversations/projection.js';
import type { Share } from '../nodes/share.js';
import type { IsMeant } from '../nodes/share-listeners.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import type { Patience } from '../store/until-definite.js';
import type { BotAction, BotAnswer, BotCustomer, BotInput, BotPort, BotSink } from './bot.js';
import type { Answers, BotAgentRequest } from './answers.js';
import { createAnswers, originOf } from './answers.js';
import { botInputOf, customerOf } from './bot-input.js';
import type { BotWork } from './bot-work.js';
import type { ReplyLimits } from './bounded-reply.js';
import { workOf } from './bot-work.js';
import type { KnownCustomersOptions } from './known-customers.js';
import { conversationWith } from './known-customers.js';
import { createLanes } from './lanes.js';
import type { Asked, Lane } from './lanes.js';
import type { OwedWork } from './owed-work.js';
import { createOwedWork } from './owed-work.js';
import type { ReplyLog } from './reply-log.js';
import { createReplyLog } from './reply-log.js';

/** What the dispatcher works with. */
export interface BotDispatcherOptions {
  readonly projection: Pick<Projection, 'append' | 'findHead' | 'heads' | 'tenants' | 'subscribe'>;
  readonly store: Pick<EventStore, 'read' | 'readBackwards' | 'head' | 'lease' | 'leases' | 'isShared' | 'contactConversations'>;
  /** Which conversations' bots this node talks to. What bots say by call-back it takes in all of them. */
  readonly share: Pick<Share, 'holds' | 'mayFinish' | 'heldSince'>;
  readonly runtime: Runtime;
  /** By bot id. Looked at when a bot is needed, so bots may be connected after this dispatcher was made. */
  readonly bots: (botId: string) => DispatchedBot | undefined;
  /** Makes sure that a customer's thread has an open conversation, for a bot that writes first. */
  readonly begin: KnownCustomersOptions['begin'];
  /** What is kept of what bots say. */
  readonly limits: () => ReplyLimits;
  /** Opens an agent request with all that belongs to it. */
  readonly openRequest: (tenant: string, conversationId: ConversationId, request: BotAgentRequest) => Promise<void>;
  /** Shows that a bot is typing. */
  readonly onSignal: (tenant: string, head: Conversation, signal: Signal) => void;
}

export interface DispatchedBot {
  readonly config: Pick<BotConfig, 'id' | 'name' | 'tenant' | 'whileWaiting' | 'rules'>;
  readonly port: BotPort;
}

/** The one who talks to bots. */
export interface BotDispatcher extends BotSink {
  /**
   * Takes up what is pending, in all conversations that this node looks after or in those that are meant. Call it when the
   * node has gained some, and after each reload of the projection.
   */
  resume(isMeant?: IsMeant): Promise<void>;
  /** Begins nothing more in some conversations; resolves when nothing runs in them. */
  letGo(isMeant: IsMeant): Promise<void>;
  /** Another node may be talking to the bots of some conversations: ends what still runs in them. What was broken off stays pending. */
  breakOff(isMeant: IsMeant): void;
  /** Breaks off calls in progress and resolves when nothing runs any more. What was broken off stays pending. */
  stop(): Promise<void>;
}

/** How far two nodes may be apart about the store's time. */
const clockToleranceMs = 2_000;

/** A dispatcher that follows the projection from now on. */
export function createBotDispatcher(options: BotDispatcherOptions): BotDispatcher {
  return new Dispatcher(options);
}

class Dispatcher implements BotDispatcher {
  readonly #options: BotDispatcherOptions;
  readonly #stopping = new AbortController();
  readonly #calls = new Map<AbortController, Lane>();
  readonly #patience: Patience;
  readonly #replies: ReplyLog;
  readonly #answers: Answers;
  readonly #lanes: ReturnType<typeof createLanes>;
  readonly #owed: OwedWork;
  /** How many searches of the whole log are under way. */
  #resuming = 0;
  /** The same for single conversations. */
  readonly #catchingUp = new Map<string, number>();
  readonly #unsubscribe: () => void;

  constructor(options: BotDispatcherOptions) {
    this.#options = options;
    this.#patience = { runtime: options.runtime, signal: this.#stopping.signal };
    this.#owed = createOwedWork({ ...options, patience: this.#patience });
    this.#replies = createReplyLog({ ...options, signal: this.#stopping.signal });
    this.#answers = createAnswers({ ...options, replies: this.#replies, patience: this.#patience });
    this.#lanes = createLanes({
      work: (lane, work) => this.#put(lane, work),
      onFailure: (error) => this.#logFailure('bot-work-failed', error),
      signal: this.#stopping.signal,
    });
    this.#unsubscribe = options.projection.subscribe((change) => this.#take(change));
  }

  async resume(isMeant: IsMeant = this.#options.share.holds): Promise<void> {
    this.#resuming += 1;
    try {
      await this.#owed.find(isMeant, (tenant, conversationId, work) => this.#addAll(tenant, conversationId, work));
    } finally {
      this.#resuming -= 1;
    }
  }

  letGo(isMeant: IsMeant): Promise<void> {
    return this.#lanes.letGo(isMeant);
  }

  breakOff(isMeant: IsMeant): void {
    void this.#lanes.letGo(isMeant);
    for (const [call, lane] of this.#calls) if (isMeant(lane.tenant, lane.conversationId)) call.abort();
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#stopping.abort();
    for (const call of this.#calls.keys()) call.abort();
    await this.#lanes.settled();
  }

  async act(botId: string, conversationId: ConversationId, action: BotAction, inReplyTo: string | undefined): Promise<string> {
    const { tenant, head } = await this.#find(botId, conversationId);
    const lane = this.#lanes.of(tenant, conversationId);
    const meant = inReplyTo === undefined ? undefined : lane.asked.get(inReplyTo);
    const onItsOwn = unaskedIn(lane, head);
    return this.#lanes.inTurn(lane, async () => {
      const answered = meant ?? (inReplyTo === undefined ? undefined : await this.#askedBefore(tenant, conversationId, inReplyTo));
      return this.#answers.takeOne(lane, action, answered ?? onItsOwn, answered?.eventId);
    });
  }

  async customer(botId: string, conversationId: ConversationId): Promise<BotCustomer | undefined> {
    const tenant = this.#options.bots(botId)?.config.tenant;
    const head = tenant === undefined ? undefined : await this.#options.projection.findHead(tenant, conversationId);
    return head === undefined || head.bot.id !== botId ? undefined : customerOf(head);
  }

  async begin(...[botId, ...of]: Parameters<BotSink['begin']>): Promise<ConversationId | undefined> {
    const bot = this.#options.bots(botId)?.config;
    return bot === undefined ? undefined : (await conversationWith(this.#options, bot, ...of))?.id;
  }

  #take(change: ConversationChange): void {
    if (change.head.thread.startsWith(importedThreadPrefix) || this.#options.bots(change.head.bot.id) === undefined) return;
    const { tenant, head } = change;
    const work = this.#options.share.holds(tenant, head.id) ? workOf(change) : [];
    const since = this.#options.share.heldSince(tenant, head.id) + clockToleranceMs;
    // Told late of what happened before, when another node looked after it, or before what is left of that was found: the log
    // says what that is. A message that overtook it and was answered would make it look answered too.
    const isBehind = this.#resuming > 0 || this.#catchingUp.has(keyOf(tenant, head.id)) || work.some(({ at }) => at <= since);
    if (work.length > 0 && isBehind) void this.#catchUp(tenant, head.id);
    else this.#addAll(tenant, head.id, work);
    if (head.closed !== null) this.#lanes.close(tenant, head.id);
  }

  async #catchUp(tenant: string, conversationId: ConversationId): Promise<void> {
    const key = keyOf(tenant, conversationId);
    this.#catchingUp.set(key, (this.#catchingUp.get(key) ?? 0) + 1);
    try {
      this.#addAll(tenant, conversationId, await this.#owed.findIn(tenant, conversationId));
    } catch (error) {
      this.#logFailure('bot-work-not-found', error);
    }
    const others = (this.#catchingUp.get(key) ?? 1) - 1;
    if (others === 0) this.#catchingUp.delete(key);
    else this.#catchingUp.set(key, others);
  }

  #addAll(tenant: string, conversationId: ConversationId, work: readonly BotWork[]): void {
    if (this.#options.share.holds(tenant, conversationId)) for (const one of work) this.#lanes.add(tenant, conversationId, one);
  }

  /** What the log tells of something that this node did not ask, or has forgotten. */
  async #askedBefore(tenant: string, conversationId: ConversationId, eventId: string): Promise<Asked | undefined> {
    const term = await this.#owed.termOf(tenant, conversationId, eventId);
    return term === undefined ? undefined : newAsked(eventId, term);
  }

  /** The head as it is, which this node need not know yet if another made it so. */
  async #find(botId: string, conversationId: ConversationId): Promise<{ readonly tenant: string; readonly head: Conversation }> {
    const { projection, store } = this.#options;
    const tenant = this.#options.bots(botId)?.config.tenant;
    const heads = store.isShared ? { findHead: (...of: [string, string]) => store.head(...of) } : projection;
    const head = tenant === undefined ? undefined : await heads.findHead(tenant, conversationId);
    if (tenant === undefined || head === undefined || head.bot.id !== botId)
      throw new TakeoverError('conversation-unknown', `Bot ${botId} has no conversation ${conversationId}.`);
    return { tenant, head };
  }

  /** Tells a bot one thing, and does what it answers. */
  async #put(lane: Lane, work: BotWork): Promise<void> {
    const { tenant, conversationId } = lane;
    const known = await this.#options.projection.findHead(tenant, conversationId);
    // Work that was found in the log may be ahead of what this node was told.
    const head = known === undefined || known.seq < work.seq ? await this.#options.store.head(tenant, conversationId) : known;
    const bot = head === undefined ? undefined : this.#options.bots(head.bot.id);
    if (head === undefined || bot === undefined || !isStillDue(work, head, bot.config.whileWaiting)) return;
    if (!this.#options.share.holds(tenant, conversationId)) return;
    const asked = newAsked(work.eventId, botTermOf(head));
    lane.asked.set(work.eventId, asked);
    const answer = await this.#ask(bot, lane, await botInputOf({ store: this.#options.store, patience: this.#patience }, work, tenant, head));
    // Whoever looks after the conversation now asks again, under the same id.
    if (answer === undefined || !this.#options.share.mayFinish(tenant, conversationId)) return;
    if (!answer.ok) await this.#fail(lane, work, asked, answer, head);
    else await this.#lanes.inTurn(lane, () => this.#answers.take(lane, answer.actions, asked));
    const isMarkNeeded = work.kind === 'handoff-status' || (answer.ok && !asked.hasSpoken);
    if (isMarkNeeded && !(await this.#owed.isDealtWith(tenant, conversationId, work)))
      await this.#owed.markTold(tenant, conversationId, work, bot.config);
  }

  async #fail(lane: Lane, work: BotWork, asked: Asked, answer: Extract<BotAnswer, { ok: false }>, head: Conversation): Promise<void> {
    const { problem, detail } = answer;
    this.#options.runtime.log('warn', 'bot-failed', { bot: head.bot.id, conversation: head.id, problem, detail });
    if (work.kind === 'handoff-status') return;
    // A slow bot that has answered by call-back, be it to another node, is not a broken one; one that refuses after speaking is.
    if (problem === 'timed-out' && (asked.answers > 0 || (await this.#owed.isDealtWith(lane.tenant, lane.conversationId, work)))) return;
    await this.#replies.failed(originOf(lane, asked, head), problem);
  }

  /**
   * Each call has an end of its own, so that what a port hangs on it goes with the call.
   *
   * @returns undefined if it was broken off
   */
  async #ask(bot: DispatchedBot, lane: Lane, input: BotInput): Promise<BotAnswer | undefined> {
    const call = new AbortController();
    this.#calls.set(call, lane);
    try {
      const answer = await bot.port.put(lane.conversationId, input, call.signal);
      return call.signal.aborted ? undefined : answer;
    } finally {
      this.#calls.delete(call);
    }
  }

  #logFailure(event: string, error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    this.#options.runtime.log('error', event, { error: error instanceof Error ? error.name : 'unknown' });
  }
}

function keyOf(tenant: string, conversationId: ConversationId): string {
  return `${tenant} ${conversationId}`;
}

/** Whether what was to be told still is, by the time its turn comes. */
function isStillDue(work: BotWork, head: Conversation, whileWaiting: BotConfig['whileWaiting']): boolean {
  if (head.closed !== null) return false;
  if (work.kind === 'handoff-status') return true;
  if (head.operator.kind !== 'bot' || head.term !== work.term) return false;
  return !(work.kind === 'message' && whileWaiting === 'silent' && head.request !== null);
}

function newAsked(eventId: string | undefined, term: number | null): Asked {
  return { eventId, term, answers: 0, hasSpoken: false };
}

function botTermOf({ operator, term }: Conversation): number | null {
  return operator.kind === 'bot' ? term : null;
}

/** What a bot is taken to answer when it does not say: whatever it is being told, under the present term. */
function unaskedIn(lane: Lane, head: Conversation): Asked {
  const running = lane.running === undefined ? undefined : lane.asked.get(lane.running);
  const term = botTermOf(head);
  return running?.term === term ? running : newAsked(lane.running, term);
}
