import type { JsonRecord } from '../../../activity/activity.js';
import { isRecord, listField, recordField, stringField } from '../../../activity/activity.js';
import type { BotAction } from '../../bot.js';
import type { DefaultAnswerTest } from '../../default-answer.js';
import type { MapReply } from '../rasa-reply.js';
import { spoken } from './spoken.js';

const textLength = 20_000;
const shown: ReadonlySet<unknown> = new Set(['PlainText', 'CustomPayload']);

/**
 * Reads the answer of Amazon Lex V2, `RecognizeText`: its fallback intent is a
 * default answer. Lex knows no handoff: the session attribute `handoff` with the
 * value `true` asks for an agent.
 *
 * UNVERIFIED: the runtime name `FallbackIntent` of `AMAZON.FallbackIntent`, and the fields of a response card.
 */
export const lexReply: MapReply = (body, isDefaultText) => {
  if (!isRecord(body) || !isRecord(body['sessionState'])) return undefined;
  const state = body['sessionState'];
  const isFallback = /^(AMAZON\.)?FallbackIntent$/.test(stringField(recordField(state, 'intent'), 'name') ?? '');
  const replies = listField(body, 'messages')
    .filter(isRecord)
    .flatMap((message) => replyOf(message, isFallback, isDefaultText));
  const handoff: readonly BotAction[] = recordField(state, 'sessionAttributes')['handoff'] === 'true' ? [{ action: 'request-agent' }] : [];
  return [...replies, ...handoff];
};

function replyOf(message: JsonRecord, isFallback: boolean, isDefaultText: DefaultAnswerTest): readonly BotAction[] {
  const card = recordField(message, 'imageResponseCard');
  const isText = shown.has(message['contentType']);
  const text = isText ? (stringField(message, 'content', textLength) ?? '') : (stringField(card, 'title') ?? '');
  const choices = listField(card, 'buttons')
    .filter(isRecord)
    .flatMap((button) => {
      const title = stringField(button, 'text', 200);
      return title === undefined ? [] : [{ title, value: stringField(button, 'value') ?? title }];
    });
  return spoken(text, isFallback || isDefaultText(text), choices);
}
