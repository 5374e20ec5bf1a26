/**
 * Puts to bots what customers say, one thing after the other per conversation,
 * and what bots answer into the log. What is still to be told is derived from
 * the log, never remembered: a process that takes over finishes it.
 */
import type { Conversation, ConversationId, Signal } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { BotConfig } from '../config/config.js';
import type { ConversationChange, Projection } from '../conversations/projection.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import type { BotAction, BotAnswer, BotCustomer, BotInput, BotPort, BotSink } from './bot.js';
import type { BotWork } from './bot-work.js';
import { importedThreadPrefix, pendingWorkOf, termThen, workOf } from './bot-work.js';
import { createLanes } from './lanes.js';
import type { Asked, Lane } from './lanes.js';
import type { ReplyLog } from './reply-log.js';
import { createReplyLog } from './reply-log.js';
import type { Patience } from './until-definite.js';
import { untilDefinite } from './until-definite.js';

/** A bot that wants a human for its customer. */
export interface BotAgentRequest {
  readonly reason: string | undefined;
  readonly target: 'agents';
  /** The event the bot was answering; undefined if it asked on its own account. */
  readonly causedBy: string | undefined;
  /** The term under which the bot was asked; null if a human was operator then. */
  readonly term: number | null;
}

/** What the dispatcher works with. */
export interface BotDispatcherOptions {
  readonly projection: Pick<Projection, 'append' | 'findHead' | 'heads' | 'tenants' | 'subscribe'>;
  readonly store: Pick<EventStore, 'readBackwards' | 'lease' | 'leases'>;
  readonly runtime: Runtime;
  /** By bot id. Looked at when a bot is needed, so bots may be connected after this dispatcher was made. */
  readonly bots: (botId: string) => DispatchedBot | undefined;
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
  /** Takes up what was pending when the log was loaded. Call it once the projection is ready, and after each reload. */
  resume(): Promise<void>;
  /** Breaks off calls in progress and resolves when nothing runs any more. What was broken off stays pending. */
  stop(): Promise<void>;
}

/** Kind of the leases that mark events to which a bot had nothing to say, so that it is not asked again. */
const answeredWithNothing = 'bot-had-nothing-to-say';
const eventsLookedAt = 100;
/** A customer's message waits for the bot no longer than this before it is put, even behind others. */
const longestQueueMs = 5 * 60_000;

/** A dispatcher that follows the projection from now on. */
export function createBotDispatcher(options: BotDispatcherOptions): BotDispatcher {
  return new Dispatcher(options);
}

class Dispatcher implements BotDispatcher {
  readonly #options: BotDispatcherOptions;
  readonly #stopping = new AbortController();
  readonly #calls = new Set<AbortController>();
  readonly #replies: ReplyLog;
  readonly #lanes: ReturnType<typeof createLanes>;
  readonly #patience: Patience;
  readonly #unsubscribe: () => void;

