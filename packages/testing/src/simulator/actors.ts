import type {
  Agent,
  Attributes,
  Availability,
  BotFailed,
  BotIdentity,
  CommandBody,
  CommandResult,
  Contact,
  Conversation,
  ConversationId,
  CustomerLeft,
  Signal,
} from '@live-takeover/sdk';
import { requestTimeoutMs } from './alert-board.js';
import { requestOf } from './arbiter.js';
import { automatic } from './automatic.js';
import { bots } from './cast.js';
import { conversationIdOf, referenceOf } from './history.js';
import type { Phrasebook } from './phrases/phrasebook.js';
import { phrasebooks } from './phrases/phrasebooks.js';
import { pick } from './random.js';
import type { World } from './world.js';

/** What the bot makes of a customer's message. */
export type BotReaction = 'answer' | 'default-answer' | 'failure' | 'silence';

/** The customer of one conversation. */
export interface SimulatedCustomer {
  /**
   * Writes. While the bot is operator it reacts 1.2 s later. In a
   * closed conversation this begins a new one on the same thread.
   *
   * @returns the conversation that has the message
   */
  write(text: string, reaction?: BotReaction): ConversationId;
  askForAgent(reason?: string): void;
  withdrawRequest(): void;
  leave(why?: CustomerLeft['why']): void;
  comeBack(): void;
  type(isActive?: boolean): void;
}

/** The bot of one conversation, acting on its own account. */
export interface SimulatedBot {
  /** Writes under a term; under one that is over the reply is suppressed. */
  write(text: string, options?: { readonly isDefaultAnswer?: boolean; readonly term?: number }): void;
  fail(problem?: BotFailed['problem']): void;
  type(isActive?: boolean): void;
}

/** Another agent, driven by the test. */
export interface SimulatedColleague {
  readonly agent: Agent;
  /** Does what an agent can ask for; the present term is filled in. */
  takeOver(conversationId: ConversationId, options?: { readonly force?: boolean }): CommandResult;
  send(conversationId: ConversationId, text: string): CommandResult;
  handBack(conversationId: ConversationId): CommandResult;
  transfer(conversationId: ConversationId, to: string | null): CommandResult;
  command(body: CommandBody): CommandResult;
  setAvailability(availability: Availability): void;
  type(conversationId: ConversationId, isActive?: boolean): void;
  /** Looks at a conversation, or no longer. */
  view(conversationId: ConversationId, isActive?: boolean): void;
  /** Is gone for good: what they hold goes back into the queue. */
  disappear(): void;
}

/** What a new conversation is to be. */
export interface ConversationOptions {
  readonly bot?: BotIdentity;
  readonly channel?: string;
  readonly contact?: Contact;
  readonly attributes?: Attributes;
  /** The customer's first message. */
  readonly text?: string;
  readonly reaction?: BotReaction;
  readonly thread?: string;
}

/** Starts a conversation. */
export function startConversation(world: World, options: ConversationOptions = {}): ConversationId {
  const number = world.ledger.size + 1;
  const id = conversationIdOf(number);
  const { bot = pick(world.random, bots), channel = 'web', contact = { verified: false }, attributes = {}, thread = `${channel}:${number}` } = options;
  const reference = referenceOf(number);
  world.record(id, { type: 'conversation-started', bot, channel, contact, attributes, reference, thread });
  if (options.text !== undefined) customerOf(world, id).write(options.text, options.reaction);
  return id;
}

/** The customer of one conversation. */
export function customerOf(world: World, id: ConversationId): SimulatedCustomer {
  return {
    write(text, reaction = 'answer') {
      const head = world.ledger.head(id);
      if (head !== undefined && head.closed !== null) {
        const { bot, channel, contact, attributes, thread } = head;
        return startConversation(world, { bot, channel, contact, attributes, thread, text, reaction });
      }
      world.record(id, { type: 'message-sent', from: 'customer', text });
      react(world, id, reaction);
      return id;
    },
    askForAgent: (reason) => askForAgent(world, id, reason),
    withdrawRequest() {
      if (hasOpenRequest(world, id)) world.record(id, { type: 'agent-request-ended', why: 'withdrawn' });
    },
    leave: (why = 'ended') => void world.record(id, { type: 'customer-left', why }),
    comeBack: () => void world.record(id, { type: 'customer-returned' }),
    type: (isActive = true) => world.emit(typing(id, { kind: 'customer', id: 'customer', name: '' }, isActive)),
  };
}

