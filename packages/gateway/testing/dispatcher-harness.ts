import type { ConversationEvent, NewEvent } from '@live-takeover/sdk/core';
import type { BotAction, BotAnswer, BotInput } from '../src/bots/bot.js';
import type { BotAgentRequest } from '../src/bots/answers.js';
import type { BotDispatcher, DispatchedBot } from '../src/bots/dispatcher.js';
import { createBotDispatcher } from '../src/bots/dispatcher.js';
import type { Projection } from '../src/conversations/projection.js';
import { createProjection } from '../src/conversations/projection.js';
import type { EventStore } from '../src/store/event-store.js';
import { botConfig } from './direct-line-harness.js';
import type { FakeRuntime } from './fake-runtime.js';
import { createFakeRuntime } from './fake-runtime.js';
import { createMemoryStore } from './memory-store.js';

/** A dispatcher over a store in memory, and a bot that a test speaks for. */
export interface DispatcherHarness {
  readonly runtime: FakeRuntime;
  readonly store: EventStore;
  readonly projection: Projection;
  readonly dispatcher: BotDispatcher;
  /** What was put to the bot. */
  readonly inputs: readonly BotInput[];
  /** Agents that the bot asked for. */
  readonly requests: readonly BotAgentRequest[];
  /** What was signalled, as `conversation signal`. */
  readonly signals: readonly string[];
  append(...events: readonly NewEvent[]): Promise<void>;
  log(): Promise<readonly ConversationEvent[]>;
  /** What was said, failed or suppressed, a line each. */
  brief(): Promise<readonly string[]>;
}

/** How the bot answers. */
export type BotScript = (input: BotInput, signal: AbortSignal, dispatcher: BotDispatcher) => BotAnswer | Promise<BotAnswer>;

/** The tenant of the harness's conversation. */
export const tenant = 'default';
/** The harness's conversation. */
export const conversationId = 'c1';
/** Its first event. */
export const started: NewEvent = {
  type: 'conversation-started',
  id: 'started',
  bot: { id: 'bank', name: 'Bank Bot' },
  channel: 'web',
  contact: { id: 'dl_ann', name: 'Ann', verified: true },
  attributes: {},
  reference: 'AAAA2222',
  thread: 'thread-1',
};

/** Ana becomes operator. */
export function takenOver(term: number): NewEvent {
  return { type: 'takeover-started', id: `t${String(term)}`, operator: { kind: 'agent', id: '7', name: 'Ana' }, term };
}

/** The bot is operator again. */
export function handedBack(term: number): NewEvent {
  return { type: 'takeover-ended', id: `h${String(term)}`, term, endedInto: term + 1, why: 'handed-back' };
}

/** The customer says something. */
export function says(id: string, text: string = id): NewEvent {
  return { type: 'message-sent', id, from: 'customer', text };
}

/** A reply of the bot. */
export function reply(text: string, id?: string): BotAction {
  return { action: 'reply', ...(id === undefined ? {} : { id }), reply: { text, isDefaultAnswer: false } };
}

/** An answer with these actions. */
export function answering(...actions: readonly BotAction[]): BotAnswer {
  return { ok: true, actions };
}

/** A bot that repeats every message. */
export const echo: BotScript = (input) => answering(...(input.kind === 'message' ? [reply(`echo: ${input.text}`)] : []));

/** Sets up a dispatcher and a bot that follows `script`. */
export async function dispatcherHarness(
  script: BotScript,
  options: { readonly store?: EventStore; readonly whileWaiting?: 'answer' | 'silent'; /** Whether its node looks after the conversation. Default: yes. */ readonly isHolder?: () => boolean } = {},
): Promise<DispatcherHarness> {
  const runtime = createFakeRuntime();
  const { isHolder = (): boolean => true } = options;
  const store = options.store ?? createMemoryStore({ now: () => runtime.now() });
  const projection = createProjection(store, runtime);
  const inputs: BotInput[] = [];
  const requests: BotAgentRequest[] = [];
  const signals: string[] = [];
  const bot: DispatchedBot = {
    config: botConfig({ whileWaiting: options.whileWaiting ?? 'answer' }),
    port: {
      put: async (_conversationId, input, signal) => {
        inputs.push(input);
        return script(input, signal, dispatcher);
      },
    },
  };
  const dispatcher = createBotDispatcher({
    projection,
    store,
    runtime,
    share: { holds: isHolder, mayFinish: isHolder, heldSince: () => -Infinity },
    bots: (botId) => (botId === 'bank' ? bot : undefined),
    begin: () => Promise.reject(new Error('Nothing here begins a conversation.')),
    limits: () => ({ botMessageLength: 1_000, frameBytes: 16_384 }),
    openRequest: async (_tenant, id, request) => {
      requests.push(request);
      const head = await store.head(tenant, id);
      await store.append(tenant, id, [...(head === undefined ? [] : request.saying(head)), requestOf(request)]);
    },
    onSignal: (_tenant, head, { signal }) => void signals.push(`${head.id} ${signal}`),
  });
  await projection.ready;
  const log = (): Promise<readonly ConversationEvent[]> => store.read(tenant, conversationId, 0);
  return {
    ...{ runtime, store, projection, dispatcher, inputs, requests, signals, log },
    append: async (...events) => void (await store.append(tenant, conversationId, events)),
    brief: async () => (await log()).map(briefOf).filter((line) => line !== undefined),
  };
}

function requestOf({ causedBy }: BotAgentRequest): NewEvent {
  return { type: 'agent-requested', id: `request-${causedBy ?? ''}`, target: 'agents', ...(causedBy === undefined ? {} : { causedBy }) };
}

function briefOf(event: ConversationEvent): string | undefined {
  if (event.type === 'message-sent') return `${event.from}: ${event.text}`;
  if (event.type === 'bot-failed') return `failed: ${event.problem}`;
  return event.type === 'bot-reply-suppressed' ? `suppressed: ${event.text}` : undefined;
}
