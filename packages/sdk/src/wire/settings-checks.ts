import type { BotRules } from '../conversation/status.js';
import type { BotSettings, OpeningHours, OpeningSpan } from '../desk/bot-settings.js';
import type { PreparedReply } from '../desk/desk.js';
import type { Check } from './check.js';
import { fields, integer, listOf, nullable, optional, recordOf, text } from './check.js';

/** A prepared reply as it travels. */
export const preparedReply: Check = fields<PreparedReply>({ id: text(1, 64), title: text(1, 100), text: text(1, 4_000) });

const time = text(5, 5);

/** Their shape alone: whether they make sense is for who puts them in force. */
export const settings: Check = fields<BotSettings>({
  version: integer(0),
  rules: fields<BotRules>({ agentThreshold: integer(0), stalledAfterMs: integer(0), abandonedAfterMs: integer(0), timeoutMs: integer(0) }),
  preparedReplies: listOf(preparedReply, 500),
  messages: recordOf(text(0, 1_000)),
  openingHours: nullable(
    fields<OpeningHours>({
      timeZone: text(1, 64),
      week: listOf(listOf(fields<OpeningSpan>({ from: time, to: time }), 10), 7),
      closedOn: listOf(text(10, 10), 400),
    }),
  ),
  basis: optional(text(1, 100)),
});
