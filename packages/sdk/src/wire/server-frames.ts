import type { HistoryPage, UnansweredMessage, UnansweredPage } from '../history/history.js';
import type { Check } from './check.js';
import { fields, flag, integer, isObject, listOf, nullable, number, optional, recordOf, text } from './check.js';
import type { Decoded, FrameChecks } from './codec.js';
import { decodeFrame } from './codec.js';
import * as fact from './fact-checks.js';
import { settings } from './settings-checks.js';
import type { ServerFrame, WireError } from './frames.js';
import { serverFrameBytes } from './limits.js';

type Welcome = Extract<ServerFrame, { type: 'welcome' }>;

const cursor = text(1);
const error = fields<WireError>({ code: text(1), message: text(), retry: flag, holder: optional(text()), reference: optional(text()) });
const events = listOf(fact.event);
const page = { next: nullable(text(1)), searchedTo: number };
const unanswered = fields<UnansweredMessage>({ conversationId: text(1), messageId: text(1), botId: text(1), at: number, text: text() });

const serverChecks: FrameChecks<ServerFrame> = {
  welcome: {
    serverTime: number,
    heartbeatMs: number,
    agent: fact.agent,
    rules: fact.rules,
    limits: fields<Welcome['limits']>({ messageLength: number, frameBytes: number, attachments: optional(nullable(fact.attachmentLimits)) }),
    resumed: flag,
    desk: optional(fact.desk),
  },
  snapshot: { cursor, part: integer(1), parts: integer(1), heads: listOf(fact.head) },
  delta: { prev: cursor, cursor, events },
  'transcript-page': { id: text(1), events, hasMore: flag },
  head: { id: text(1), head: fact.head },
  'history-page': { id: text(1), page: fields<HistoryPage>({ ...page, conversations: listOf(fact.head) }) },
  'contact-conversations': { id: text(1), conversations: listOf(fact.head) },
  'unanswered-page': { id: text(1), page: fields<UnansweredPage>({ ...page, messages: listOf(unanswered) }) },
  settings: { id: text(1), bots: recordOf(settings) },
  desk: { desk: fact.desk },
  'bot-rules-changed': { rules: fact.rules },
  alert: { alert: fact.alert },
  'alert-ended': { alertId: text(1) },
  presence: { agents: fact.agents },
  signal: {
    signal: text(),
    conversationId: text(1),
    from: fields({ kind: text(), id: text(), name: text() }),
    isActive: flag,
  },
  reset: { why: text() },
  result: { id: text(1), ok: flag, seq: optional(integer(0)), error: optional(error) } as FrameChecks<ServerFrame>['result'],
  'request-failed': { id: text(1), error },
  ping: { serverTime: number, behindSince: optional(number) },
  'auth-expiring': { at: number },
  reconnect: { afterMs: listOf(number, 2) },
  error: { error },
};

/** One of the two forms of a result, not half of either. */
const wholeResult: Check = (value) =>
  isObject(value) && value.type === 'result' && (value.ok === true ? value.seq : value.error) === undefined
    ? ': ok needs seq, not ok needs error'
    : undefined;

/** A gateway's frame, as it came: heads, events and fields that are not known here pass. The error is `bad-frame`. */
export function decodeServerFrame(text: string): Decoded<ServerFrame> {
  return decodeFrame<ServerFrame>(text, serverFrameBytes, serverChecks, wholeResult);
}
