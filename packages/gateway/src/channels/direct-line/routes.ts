import type { Conversation } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import { isRecord, listField, recordField, stringField } from '../../activity/activity.js';
import { isLoopback } from '../../config/config.js';
import { boundedText, jsonOf } from '../../http/bounded-text.js';
import type { InboundMessage } from '../channel.js';
import type { ConnectionWatch } from './connection-watch.js';
import type { CustomerActivity } from './customer-activity.js';
import { attachmentsNotSupported, customerActivityOf } from './customer-activity.js';
import { activityIdOf } from './delivered-activity.js';
import type { DirectLineOptions } from './direct-line-options.js';
import type { OriginPolicy } from './origins.js';
import { badToken, directLineProblem, problemCodeOf } from './problem.js';
import type { Sessions, TokenRequest } from './sessions.js';
import { readThread } from './thread-reader.js';
import type { DirectLineClaims } from './tokens.js';
import { positionOf, watermarkOf } from './watermark.js';

/** The channel's parts that its HTTP calls use. */
export interface DirectLineRoutesOptions extends DirectLineOptions {
  readonly sessions: Sessions;
  readonly origins: OriginPolicy;
  readonly watch: ConnectionWatch;
  readonly newest: (tenant: string, thread: string) => Promise<Conversation | undefined>;
}

/** A call by someone let in, about the thread they were let in for. */
interface Call {
  readonly request: Request;
  readonly url: URL;
  readonly claims: DirectLineClaims;
}

type Handler = (options: DirectLineRoutesOptions, call: Call) => Promise<Response>;

const prefix = '/v3/directline';
const demoTokenPath = '/demo/direct-line-token';
const conversationPath = /^\/conversations\/([^/]+)(\/activities|\/upload)?$/;
const pagesPerPoll = 20;

const conversationRoutes: Readonly<Record<string, Handler | undefined>> = {
  'GET ': reconnect,
  'GET /activities': poll,
  'POST /activities': post,
  'POST /upload': upload,
};

/** The channel's HTTP side. Undefined for what is none of its paths; never throws. */
export function createDirectLineRoutes(options: DirectLineRoutesOptions): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const isDemoToken = options.isDemo && pathname === demoTokenPath;
    if (!isDemoToken && pathname !== prefix && !pathname.startsWith(`${prefix}/`)) return undefined;
    if (request.method === 'OPTIONS') return options.origins.preflight(request);
    const path = isDemoToken ? '/demo-token' : pathname.slice(prefix.length);
    return options.origins.withCors(await answer(options, request, path), request);
  };
}

async function answer(options: DirectLineRoutesOptions, request: Request, path: string): Promise<Response> {
  const response = await routeOrExcuse(options, request, path);
  // What is above was logged where it went wrong.
  if (response.status >= 400 && response.status < 500)
    options.runtime.log('info', 'direct-line-call-refused', { status: response.status, code: await problemCodeOf(response) });
  return response;
}

async function routeOrExcuse(options: DirectLineRoutesOptions, request: Request, path: string): Promise<Response> {
  try {
    return await route(options, request, path);
  } catch (error) {
    if (error instanceof TakeoverError && !error.retry)
      return directLineProblem(error.code === 'message-too-large' ? 'MessageSizeTooBig' : 'BadArgument', error.message);
    // The store could not say yes: nothing is known to be stored, so the client may try again.
    options.runtime.log('error', 'direct-line-call-failed', { path: path.replace(/\/conversations\/[^/]+/, '/conversations/…'), error: error instanceof Error ? error.name : 'unknown' });
    return directLineProblem('ServiceUnavailable', 'The message could not be stored. Try again.');
  }
}