/** The bot of one conversation. */
export function botOf(world: World, id: ConversationId): SimulatedBot {
  return {
    write(text, { isDefaultAnswer = false, term } = {}) {
      const head = world.ledger.head(id);
      if (head === undefined || head.closed !== null) return;
      const writtenUnder = term ?? head.term;
      if (head.operator.kind !== 'bot' || writtenUnder !== head.term)
        world.record(id, { type: 'bot-reply-suppressed', text, term: writtenUnder });
      else
        world.record(id, { type: 'message-sent', from: 'bot', text, term: writtenUnder, ...(isDefaultAnswer ? { defaultAnswer: true } : {}) });
    },
    fail: (problem = 'timed-out') => void world.record(id, { type: 'bot-failed', problem }),
    type(isActive = true) {
      const bot = world.ledger.head(id)?.bot ?? { id: '', name: '' };
      world.emit(typing(id, { kind: 'bot', ...bot }, isActive));
    },
  };
}

/** @throws {RangeError} nobody of that id works here */
export function colleagueOf(world: World, agentId: string): SimulatedColleague {
  const agent = world.roster.agent(agentId);
  if (agent === undefined) throw new RangeError(`Nobody called ${agentId} works here.`);
  const termOf = (id: ConversationId): number => world.ledger.head(id)?.term ?? 0;
  const command = (body: CommandBody): CommandResult => world.execute(agent, { ...body, id: world.newId() });
  return {
    agent,
    command,
    takeOver: (conversationId, { force = false } = {}) =>
      command({ name: 'take-over', conversationId, seenTerm: termOf(conversationId), force }),
    send: (conversationId, text) => command({ name: 'send', conversationId, term: termOf(conversationId), text }),
    handBack: (conversationId) => command({ name: 'hand-back', conversationId, term: termOf(conversationId) }),
    transfer: (conversationId, to) => command({ name: 'transfer', conversationId, term: termOf(conversationId), to }),
    setAvailability: (availability) => world.roster.setAvailability(agentId, availability),
    type: (id, isActive = true) => world.emit(typing(id, { kind: 'agent', id: agent.id, name: agent.name }, isActive)),
    view: (id, isActive = true) => world.view(agent, id, isActive),
    disappear() {
      world.roster.count(agentId, -1);
      for (const head of world.ledger.heads()) {
        const { id, operator, term } = head;
        if (operator.kind !== 'agent' || operator.id !== agentId || head.closed !== null) continue;
        const ended = { type: 'takeover-ended', term, endedInto: term + 1, why: 'agent-unreachable' } as const;
        world.record(id, ended, ...requestIn(world, head, term + 1));
      }
    },
  };
}

function askForAgent(world: World, id: ConversationId, reason: string | undefined): void {
  const head = world.ledger.head(id);
  if (head === undefined) return;
  const opened = requestIn(world, head, head.term, reason);
  if (head.operator.kind !== 'bot' || head.request !== null) return void world.record(id, ...opened.slice(0, 1));
  const stored = world.record(id, ...opened);
  const askedSeq = stored[0]?.seq;
  world.clock.schedule(requestTimeoutMs, () => {
    if (!hasOpenRequest(world, id) || world.ledger.head(id)?.request?.seq !== askedSeq) return;
    world.record(id, ...automatic('request-expired', world.settings.messagesOf(head.bot.id), head, { term: head.term }));
  });
}

function requestIn({ roster, settings }: World, head: Conversation, term: number, reason?: string): ReturnType<typeof requestOf> {
  const { bot } = head;
  return requestOf({ staffing: roster.staffing(settings.bots[bot.id]?.openingHours ?? null), messages: settings.messagesOf(bot.id), head, term, reason });
}

function react(world: World, id: ConversationId, reaction: BotReaction): void {
  const head = world.ledger.head(id);
  if (head === undefined || head.operator.kind !== 'bot' || reaction === 'silence') return;
  const { term } = head;
  const phrases = phrasesOf(id);
  world.afterBotDelay(() => {
    const bot = botOf(world, id);
    if (reaction === 'failure') bot.fail('bad-answer');
    else if (reaction === 'default-answer') bot.write(phrases.defaultAnswer, { isDefaultAnswer: true, term });
    else bot.write(pick(world.random, phrases.exchanges)[1], { term });
  });
}

function hasOpenRequest(world: World, id: ConversationId): boolean {
  const head = world.ledger.head(id);
  return head !== undefined && head.closed === null && head.request !== null && head.operator.kind === 'bot';
}

/** The language of a conversation. */
export function phrasesOf(id: ConversationId): Phrasebook {
  const [first] = phrasebooks;
  const phrases = phrasebooks[(Number(id.slice(1)) - 1) % phrasebooks.length] ?? first;
  if (phrases === undefined) throw new RangeError('There is no phrasebook.');
  return phrases;
}

function typing(conversationId: ConversationId, from: Signal['from'], isActive: boolean): Signal {
  return { signal: 'typing', conversationId, from, isActive };
}
