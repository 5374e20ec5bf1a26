import type { Conversation } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import { isRecord, listField, recordField, stringField } from '../../activity/activity.js';
import { isLoopback } from '../../config/config.js';
import { boundedText, jsonOf } from '../../http/bounded-text.js';
import type { RequestContext } from '../../http/request-context.js';
import type { RateLimit } from '../../rate-limit.js';
import { createRateLimit } from '../../rate-limit.js';
import type { ConnectionWatch } from './connection-watch.js';
import type { CustomerActivity } from './customer-activity.js';
import { customerActivityOf } from './customer-activity.js';
import { customerAttributes } from './customer-attributes.js';
import type { DirectLineOptions } from './direct-line-options.js';
import { IncomingFiles } from './incoming-files.js';
import type { OriginPolicy } from './origins.js';
import { customerOf, expectFiles, postMessage } from './post-message.js';
import type { DirectLineProblemCode } from './problem.js';
import { badToken, directLineProblem, problemCodeOf, tooManyCalls } from './problem.js';
import type { Sessions, TokenRequest } from './sessions.js';
import { readThread } from './thread-reader.js';
import type { DirectLineClaims } from './tokens.js';
import { answerUpload } from './upload.js';
import { positionOf, watermarkOf } from './watermark.js';

/** The channel's parts that its HTTP calls use. */
export interface DirectLineChannelParts extends DirectLineOptions {
  readonly sessions: Sessions;
  readonly origins: OriginPolicy;
  readonly watch: ConnectionWatch;
  readonly newest: (tenant: string, thread: string) => Promise<Conversation | undefined>;
}

