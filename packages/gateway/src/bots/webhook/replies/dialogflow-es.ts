import type { JsonRecord } from '../../../activity/activity.js';
import { isRecord, listField, recordField, stringField } from '../../../activity/activity.js';
import type { BotAction } from '../../bot.js';
import type { MapReply } from '../rasa-reply.js';
import type { Choice } from './spoken.js';
import { spoken } from './spoken.js';

const textLength = 20_000;

/**
 * Reads the answer of Dialogflow ES, `sessions.detectIntent` v2: its fallback
 * intents are default answers, and an intent with *live agent handoff* asks for
 * an agent.
 *
 * UNVERIFIED: `intent.liveAgentHandoff`, and the fields of quick replies; `intent.isFallback` is as Google documents it.
 */
export const dialogflowEsReply: MapReply = (body, isDefaultText) => {
  if (!isRecord(body) || !isRecord(body['queryResult'])) return undefined;
  const result = body['queryResult'];
  const intent = recordField(result, 'intent');
  const messages = listField(result, 'fulfillmentMessages').filter(isRecord).flatMap(messageOf);
  const whole = stringField(result, 'fulfillmentText', textLength);
  const said = messages.length === 0 && whole !== undefined ? [{ text: whole, choices: [] }] : messages;
  const isFallback = intent['isFallback'] === true;
  const replies = said.flatMap(({ text, choices }) => spoken(text, isFallback || isDefaultText(text), choices));
  const handoff: readonly BotAction[] = intent['liveAgentHandoff'] === true ? [{ action: 'request-agent' }] : [];
  return [...replies, ...handoff];
};

interface Message {
  readonly text: string;
  readonly choices: readonly Choice[];
}

/** Of several texts of one message Dialogflow has chosen one already. */
function messageOf(message: JsonRecord): readonly Message[] {
  const [text] = listField(recordField(message, 'text'), 'text');
  if (typeof text === 'string') return [{ text: text.slice(0, textLength), choices: [] }];
  const quick = recordField(message, 'quickReplies');
  const titles = listField(quick, 'quickReplies').filter((title) => typeof title === 'string');
  if (titles.length === 0) return [];
  return [{ text: stringField(quick, 'title', textLength) ?? '', choices: titles.map((title) => ({ title, value: title })) }];
}
