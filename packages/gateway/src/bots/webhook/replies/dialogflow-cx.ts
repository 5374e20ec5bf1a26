import type { JsonRecord } from '../../../activity/activity.js';
import { isRecord, listField, recordField, stringField } from '../../../activity/activity.js';
import type { BotAction } from '../../bot.js';
import type { DefaultAnswerTest } from '../../default-answer.js';
import type { MapReply } from '../rasa-reply.js';
import { spoken } from './spoken.js';

const reasonLength = 200;

/**
 * Reads the answer of Dialogflow CX, `sessions.detectIntent` v3: what matched
 * nothing is a default answer, and a *live agent handoff* asks for an agent.
 *
 * UNVERIFIED: the shape beyond `match.matchType`, whose `NO_MATCH` and `NO_INPUT` are as Google documents them.
 */
export const dialogflowCxReply: MapReply = (body, isDefaultText) => {
  if (!isRecord(body) || !isRecord(body['queryResult'])) return undefined;
  const result = body['queryResult'];
  const matchType = recordField(result, 'match')['matchType'];
  const isFallback = matchType === 'NO_MATCH' || matchType === 'NO_INPUT';
  return listField(result, 'responseMessages')
    .filter(isRecord)
    .flatMap((message) => actionsOf(message, isFallback, isDefaultText));
};

function actionsOf(message: JsonRecord, isFallback: boolean, isDefaultText: DefaultAnswerTest): readonly BotAction[] {
  if (isRecord(message['liveAgentHandoff'])) {
    const reason = stringField(recordField(message['liveAgentHandoff'], 'metadata'), 'reason', reasonLength);
    return [{ action: 'request-agent', ...(reason === undefined ? {} : { reason }) }];
  }
  const lines = listField(recordField(message, 'text'), 'text').filter((line) => typeof line === 'string');
  const text = lines.join('\n');
  return spoken(text, isFallback || isDefaultText(text));
}