  constructor(options: BotDispatcherOptions) {
    this.#options = options;
    this.#patience = { runtime: options.runtime, signal: this.#stopping.signal };
    this.#replies = createReplyLog({ ...options, signal: this.#stopping.signal });
    this.#lanes = createLanes({
      work: (lane, work) => this.#put(lane, work),
      onFailure: (error) => this.#logFailure('bot-work-failed', error),
      signal: this.#stopping.signal,
    });
    this.#unsubscribe = options.projection.subscribe((change) => this.#take(change));
  }

  async resume(): Promise<void> {
    const { projection, store } = this.#options;
    for (const tenant of projection.tenants()) {
      const leases = await untilDefinite(this.#patience, () => store.leases(tenant, answeredWithNothing));
      const marked = new Set(leases.map(({ key }) => key));
      for (const head of candidatesOf([...projection.heads(tenant)])) {
        if (this.#stopping.signal.aborted) return;
        const events = await untilDefinite(this.#patience, () => store.readBackwards(tenant, head.id, null, eventsLookedAt));
        const isSettled = (eventId: string): boolean => marked.has(markOf(head.id, eventId));
        const isSilent = this.#options.bots(head.bot.id)?.config.whileWaiting === 'silent';
        const pending = pendingWorkOf(head, events, isSettled, isSilent);
        for (const work of pending) this.#lanes.add(tenant, head.id, work);
      }
    }
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#stopping.abort();
    for (const call of this.#calls) call.abort();
    await this.#lanes.settled();
  }

  async act(botId: string, conversationId: ConversationId, action: BotAction, inReplyTo: string | undefined): Promise<string> {
    const { tenant, head } = await this.#find(botId, conversationId);
    const lane = this.#lanes.of(tenant, conversationId);
    const meant = inReplyTo === undefined ? undefined : lane.asked.get(inReplyTo);
    const onItsOwn = unaskedIn(lane, head);
    return this.#lanes.inTurn(lane, async () => {
      const answered = meant ?? (inReplyTo === undefined ? undefined : await this.#askedBefore(tenant, head, inReplyTo));
      return this.#perform(lane, action, answered ?? onItsOwn, answered?.eventId);
    });
  }

  async customer(botId: string, conversationId: ConversationId): Promise<BotCustomer | undefined> {
    const tenant = this.#options.bots(botId)?.config.tenant;
    const head = tenant === undefined ? undefined : await this.#options.projection.findHead(tenant, conversationId);
    return head === undefined || head.bot.id !== botId ? undefined : customerOf(head);
  }

  /** What the log tells of something that this process did not ask, or has forgotten. */
  async #askedBefore(tenant: string, head: Conversation, eventId: string): Promise<Asked | undefined> {
    const term = termThen(head, await this.#options.store.readBackwards(tenant, head.id, null, eventsLookedAt), eventId);
    return term === undefined ? undefined : newAsked(eventId, term);
  }

  #take(change: ConversationChange): void {
    if (change.head.thread.startsWith(importedThreadPrefix) || this.#options.bots(change.head.bot.id) === undefined) return;
    for (const work of workOf(change)) this.#lanes.add(change.tenant, change.head.id, work);
  }

  async #find(botId: string, conversationId: ConversationId): Promise<{ readonly tenant: string; readonly head: Conversation }> {
    const tenant = this.#options.bots(botId)?.config.tenant;
    const head = tenant === undefined ? undefined : await this.#options.projection.findHead(tenant, conversationId);
    if (tenant === undefined || head === undefined || head.bot.id !== botId)
      throw new TakeoverError('conversation-unknown', `Bot ${botId} has no conversation ${conversationId}.`);
    return { tenant, head };
  }

  /** Tells a bot one thing, and does what it answers. */
  async #put(lane: Lane, work: BotWork): Promise<void> {
    const { tenant, conversationId } = lane;
    const head = await this.#options.projection.findHead(tenant, conversationId);
    const bot = head === undefined ? undefined : this.#options.bots(head.bot.id);
    if (head === undefined || bot === undefined || !isStillDue(work, head, bot.config.whileWaiting)) return;
    const asked = newAsked(work.eventId, botTermOf(head));
    lane.asked.set(work.eventId, asked);
    const answer = await this.#ask(bot, conversationId, inputOf(work, head));
    if (this.#stopping.signal.aborted) return;
    if (!answer.ok) return this.#fail(lane, work, asked, answer, head);
    for (const action of answer.actions) await this.#lanes.inTurn(lane, () => this.#perform(lane, action, asked, work.eventId));
    if (asked.hasSpoken || work.kind !== 'message') return;
    // Longer than the conversation can stay open, after which nobody asks any more.
    const durationMs = 2 * bot.config.rules.timeoutMs;
    await this.#options.store.lease(tenant, answeredWithNothing, markOf(conversationId, work.eventId), bot.config.id, durationMs);
  }

  async #fail(lane: Lane, work: BotWork, asked: Asked, answer: Extract<BotAnswer, { ok: false }>, head: Conversation): Promise<void> {
    const { problem, detail } = answer;
    this.#options.runtime.log('warn', 'bot-failed', { bot: head.bot.id, conversation: head.id, problem, detail });
    // A slow bot that has answered by call-back is not a broken one; one that refuses after speaking is.
    if (work.kind === 'handoff-status' || (asked.answers > 0 && problem === 'timed-out')) return;
    await this.#replies.failed(originOf(lane, asked, head), problem);
  }

  /** @param answers - the event that the bot itself says it answers */
  async #perform(lane: Lane, action: BotAction, asked: Asked, answers: string | undefined): Promise<string> {
    const { runtime, openRequest, projection } = this.#options;
    const { tenant, conversationId } = lane;
    const head = await projection.findHead(tenant, conversationId);
    if (head === undefined || action.action === 'typing') return this.#type(lane, head);
    const { eventId, term } = asked;
    // Counting makes an id only where all answers are counted: here, and since the bot was asked.
    const isCounted = eventId !== undefined && lane.asked.get(eventId) === asked;
    const place = isCounted ? `${eventId}:r${String(asked.answers)}` : `bot:${runtime.newId()}`;
    asked.answers += 1;
    if (action.action === 'request-agent') {
      const wish = { reason: action.reason, target: 'agents', causedBy: eventId, term } as const;
      await untilDefinite(this.#patience, () => openRequest(tenant, conversationId, wish));
      return place;
    }
    // Some bots give every activity the same id: it tells a repeat only among answers to the same thing.
    const id = action.id === undefined ? place : `${answers === undefined ? '' : `${answers}:`}bot:${action.id}`;
    asked.hasSpoken = true;
    await this.#replies.reply(originOf(lane, asked, head), id, action.reply);
    return id;
  }

  #type(lane: Lane, head: Conversation | undefined): string {
    const { onSignal, runtime } = this.#options;
    if (head !== undefined && head.operator.kind === 'bot' && head.closed === null) {
      const from = { kind: 'bot', id: head.bot.id, name: head.bot.name } as const;
      onSignal(lane.tenant, head, { signal: 'typing', conversationId: head.id, from, isActive: true });
    }
    return runtime.newId();
  }

  /** Each call has an end of its own, so that what a port hangs on it goes with the call. */
  async #ask(bot: DispatchedBot, conversationId: ConversationId, input: BotInput): Promise<BotAnswer> {
    const call = new AbortController();
    this.#calls.add(call);
    try {
      return await bot.port.put(conversationId, input, call.signal);
    } finally {
      this.#calls.delete(call);
    }
  }

  #logFailure(event: string, error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    this.#options.runtime.log('error', event, { error: error instanceof Error ? error.name : 'unknown' });
  }
}

