import type { BotIdentity, ConversationId } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { Activity } from '../../activity/activity.js';
import { isActivity, isRecord, listField, stringField } from '../../activity/activity.js';
import type { RotatedSecret } from '../../config/secrets.js';
import { boundedText, jsonOf } from '../../http/bounded-text.js';
import type { Runtime } from '../../runtime.js';
import type { BotSink } from '../bot.js';
import type { DefaultAnswerTest } from '../default-answer.js';
import { botActionOf } from './bot-activity.js';
import { isCapability } from './capability.js';

/** What the call-backs of one bot need. */
export interface CallBacksOptions {
  readonly bot: BotIdentity;
  readonly secret: RotatedSecret;
  readonly sink: BotSink;
  readonly runtime: Pick<Runtime, 'newId' | 'log'>;
  readonly isDefaultText: DefaultAnswerTest;
  readonly bodyBytesLimit: number;
  /** Where the bot may call about a conversation. */
  readonly serviceUrlOf: (conversationId: ConversationId) => Promise<string>;
}

/** A call-back whose address was found genuine. */
interface CallBack {
  readonly request: Request;
  readonly conversationId: string;
  readonly replyToId: string | undefined;
}

const path = /^\/?([^/]+)\/v3\/conversations(?:\/([A-Za-z0-9_-]+)(?:\/(activities|members|pagedmembers)(?:\/([^/]+))?)?)?\/?$/;

/**
 * Answers the calls a bot makes to the `serviceUrl` it was given: the part of
 * the Bot Framework connector service that bots use.
 *
 * @see docs/bots.md#the-activity-protocol
 */
export function createCallBacks(options: CallBacksOptions): (path: string, request: Request) => Promise<Response | undefined> {
  return async (rest, request) => {
    const [matched, capability = '', conversationId, resource, last] = path.exec(rest) ?? [];
    if (matched !== undefined && conversationId === undefined && request.method === 'POST') return begin(options, request, capability);
    if (conversationId === undefined || resource === undefined) return notFound();
    if (!isCapability(options.secret, options.bot.id, conversationId, capability)) return notFound();
    const callBack: CallBack = { request, conversationId, replyToId: last === undefined ? undefined : decoded(last) };
    switch (`${request.method} ${resource}`) {
      case 'POST activities':
        return receive(options, callBack);
      case 'GET members':
        return members(options, callBack);
      case 'GET pagedmembers':
        return members(options, callBack, true);
      case 'PUT activities':
      case 'DELETE activities':
        return problem(405, 'MethodNotAllowed', 'What was said stays said: activities are neither changed nor deleted. Send a new one.');
      default:
        return notFound();
    }
  };
}

/**
 * A bot writes first, to a customer it knows. The path's capability is that of any conversation with them.
 *
 * UNVERIFIED: which of the answer's fields bots go by beyond `id`; no SDK was run against it.
 */
async function begin(options: CallBacksOptions, request: Request, capability: string): Promise<Response> {
  const body = await boundedText(request, options.bodyBytesLimit);
  const parameters = body.ok ? jsonOf(body.text) : undefined;
  const [member] = isRecord(parameters) ? listField(parameters, 'members').filter(isRecord) : [];
  const customerId = member === undefined ? undefined : stringField(member, 'id');
  if (!isRecord(parameters) || customerId === undefined) return refused(options, 400, 'BadArgument', 'The body names no customer. Post { "members": [{ "id": "…" }] }.');
  try {
    const id = await options.sink.begin(options.bot.id, customerId, (conversationId) => isCapability(options.secret, options.bot.id, conversationId, capability));
    if (id === undefined) return notFound();
    const { activity } = parameters;
    const said = isActivity(activity) ? { activityId: await act(options, { conversationId: id, replyToId: undefined }, activity) } : {};
    return Response.json({ id, serviceUrl: await options.serviceUrlOf(id), ...said }, { status: 201 });
  } catch (error) {
    return failed(options, error);
  }
}

async function receive(options: CallBacksOptions, callBack: CallBack): Promise<Response> {
  const body = await boundedText(callBack.request, options.bodyBytesLimit);
  if (!body.ok && body.problem === 'too-large')
    return refused(options, 413, 'MessageSizeTooBig', `The activity is larger than ${String(options.bodyBytesLimit)} bytes. Send less at once.`);
  const activity = body.ok ? jsonOf(body.text) : undefined;
  if (!isActivity(activity)) return refused(options, 400, 'BadArgument', 'The body is not an activity. Post a JSON object with a "type".');
  try {
    return created(await act(options, callBack, activity));
  } catch (error) {
    return failed(options, error);
  }
}

/** @returns the id given to the activity */
async function act(options: CallBacksOptions, { conversationId, replyToId }: Pick<CallBack, 'conversationId' | 'replyToId'>, activity: Activity): Promise<string> {
  const action = botActionOf(activity, options.isDefaultText);
  if (action === undefined) return options.runtime.newId();
  return options.sink.act(options.bot.id, conversationId, action, replyToId ?? stringField(activity, 'replyToId'));
}

function failed({ runtime, bot }: CallBacksOptions, error: unknown): Response {
  if (error instanceof TakeoverError && error.code === 'conversation-unknown') return notFound();
  runtime.log('error', 'bot-call-back-failed', { bot: bot.id, error: error instanceof Error ? error.name : 'unknown' });
  return problem(503, 'ServiceUnavailable', 'The activity could not be stored. Try again.');
}

async function members(options: CallBacksOptions, { conversationId }: CallBack, isPaged = false): Promise<Response> {
  const customer = await options.sink.customer(options.bot.id, conversationId);
  if (customer === undefined) return notFound();
  const all = [
    { ...customer, role: 'user' },
    { id: options.bot.id, name: options.bot.name, role: 'bot' },
  ];
  return Response.json(isPaged ? { members: all } : all);
}

function created(id: string): Response {
  return Response.json({ id }, { status: 201 });
}

function refused({ runtime, bot }: CallBacksOptions, status: number, code: string, message: string): Response {
  runtime.log('warn', 'bot-call-back-refused', { bot: bot.id, status, code });
  return problem(status, code, message);
}

function notFound(): Response {
  return problem(404, 'ResourceNotFound', 'There is nothing at this address.');
}

function problem(status: number, code: string, message: string): Response {
  return Response.json({ error: { code, message } }, { status });
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Not percent-encoded after all: agents-hosting sends ids as they are.
    return segment;
  }
}
