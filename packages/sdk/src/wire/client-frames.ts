import type { FrameChecks, Decoded } from './codec.js';
import { decodeFrame } from './codec.js';
import { fields, flag, integer, listOf, nullable, oneOf, optional, pick, text } from './check.js';
import { commandId, conversationId, decodeCommand } from './command-decoder.js';
import type { HistoryQuery, HistoryRange } from '../history/history.js';
import type { Checks } from './check.js';
import type { ClientFrame, WireTopics } from './frames.js';
import type { WireLimits } from './limits.js';
import { defaultLimits } from './limits.js';

const signalKind = oneOf('typing', 'viewing');
const conversationIds = listOf(conversationId, 200);
const topics = fields<WireTopics>({
  alerts: flag,
  conversations: (value) => (value === 'all' ? undefined : conversationIds(value)),
});
const requestId = text(1, 100);
const ids = listOf(text(1, 128), 200);
const range: Checks<HistoryRange> = {
  from: integer(0),
  to: integer(0),
  botIds: optional(ids),
  after: nullable(text(1, 400)),
  limit: integer(1, 200),
};

const clientChecks: FrameChecks<ClientFrame> = {
  hello: { token: text(1, 16_384), topics, cursor: optional(text(1, 4_096)), clientId: text(1, 128) },
  subscribe: { topics },
  command: { command: fields({ id: commandId }) },
  transcript: { id: requestId, conversationId, before: nullable(integer(1)), limit: integer(1, 500) },
  head: { id: requestId, conversationId },
  history: { id: requestId, query: fields<HistoryQuery>({ ...range, agentIds: optional(ids), text: optional(text(0, 200)) }) },
  contact: { id: requestId, contactId: text(1, 200) },
  unanswered: { id: requestId, range: fields<HistoryRange>(range) },
  settings: { id: requestId },
  signal: { signal: signalKind, conversationId, isActive: flag },
  'alert-seen': { alertId: text(1, 400) },
  auth: { token: text(1, 16_384) },
  pong: {},
  ping: {},
  bye: {},
};

/**
 * A client's frame, with nothing in it that the protocol does not know.
 *
 * The error is `bad-frame`, `message-too-large` (the frame or the text in it), or
 * that of {@link decodeCommand}; its message names the path that is wrong.
 */
export function decodeClientFrame(text: string, limits: WireLimits = defaultLimits): Decoded<ClientFrame> {
  const decoded = decodeFrame<ClientFrame>(text, limits.frameBytes, clientChecks);
  if (!decoded.ok || decoded.frame === null) return decoded;
  if (decoded.frame.type !== 'command') {
    const { type } = decoded.frame;
    return { ok: true, frame: { type, ...pick({ ...decoded.frame }, clientChecks[type]) } as unknown as ClientFrame };
  }
  const command = decodeCommand(decoded.frame.command, limits.messageLength);
  if (command.ok) return { ok: true, frame: { type: 'command', command: command.command } };
  return { ok: false, error: command.error, ...(command.commandId === undefined ? {} : { replyTo: command.commandId }) };
}
