import { describe, expect, test } from 'vitest';
import type { BotAction } from '../../bot.js';
import { rasaReply } from '../rasa-reply.js';
import { dialogflowCxReply } from './dialogflow-cx.js';
import { dialogflowEsReply } from './dialogflow-es.js';
import { lexReply } from './lex.js';

const isDefaultText = (text: string): boolean => text === 'Pardon?';
const said = (text: string, isDefaultAnswer = false): BotAction => ({ action: 'reply', reply: { text, isDefaultAnswer } });
const offering = (text: string, ...titles: readonly string[]): BotAction => ({
  action: 'reply',
  reply: { text, isDefaultAnswer: false, channelData: { activity: { suggestedActions: { actions: titles.map((title) => ({ type: 'imBack', title, value: title })) } } } },
});

describe('Rasa', () => {
  test('a fallback that `utter_default` marks is a default answer', () => {
    expect(rasaReply([{ recipient_id: 'c', text: 'Sorry?' }, { recipient_id: 'c', custom: { fallback: true } }], isDefaultText)).toEqual([said('Sorry?')]);
    expect(rasaReply([{ recipient_id: 'c', text: 'Sorry?', custom: { fallback: true } }], isDefaultText)).toEqual([said('Sorry?', true)]);
  });
});

describe('Dialogflow ES', () => {
  const answer = (queryResult: object): unknown => ({ responseId: 'r', queryResult: { queryText: 'x', languageCode: 'en', ...queryResult } });

  test.each<[string, unknown, readonly BotAction[]]>([
    ['an answer', answer({ intent: { displayName: 'hours' }, fulfillmentText: 'At nine.', fulfillmentMessages: [{ text: { text: ['At nine.'] } }] }), [said('At nine.')]],
    ['an answer without messages', answer({ intent: { displayName: 'hours' }, fulfillmentText: 'At nine.' }), [said('At nine.')]],
    ['several messages', answer({ fulfillmentMessages: [{ text: { text: ['One'] } }, { payload: {} }, { text: { text: ['Two'] } }] }), [said('One'), said('Two')]],
    ['its fallback intent', answer({ action: 'input.unknown', intent: { isFallback: true }, fulfillmentText: 'Say that again?' }), [said('Say that again?', true)]],
    ['a configured default answer', answer({ intent: {}, fulfillmentText: 'Pardon?' }), [said('Pardon?', true)]],
    ['quick replies', answer({ fulfillmentMessages: [{ quickReplies: { title: 'Which?', quickReplies: ['Card', 'Loan'] } }] }), [offering('Which?', 'Card', 'Loan')]],
    ['a handoff', answer({ intent: { liveAgentHandoff: true }, fulfillmentText: 'One moment.' }), [said('One moment.'), { action: 'request-agent' }]],
    ['nothing to say', answer({ intent: { displayName: 'silent' } }), []],
  ])('%s', (_name, body, actions) => {
    expect(dialogflowEsReply(body, isDefaultText)).toEqual(actions);
  });
});

describe('Dialogflow CX', () => {
  const answer = (matchType: string, ...responseMessages: readonly object[]): unknown => ({ responseId: 'r', queryResult: { match: { matchType }, responseMessages } });

  test.each<[string, unknown, readonly BotAction[]]>([
    ['an answer', answer('INTENT', { text: { text: ['At nine.'] } }), [said('At nine.')]],
    ['no match', answer('NO_MATCH', { text: { text: ['Say that again?'] } }), [said('Say that again?', true)]],
    ['no input', answer('NO_INPUT', { text: { text: ['Hello?'] } }), [said('Hello?', true)]],
    ['a handoff', answer('INTENT', { text: { text: ['One moment.'] } }, { liveAgentHandoff: { metadata: { reason: 'billing' } } }), [said('One moment.'), { action: 'request-agent', reason: 'billing' }]],
    ['other messages', answer('INTENT', { payload: { any: 1 } }, { endInteraction: {} }), []],
  ])('%s', (_name, body, actions) => {
    expect(dialogflowCxReply(body, isDefaultText)).toEqual(actions);
  });
});

describe('Lex', () => {
  const answer = (name: string, messages: readonly object[], sessionAttributes: object = {}): unknown => ({ sessionId: 's', messages, sessionState: { intent: { name, state: 'Fulfilled' }, sessionAttributes } });
  const text = (content: string): object => ({ contentType: 'PlainText', content });

  test.each<[string, unknown, readonly BotAction[]]>([
    ['an answer', answer('Hours', [text('At nine.')]), [said('At nine.')]],
    ['its fallback intent', answer('FallbackIntent', [text('Say that again?')]), [said('Say that again?', true)]],
    [
      'a card',
      answer('Which', [{ contentType: 'ImageResponseCard', imageResponseCard: { title: 'Which?', buttons: [{ text: 'Card', value: 'Card' }, { text: 'Loan', value: 'Loan' }] } }]),
      [offering('Which?', 'Card', 'Loan')],
    ],
    ['a handoff', answer('Human', [text('One moment.')], { handoff: 'true' }), [said('One moment.'), { action: 'request-agent' }]],
    ['speech, which nobody reads', answer('Hours', [{ contentType: 'SSML', content: '<speak/>' }]), []],
    ['no messages', { sessionState: { intent: { name: 'Hours' } } }, []],
  ])('%s', (_name, body, actions) => {
    expect(lexReply(body, isDefaultText)).toEqual(actions);
  });
});

test.each([['Dialogflow ES', dialogflowEsReply], ['Dialogflow CX', dialogflowCxReply], ['Lex', lexReply]])('what is no answer of %s is not taken for one', (_name, mapReply) => {
  for (const body of [undefined, null, [], 'text', {}, { error: { code: 403 } }, { queryResult: [] }, { sessionState: 'x' }]) expect(mapReply(body, isDefaultText)).toBeUndefined();
});