async function route(options: DirectLineRoutesOptions, request: Request, path: string): Promise<Response> {
  const { sessions } = options;
  const at = `${request.method} ${path}`;
  if (at === 'POST /tokens/generate') return generateToken(options, request);
  if (at === 'POST /demo-token') return demoToken(options, request);
  if (at === 'POST /conversations' && sessions.holdsSecret(request)) return startWithSecret(options, request);
  const [, thread, rest = ''] = conversationPath.exec(path) ?? [];
  const handler = thread === undefined ? rootHandlers[at] : conversationRoutes[`${request.method} ${rest}`];
  if (handler === undefined) return directLineProblem('ResourceNotFound', 'There is no such Direct Line call.');
  const admission = await sessions.admit(request);
  if (!admission.ok) return admission.response;
  // Somebody else's conversation looks like none.
  if (thread !== undefined && thread !== admission.claims.thread) return noConversation();
  return handler(options, { request, url: new URL(request.url), claims: admission.claims });
}

const rootHandlers: Readonly<Record<string, Handler | undefined>> = {
  'POST /tokens/refresh': (options, { claims }) => tokenResponse(options, claims),
  'POST /conversations': start,
  'GET /session/getsessionid': (options) => Promise.resolve(Response.json({ sessionId: options.runtime.newId() })),
};

async function generateToken(options: DirectLineRoutesOptions, request: Request): Promise<Response> {
  if (!options.sessions.holdsSecret(request)) return badToken();
  const asked = await tokenRequestOf(options, request);
  if (asked instanceof Response) return asked;
  const claims = options.sessions.newClaims(asked);
  return claims === undefined ? noBot() : tokenResponse(options, claims);
}

/** A token for a fresh customer, without a secret: for the demo pages, on this machine only. */
async function demoToken(options: DirectLineRoutesOptions, request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (!isLoopback(url.hostname) || !options.origins.allows(request.headers.get('origin'), request))
    return directLineProblem('ForbiddenOrigin', 'Demo tokens are given to pages of this machine only.');
  const botId = url.searchParams.get('bot') ?? undefined;
  const userName = url.searchParams.get('name') ?? undefined;
  const claims = options.sessions.newClaims({ botId, userName, trustedOrigins: [], isVerified: false });
  return claims === undefined ? noBot() : tokenResponse(options, claims);
}

async function startWithSecret(options: DirectLineRoutesOptions, request: Request): Promise<Response> {
  const asked = await tokenRequestOf(options, request.clone());
  if (asked instanceof Response) return asked;
  const claims = options.sessions.newClaims(asked);
  return claims === undefined ? noBot() : start(options, { request, url: new URL(request.url), claims });
}

async function tokenRequestOf(options: DirectLineRoutesOptions, request: Request): Promise<TokenRequest | Response> {
  const body = await boundedText(request, options.config.limits.frameBytes);
  if (!body.ok) return bodyProblem(options, body.problem);
  const asked = body.text.trim() === '' ? {} : jsonOf(body.text);
  if (!isRecord(asked)) return directLineProblem('BadArgument', 'The body is not a JSON object.');
  const user = recordField(asked, 'user');
  const userId = stringField(user, 'id', 200);
  return {
    userId,
    userName: stringField(user, 'name', 200),
    botId: stringField(asked, 'bot', 64),
    trustedOrigins: listField(asked, 'trustedOrigins').filter((origin) => typeof origin === 'string'),
    isVerified: userId !== undefined,
  };
}

async function start(options: DirectLineRoutesOptions, call: Call): Promise<Response> {
  const isNew = (await options.newest(call.claims.tenant, call.claims.thread)) === undefined;
  if (isNew) await options.sink.start(customerOf(call.claims));
  return conversationResponse(options, call, isNew ? 201 : 200);
}

async function reconnect(options: DirectLineRoutesOptions, call: Call): Promise<Response> {
  if ((await options.newest(call.claims.tenant, call.claims.thread)) === undefined) return noConversation();
  return conversationResponse(options, call, 200);
}

async function poll(options: DirectLineRoutesOptions, { url, claims }: Call): Promise<Response> {
  options.watch.called(claims.tenant, claims.thread, true);
  const activities: unknown[] = [];
  let position = positionOf(url.searchParams.get('watermark'));
  for (let pages = 0; pages < pagesPerPoll; pages += 1) {
    const page = await readThread(options.store, claims, position);
    activities.push(...page.activities);
    position = page.position;
    if (!page.hasMore) break;
  }
  return Response.json({ activities, watermark: watermarkOf(position) });
}

