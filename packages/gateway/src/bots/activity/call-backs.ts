import type { BotIdentity } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import { isActivity, stringField } from '../../activity/activity.js';
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
    const [, capability = '', conversationId, resource, last] = path.exec(rest) ?? [];
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

async function receive(options: CallBacksOptions, { request, conversationId, replyToId }: CallBack): Promise<Response> {
  const body = await boundedText(request, options.bodyBytesLimit);
  if (!body.ok && body.problem === 'too-large')
    return refused(options, 413, 'MessageSizeTooBig', `The activity is larger than ${String(options.bodyBytesLimit)} bytes. Send less at once.`);
  const activity = body.ok ? jsonOf(body.text) : undefined;
  if (!isActivity(activity)) return refused(options, 400, 'BadArgument', 'The body is not an activity. Post a JSON object with a "type".');
  const action = botActionOf(activity, options.isDefaultText);
  if (action === undefined) return created(options.runtime.newId());
  try {
    const inReplyTo = replyToId ?? stringField(activity, 'replyToId');
    return created(await options.sink.act(options.bot.id, conversationId, action, inReplyTo));
  } catch (error) {
    if (error instanceof TakeoverError && error.code === 'conversation-unknown') return notFound();
    options.runtime.log('error', 'bot-call-back-failed', { bot: options.bot.id, error: error instanceof Error ? error.name : 'unknown' });
    return problem(503, 'ServiceUnavailable', 'The activity could not be stored. Try again.');
  }
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
