import type { Attachment } from '@live-takeover/sdk/core';
import type { JsonRecord } from '../../activity/activity.js';
import { isRecord, listField, recordField, stringField } from '../../activity/activity.js';
import type { ActivityExtras } from '../../activity/extras.js';
import type { BotAction } from '../bot.js';
import type { DefaultAnswerTest } from '../default-answer.js';

/**
 * Turns a webhook's parsed answer into actions. Written once per bot platform
 * whose answers have another shape.
 *
 * @returns undefined if the answer cannot be read
 */
export type MapReply = (body: unknown, isDefaultText: DefaultAnswerTest) => readonly BotAction[] | undefined;

const reasonLength = 200;

/**
 * Reads the answer of Rasa's REST channel: a list of `{ text?, image?, buttons?,
 * custom? }`. `fallback: true` and `handoff` may stand in a reply or in its
 * `custom`. An empty list is a bot that has nothing to say.
 */
export const rasaReply: MapReply = (body, isDefaultText) => {
  if (!Array.isArray(body) || !body.every(isRecord)) return undefined;
  return body.flatMap((reply) => [...said(reply, isDefaultText), ...requested(reply)]);
};

function said(reply: JsonRecord, isDefaultText: DefaultAnswerTest): readonly BotAction[] {
  const text = typeof reply['text'] === 'string' ? reply['text'] : '';
  const attachments = imageOf(reply);
  const channelData = buttonsOf(reply);
  if (text.trim() === '' && attachments.length === 0 && channelData === undefined) return [];
  return [
    {
      action: 'reply',
      reply: {
        text,
        isDefaultAnswer: marked(reply, 'fallback') === true || isDefaultText(text),
        ...(attachments.length === 0 ? {} : { attachments }),
        ...(channelData === undefined ? {} : { channelData }),
      },
    },
  ];
}

function requested(reply: JsonRecord): readonly BotAction[] {
  const handoff = marked(reply, 'handoff');
  if (handoff === true) return [{ action: 'request-agent' }];
  if (!isRecord(handoff)) return [];
  const reason = stringField(handoff, 'reason', reasonLength);
  return [{ action: 'request-agent', ...(reason === undefined ? {} : { reason }) }];
}

function marked(reply: JsonRecord, field: string): unknown {
  return reply[field] ?? recordField(reply, 'custom')[field];
}

function imageOf(reply: JsonRecord): readonly Attachment[] {
  const url = stringField(reply, 'image', 4000);
  if (url === undefined || !/^https?:/i.test(url)) return [];
  return [{ name: 'image', contentType: 'image/*', url }];
}

/** Buttons as the suggested actions that Web Chat shows: a press says the payload. */
function buttonsOf(reply: JsonRecord): ActivityExtras | undefined {
  const actions = listField(reply, 'buttons')
    .filter(isRecord)
    .flatMap((button) => {
      const title = stringField(button, 'title', 200);
      return title === undefined ? [] : [{ type: 'imBack', title, value: stringField(button, 'payload') ?? title }];
    });
  return actions.length === 0 ? undefined : { activity: { suggestedActions: { actions } } };
}
