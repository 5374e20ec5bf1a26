/** The calls that a bot's server makes: signed, checked, and answered with how the thread stands. */
import type { Conversation } from '@live-takeover/sdk/core';
import { TakeoverError, toWireError } from '@live-takeover/sdk/core';
import { errorResponse } from '../../api/error-response.js';
import type { ReplyLog } from '../../bots/reply-log.js';
import type { BotConfig } from '../../config/config.js';
import { namedSecret } from '../../config/secrets.js';
import { eventIdOf } from '../../conversations/message-events.js';
import { boundedText } from '../../http/bounded-text.js';
import { isTimedSignature, timedSignatureHeader } from '../../http/timed-signature.js';
import { StoreError } from '../../store/event-store.js';
import type { InboundMessage, Opening } from '../channel.js';
import { speak } from './bot-voice.js';
import type { PostedAction, PostedMessage } from './posted.js';
import { postedAction, postedMessage } from './posted.js';
import { threadKeyOf, threadStateOf } from './thread-state.js';
import type { WebhookChannelOptions } from './webhook-channel-options.js';

/** What answering takes. */
export interface RoutesOptions extends WebhookChannelOptions {
  readonly replies: ReplyLog;
}

/** A call that was found genuine. */
interface Call {
  readonly bot: BotConfig;
  readonly body: string;
}

const messagesPath = /^\/channels\/webhook\/([A-Za-z0-9_-]+)\/messages$/;
const threadPath = /^\/channels\/webhook\/([A-Za-z0-9_-]+)\/threads\/([^/]+)(?:\/(typing|end|request-agent))?$/;

/** Answers requests under `/channels/webhook/`; undefined for others. */
export function createRoutes(options: RoutesOptions): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith('/channels/webhook/')) return undefined;
    const route = routeOf(options, request.method, pathname);
    if (route === undefined) return notFound();
    try {
      const call = await genuine(options, request, route.botId);
      return await route.answer(call);
    } catch (error) {
      const told = toldOf(error);
      options.runtime.log(told.code === 'internal' ? 'error' : 'warn', 'bot-platform-call-refused', { bot: route.botId, code: told.code });
      return errorResponse(told);
    }
  };
}

function routeOf(options: RoutesOptions, method: string, pathname: string): { readonly botId: string; readonly answer: (call: Call) => Promise<Response> } | undefined {
  const ofMessages = messagesPath.exec(pathname);
  if (ofMessages?.[1] !== undefined) return method === 'POST' ? { botId: ofMessages[1], answer: (call) => takeMessage(options, call) } : undefined;
  const [, botId, encoded, action] = threadPath.exec(pathname) ?? [];
  const threadId = encoded === undefined ? undefined : decoded(encoded);
  if (botId === undefined || threadId === undefined) return undefined;
  if (action === undefined) return method === 'GET' ? { botId, answer: (call) => answerState(options, call, threadId) } : undefined;
  return method === 'POST' ? { botId, answer: (call) => takeAction(options, call, threadId, action) } : undefined;
}

/** Over the raw body, before anything of it is read. */
async function genuine({ settings, runtime }: RoutesOptions, request: Request, botId: string): Promise<Call> {
  const { config, secrets } = settings;
  const server = config.channels.webhook?.bots.find((one) => one.botId === botId);
  const bot = config.bots.find(({ id }) => id === botId);
  const body = await boundedText(request, config.limits.frameBytes);
  if (!body.ok && body.problem === 'too-large') throw new TakeoverError('message-too-large', `The body has more than ${String(config.limits.frameBytes)} bytes. Send less at once.`);
  const secret = server === undefined ? undefined : namedSecret(secrets, server.secret);
  const isGenuine = body.ok && isTimedSignature(secret, body.text, request.headers.get(timedSignatureHeader), runtime.now());
  // One answer for an unknown bot and for a wrong signature: who cannot sign learns nothing.
  if (!isGenuine || bot === undefined)
    throw new TakeoverError('unauthorized', `The signature does not fit. Check the bot's id, the secret, that ${timedSignatureHeader} signs the raw body, and the clock.`);
  return { bot, body: body.text };
}

async function takeMessage(options: RoutesOptions, { bot, body }: Call): Promise<Response> {
  const posted = postedMessage(body);
  const opening = openingOf(bot, posted);
  if (posted.from === 'bot') {
    const { conversationId, isSaid } = await speak(options, bot, opening, posted);
    const state = await stateOf(options, bot, conversationId);
    if (isSaid) return Response.json(state);
    const error = new TakeoverError('stale-term', 'Somebody else answers, or did since this was written. It was kept for agents and is not to be shown to the customer.');
    return Response.json({ ok: false, error: toWireError(error), ...state }, { status: 409 });
  }
  const event = await options.sink.message({ ...opening, messageId: posted.id, text: posted.text, ...filesOf(options, opening, posted) });
  return Response.json(await stateOf(options, bot, event.conversationId));
}