interface DirectLineRoutesOptions extends DirectLineChannelParts {
  /** By conversation. */
  readonly callLimit: RateLimit;
  /** By the address that asks for tokens. */
  readonly tokenLimit: RateLimit;
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

const problemCodes: Readonly<Partial<Record<TakeoverError['code'], DirectLineProblemCode>>> = {
  'message-too-large': 'MessageSizeTooBig',
  'attachment-too-large': 'MessageSizeTooBig',
  'attachment-not-allowed': 'NotSupported',
};

const conversationRoutes: Readonly<Record<string, Handler | undefined>> = {
  'GET ': reconnect,
  'GET /activities': poll,
  'POST /activities': post,
  'POST /upload': (options, { request, claims }) => {
    options.watch.called(claims.tenant, claims.thread, false);
    return answerUpload(options, claims, request);
  },
};

/** The channel's HTTP side. Undefined for what is none of its paths; never throws. */
export function createDirectLineRoutes(given: DirectLineChannelParts): (request: Request, context?: RequestContext) => Promise<Response | undefined> {
  const { runtime, settings } = given;
  const now = (): number => runtime.now();
  const options: DirectLineRoutesOptions = {
    ...given,
    callLimit: createRateLimit({ now, perSecond: () => settings.config.limits.customerCallsPerSecond }),
    tokenLimit: createRateLimit({ now, perSecond: () => settings.config.limits.tokensPerSecond }),
  };
  return async (request, context) => {
    const { pathname } = new URL(request.url);
    const isDemoToken = options.isDemo && pathname === demoTokenPath;
    if (!isDemoToken && pathname !== prefix && !pathname.startsWith(`${prefix}/`)) return undefined;
    if (request.method === 'OPTIONS') return options.origins.preflight(request);
    const path = isDemoToken ? '/demo-token' : pathname.slice(prefix.length);
    return options.origins.withCors(await answer(options, request, path, context?.remoteAddress ?? ''), request);
  };
}

async function answer(options: DirectLineRoutesOptions, request: Request, path: string, address: string): Promise<Response> {
  const response = await routeOrExcuse(options, request, path, address);
  // What is above was logged where it went wrong.
  if (response.status >= 400 && response.status < 500)
    options.runtime.log('info', 'direct-line-call-refused', { status: response.status, code: await problemCodeOf(response) });
  return response;
}

async function routeOrExcuse(options: DirectLineRoutesOptions, request: Request, path: string, address: string): Promise<Response> {
  try {
    return await route(options, request, path, address);
  } catch (error) {
    if (error instanceof TakeoverError && !error.retry)
      return directLineProblem(problemCodes[error.code] ?? 'BadArgument', error.message);
    // The store could not say yes: nothing is known to be stored, so the client may try again.
    options.runtime.log('error', 'direct-line-call-failed', { path: path.replace(/\/conversations\/[^/]+/, '/conversations/…'), error: error instanceof Error ? error.name : 'unknown' });
    return directLineProblem('ServiceUnavailable', 'The message could not be stored. Try again.');
  }
}

async function route(options: DirectLineRoutesOptions, request: Request, path: string, address: string): Promise<Response> {
  const { sessions } = options;
  const at = `${request.method} ${path}`;
  const issuer = issuers[at];
  // Only those who may have one use up the share of their address.
  if (issuer !== undefined && (at === 'POST /demo-token' || sessions.holdsSecret(request))) {
    const waitMs = options.tokenLimit(address);
    return waitMs > 0 ? tooManyCalls(waitMs) : issuer(options, request);
  }
  if (at === 'POST /tokens/generate') return badToken();
  const [, thread, rest = ''] = conversationPath.exec(path) ?? [];
  const handler = thread === undefined ? rootHandlers[at] : conversationRoutes[`${request.method} ${rest}`];
  if (handler === undefined) return directLineProblem('ResourceNotFound', 'There is no such Direct Line call.');
  const admission = await sessions.admit(request);
  if (!admission.ok) return admission.response;
  // Somebody else's conversation looks like none.
  if (thread !== undefined && thread !== admission.claims.thread) return noConversation();
  const waitMs = request.method === 'POST' ? options.callLimit(`${admission.claims.tenant} ${admission.claims.thread}`) : 0;
  if (waitMs > 0) return tooManyCalls(waitMs);
  return handler(options, { request, url: new URL(request.url), claims: admission.claims });
}

/** What gives a token to who has none. */
const issuers: Readonly<Record<string, ((options: DirectLineRoutesOptions, request: Request) => Promise<Response>) | undefined>> = {
  'POST /tokens/generate': generateToken,
  'POST /demo-token': demoToken,
  'POST /conversations': startWithSecret,
};

const rootHandlers: Readonly<Record<string, Handler | undefined>> = {
  'POST /tokens/refresh': (options, { claims }) => tokenResponse(options, claims),
  'POST /conversations': start,
  'GET /session/getsessionid': (options) => Promise.resolve(Response.json({ sessionId: options.runtime.newId() })),
};

async function generateToken(options: DirectLineRoutesOptions, request: Request): Promise<Response> {
  const asked = await tokenRequestOf(options, request);
  if (asked instanceof Response) return asked;
  const claims = options.sessions.newClaims(asked);
  return claims === undefined ? noBot() : tokenResponse(options, claims);
}

/** A token for a fresh customer, or for one whom the page names, without a secret: for the demo pages, on this machine only. */
async function demoToken(options: DirectLineRoutesOptions, request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (!isLoopback(url.hostname) || !options.origins.allows(request.headers.get('origin'), request))
    return directLineProblem('ForbiddenOrigin', 'Demo tokens are given to pages of this machine only.');
  const botId = url.searchParams.get('bot') ?? undefined;
  const userName = url.searchParams.get('name') ?? undefined;
  const userId = url.searchParams.get('user') ?? undefined;
  const attributes = customerAttributes(jsonOf(url.searchParams.get('attributes') ?? '{}'));
  if (attributes === undefined) return badAttributes();
  const claims = options.sessions.newClaims({ botId, userName, userId, attributes, trustedOrigins: [], isVerified: userId !== undefined });
  return claims === undefined ? noBot() : tokenResponse(options, claims);
}

async function startWithSecret(options: DirectLineRoutesOptions, request: Request): Promise<Response> {
  const asked = await tokenRequestOf(options, request.clone());
  if (asked instanceof Response) return asked;
  const claims = options.sessions.newClaims(asked);
  return claims === undefined ? noBot() : start(options, { request, url: new URL(request.url), claims });
}

async function tokenRequestOf(options: DirectLineRoutesOptions, request: Request): Promise<TokenRequest | Response> {
  const body = await boundedText(request, options.settings.config.limits.frameBytes);
  if (!body.ok) return bodyProblem(options, body.problem);
  const asked = body.text.trim() === '' ? {} : jsonOf(body.text);
  if (!isRecord(asked)) return directLineProblem('BadArgument', 'The body is not a JSON object.');
  const user = recordField(asked, 'user');
  const userId = stringField(user, 'id', 200);
  const attributes = customerAttributes(asked['attributes']);
  if (attributes === undefined) return badAttributes();
  return {
    attributes,
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
  const body = await boundedText(request, options.settings.config.limits.frameBytes);
  if (!body.ok) return bodyProblem(options, body.problem);
  const activity = customerActivityOf(jsonOf(body.text), options.settings.config.limits);
  if (activity.kind === 'invalid') return directLineProblem(activity.code, activity.message);
  if (activity.kind === 'message') return postMessage(options, claims, activity, await filesIn(activity, options, claims));
  if (activity.kind !== 'ignored') await report(options, claims, activity.kind);
  return Response.json({ id: `${claims.thread}|${options.runtime.newId()}` });
}

async function filesIn({ files }: Extract<CustomerActivity, { kind: 'message' }>, options: DirectLineRoutesOptions, claims: DirectLineClaims): Promise<IncomingFiles> {
  const incoming = files.length === 0 ? new IncomingFiles(options.attachments, undefined) : await expectFiles(options, claims);
  for (const { name, contentType, bytes } of files) await incoming.add(name, contentType, bytes === undefined ? undefined : oneChunk(bytes));
  return incoming;
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function report(options: DirectLineRoutesOptions, claims: DirectLineClaims, what: 'typing' | 'ended'): Promise<void> {
  const conversation = await options.newest(claims.tenant, claims.thread);
  if (conversation === undefined || conversation.closed !== null) return;
  if (what === 'typing') options.sink.typing(claims.tenant, conversation.id, true);
  else if (conversation.left?.why !== 'ended') await options.sink.left(claims.tenant, conversation.id, 'ended');
}

async function tokenResponse({ sessions }: DirectLineRoutesOptions, claims: DirectLineClaims): Promise<Response> {
  const token = await sessions.issue(claims, 'session');
  return Response.json({ conversationId: claims.thread, token, expires_in: sessions.lifetimeSeconds });
}

async function conversationResponse(options: DirectLineRoutesOptions, { url, claims }: Call, status: number): Promise<Response> {
  const { sessions, settings } = options;
  const streamUrl = new URL(`${prefix}/conversations/${claims.thread}/stream`, settings.config.publicUrl ?? url);
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
  const limit = String(options.settings.config.limits.frameBytes);
  return directLineProblem('MessageSizeTooBig', `The body is larger than ${limit} bytes. Send less at once.`);
}

function noConversation(): Response {
  return directLineProblem('ResourceNotFound', 'Conversation not found');
}

function badAttributes(): Response {
  return directLineProblem('BadArgument', 'attributes must be an object of at most 20 texts, numbers, true or false, with at most 1000 characters in all.');
}

function noBot(): Response {
  return directLineProblem('BadArgument', 'There is no such bot. Name one of "bots" in the configuration.');
}
