import type { Attachment } from '@live-takeover/sdk/core';
import type { Activity, JsonRecord } from '../../activity/activity.js';
import { isActivity, isRecord, listField, recordField, stringField } from '../../activity/activity.js';
import { extrasOf } from '../../activity/extras.js';
import { jsonOf } from '../../http/bounded-text.js';
import type { BotAction } from '../bot.js';
import type { DefaultAnswerTest } from '../default-answer.js';

const idPattern = /^[A-Za-z0-9_.|-]{1,100}$/;
const reasonLength = 200;

/**
 * What a bot's activity asks of us; undefined when that is nothing (traces,
 * events of other kinds, empty messages). Reads liberally: agents-hosting 1.8
 * says `_channelId`, botbuilder adds empty lists, Copilot Studio capitalises.
 */
export function botActionOf(activity: Activity, isDefaultText: DefaultAnswerTest): BotAction | undefined {
  switch (activity.type.toLowerCase()) {
    case 'message':
      return replyOf(activity, isDefaultText);
    case 'typing':
      return { action: 'typing' };
    case 'event':
      return activity['name'] === 'handoff.initiate' ? requestOf(activity) : undefined;
    case 'handoff':
      // What Azure Bot Service sent before the event existed.
      return requestOf(activity);
    default:
      return undefined;
  }
}

/** Whether an activity carries the bot's own mark of a default answer: `channelData.fallback` or `.IsFallback`, in any case. */
export function isMarkedAsFallback(channelData: unknown): boolean {
  if (!isRecord(channelData)) return false;
  return Object.entries(channelData).some(([key, value]) => value === true && /^(is)?fallback$/i.test(key));
}

/**
 * The actions in the body of an `expectReplies` answer, in order.
 *
 * @returns undefined if the body is rubbish
 */
export function expectedRepliesOf(text: string, isDefaultText: DefaultAnswerTest): readonly BotAction[] | undefined {
  if (text.trim() === '') return [];
  const body = jsonOf(text);
  const activities = isRecord(body) ? body['activities'] : body;
  if (!Array.isArray(activities) || !activities.every(isActivity)) return undefined;
  return activities.map((activity) => botActionOf(activity, isDefaultText)).filter((action) => action !== undefined);
}

function replyOf(activity: Activity, isDefaultText: DefaultAnswerTest): BotAction | undefined {
  const spoken = typeof activity['text'] === 'string' ? activity['text'] : '';
  const cards = listField(activity, 'attachments').filter(isRecord);
  const files = cards.map(fileOf).filter((file) => file !== undefined);
  const text = spoken.trim() === '' ? textInstead(activity, cards) : spoken;
  if (text === '' && files.length === 0) return undefined;
  const id = stringField(activity, 'id');
  const channelData = extrasOf(withoutFiles(activity, cards, files.length), { isTextDerived: text !== spoken });
  return {
    action: 'reply',
    ...(id !== undefined && idPattern.test(id) ? { id } : {}),
    reply: {
      text,
      isDefaultAnswer: isMarkedAsFallback(activity['channelData']) || isDefaultText(text),
      ...(files.length === 0 ? {} : { attachments: files }),
      ...(channelData === undefined ? {} : { channelData }),
    },
  };
}

/** Files travel as the message's attachments; a message with cards too keeps the whole list for the channel. */
function withoutFiles(activity: Activity, cards: readonly JsonRecord[], fileCount: number): Activity {
  return fileCount === cards.length ? { ...activity, attachments: [] } : activity;
}

function fileOf(attachment: JsonRecord): Attachment | undefined {
  const url = stringField(attachment, 'contentUrl', 4000);
  if (url === undefined || !/^https?:/i.test(url)) return undefined;
  return {
    name: stringField(attachment, 'name', 200) ?? 'attachment',
    contentType: stringField(attachment, 'contentType', 200) ?? 'application/octet-stream',
    url,
  };
}

/** Words for people who read along, when a bot shows a card and says nothing. */
function textInstead(activity: Activity, cards: readonly JsonRecord[]): string {
  const said = stringField(activity, 'summary') ?? stringField(activity, 'speak');
  if (said !== undefined) return said;
  const [card] = cards.filter((attachment) => fileOf(attachment) === undefined);
  if (card === undefined) return '';
  const content = recordField(card, 'content');
  return stringField(content, 'title') ?? stringField(content, 'fallbackText') ?? stringField(content, 'text') ?? '[card]';
}

function requestOf(activity: Activity): BotAction {
  const value = activity['value'];
  const reason = typeof value === 'string' ? value.slice(0, reasonLength) : isRecord(value) ? reasonIn(value) : undefined;
  return { action: 'request-agent', ...(reason === undefined || reason === '' ? {} : { reason }) };
}

/** The value of `handoff.initiate` is free; bots most often name it so. */
function reasonIn(value: JsonRecord): string | undefined {
  const key = ['reason', 'message', 'skill'].flatMap((name) => Object.keys(value).filter((other) => other.toLowerCase() === name));
  return key.map((name) => stringField(value, name, reasonLength)).find((reason) => reason !== undefined);
}