async function post(options: DirectLineRoutesOptions, { request, claims }: Call): Promise<Response> {
  options.watch.called(claims.tenant, claims.thread, false);
  const body = await boundedText(request, options.config.limits.frameBytes);
  if (!body.ok) return bodyProblem(options, body.problem);
  const activity = customerActivityOf(jsonOf(body.text), options.config.limits);
  if (activity.kind === 'invalid') return directLineProblem(activity.code, activity.message);
  if (activity.kind === 'message') return postMessage(options, claims, activity);
  if (activity.kind !== 'ignored') await report(options, claims, activity.kind);
  return Response.json({ id: `${claims.thread}|${options.runtime.newId()}` });
}

/** Stores the message; its echo goes out by the streams, and the bot is called after that, by others. */
async function postMessage(
  options: DirectLineRoutesOptions,
  claims: DirectLineClaims,
  message: Extract<CustomerActivity, { kind: 'message' }>,
): Promise<Response> {
  const event = await options.sink.message({
    ...customerOf(claims, message.senderName),
    messageId: message.messageId ?? options.runtime.newId(),
    text: message.text,
    ...(message.extras === undefined ? {} : { channelData: message.extras }),
  });
  return Response.json({ id: activityIdOf(claims.thread, event) });
}

async function report(options: DirectLineRoutesOptions, claims: DirectLineClaims, what: 'typing' | 'ended'): Promise<void> {
  const conversation = await options.newest(claims.tenant, claims.thread);
  if (conversation === undefined || conversation.closed !== null) return;
  if (what === 'typing') options.sink.typing(claims.tenant, conversation.id, true);
  else if (conversation.left?.why !== 'ended') await options.sink.left(claims.tenant, conversation.id, 'ended');
}

function upload(): Promise<Response> {
  const { code, message } = attachmentsNotSupported();
  return Promise.resolve(directLineProblem(code, message));
}

function customerOf(claims: DirectLineClaims, senderName?: string): Omit<InboundMessage, 'messageId' | 'text'> {
  const name = claims.userName ?? senderName;
  return {
    tenant: claims.tenant,
    botId: claims.botId,
    channel: 'web',
    thread: claims.thread,
    contact: { id: claims.userId, ...(name === undefined ? {} : { name }), verified: claims.isVerified },
  };
}

async function tokenResponse({ sessions }: DirectLineRoutesOptions, claims: DirectLineClaims): Promise<Response> {
  const token = await sessions.issue(claims, 'session');
  return Response.json({ conversationId: claims.thread, token, expires_in: sessions.lifetimeSeconds });
}

async function conversationResponse(options: DirectLineRoutesOptions, { url, claims }: Call, status: number): Promise<Response> {
  const { sessions, config } = options;
  const streamUrl = new URL(`${prefix}/conversations/${claims.thread}/stream`, config.publicUrl ?? url);
  streamUrl.protocol = streamUrl.protocol === 'https:' ? 'wss:' : 'ws:';
  streamUrl.search = new URLSearchParams({
    watermark: watermarkOf(positionOf(url.searchParams.get('watermark'))),
    t: await sessions.issue(claims, 'stream'),
  }).toString();
  const token = await sessions.issue(claims, 'session');
  const conversation = { conversationId: claims.thread, token, expires_in: sessions.lifetimeSeconds, streamUrl: streamUrl.href };
  return Response.json({ ...conversation, referenceGrammarId: '00000000-0000-0000-0000-000000000000' }, { status });
}

function bodyProblem(options: DirectLineRoutesOptions, problem: 'too-large' | 'not-text'): Response {
  if (problem === 'not-text') return directLineProblem('BadArgument', 'The body is not UTF-8.');
  const limit = String(options.config.limits.frameBytes);
  return directLineProblem('MessageSizeTooBig', `The body is larger than ${limit} bytes. Send less at once.`);
}

function noConversation(): Response {
  return directLineProblem('ResourceNotFound', 'Conversation not found');
}

function noBot(): Response {
  return directLineProblem('BadArgument', 'There is no such bot. Name one of "bots" in the configuration.');
}