/** Heads whose bot may owe an answer: unanswered ones, and those in which something was going on at the end. */
function candidatesOf(heads: readonly Conversation[]): readonly Conversation[] {
  const newestAt = heads.reduce((newest, { at }) => Math.max(newest, at), 0);
  return heads.filter(
    (head) =>
      head.operator.kind === 'bot' &&
      head.closed === null &&
      !head.thread.startsWith(importedThreadPrefix) &&
      (head.unansweredSeq > 0 || head.idleSince >= newestAt - longestQueueMs),
  );
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

function inputOf(work: BotWork, head: Conversation): BotInput {
  const activityId = work.eventId;
  const customer = customerOf(head);
  switch (work.kind) {
    case 'started':
      return { kind: 'started', activityId, customer };
    case 'handoff-status':
      return { kind: 'handoff-status', activityId, state: work.state, customer };
    case 'message': {
      const { text, attachments = [], at, channelData } = work.message;
      const message = { kind: 'message', activityId, text, attachments, customer, at } as const;
      return channelData === undefined ? message : { ...message, channelData };
    }
  }
}

function customerOf(head: Conversation): BotCustomer {
  return { id: head.contact.id ?? head.id, name: head.contact.name ?? '' };
}

function originOf(lane: Lane, asked: Asked, head: Conversation): Parameters<ReplyLog['reply']>[0] {
  return { tenant: lane.tenant, conversationId: lane.conversationId, bot: head.bot, term: asked.term, causedBy: asked.eventId };
}

function markOf(conversationId: ConversationId, eventId: string): string {
  return `${conversationId} ${eventId}`.slice(0, 256);
}