async function answerState(options: RoutesOptions, { bot }: Call, threadId: string): Promise<Response> {
  const head = await newestOf(options, bot, threadId);
  return Response.json(threadStateOf(head, bot));
}

async function takeAction(options: RoutesOptions, { bot, body }: Call, threadId: string, name: string): Promise<Response> {
  const posted = postedAction(body);
  if (posted.action !== name || posted.threadId !== threadId) throw new TakeoverError('bad-request', 'The body is of another thread or action than the path. Make them the same.');
  const head = await newestOf(options, bot, threadId);
  await act(options, bot, head, posted);
  const state = await stateOf(options, bot, head.id);
  const isStale = posted.action === 'request-agent' && posted.term !== undefined && posted.term !== head.term;
  if (!isStale) return Response.json(state);
  const error = new TakeoverError('stale-term', 'Somebody else answers, or did since this was asked for.');
  return Response.json({ ok: false, error: toWireError(error), ...state }, { status: 409 });
}

async function act({ sink, openRequest }: RoutesOptions, { tenant }: BotConfig, { id }: Conversation, posted: PostedAction): Promise<void> {
  switch (posted.action) {
    case 'typing':
      return sink.typing(tenant, id, posted.isActive);
    case 'end':
      return sink.left(tenant, id, 'ended', posted.id);
    case 'request-agent': {
      const causedBy = posted.inReplyTo === undefined ? `call:${eventIdOf(posted.id)}` : eventIdOf(posted.inReplyTo);
      return openRequest(tenant, id, { reason: posted.reason, causedBy, term: posted.term });
    }
  }
}

function openingOf(bot: BotConfig, { threadId, customerId, name, phone, attributes }: PostedMessage): Opening {
  return {
    tenant: bot.tenant,
    botId: bot.id,
    channel: 'webhook',
    thread: threadKeyOf(bot.id, threadId),
    contact: {
      ...(customerId === undefined ? {} : { id: customerId }),
      ...(name === undefined ? {} : { name }),
      ...(phone === undefined ? {} : { phone }),
      // Whoever can sign vouches for the ids that they name.
      verified: customerId !== undefined,
    },
    ...(attributes === undefined ? {} : { attributes }),
  };
}

function filesOf({ remoteFiles }: RoutesOptions, { tenant, thread }: Opening, { attachments }: PostedMessage): Pick<InboundMessage, 'attachments' | 'fileRefusal'> {
  if (attachments.length === 0) return {};
  if (remoteFiles === undefined) return { fileRefusal: 'file-not-stored' };
  const files = attachments.map(({ url, name, contentType }) => ({ url, thread, ...(name === undefined ? {} : { name }), ...(contentType === undefined ? {} : { contentType }) }));
  return { attachments: files.map((file) => remoteFiles.attachmentOf(tenant, file)) };
}

/** As the store has it: what another node did a moment ago counts. */
async function newestOf({ store }: RoutesOptions, bot: BotConfig, threadId: string): Promise<Conversation> {
  const newest = (await store.threadConversations(bot.tenant, threadKeyOf(bot.id, threadId))).at(-1);
  const head = newest === undefined ? undefined : await store.head(bot.tenant, newest);
  if (head === undefined) throw new TakeoverError('conversation-unknown', 'The thread has no conversation yet. Post a message first.');
  return head;
}

async function stateOf({ store }: RoutesOptions, bot: BotConfig, conversationId: string): Promise<ReturnType<typeof threadStateOf>> {
  const head = await store.head(bot.tenant, conversationId);
  if (head === undefined) throw new TakeoverError('conversation-unknown', 'The conversation is no longer kept.');
  return threadStateOf(head, bot);
}

function toldOf(error: unknown): TakeoverError {
  if (error instanceof TakeoverError) return error;
  if (error instanceof StoreError && error.code === 'unavailable')
    return new TakeoverError('store-unavailable', 'It may or may not be stored. Send the same again, under the same id.', { retry: true });
  return new TakeoverError('internal', 'The gateway failed. Its log says why.');
}

function notFound(): Response {
  return Response.json({ ok: false, error: { code: 'bad-request', message: 'Nothing is served at this path. Check the address.', retry: false } }, { status: 404 });
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Not percent-encoded as it should be.
    return undefined;
  }
}
