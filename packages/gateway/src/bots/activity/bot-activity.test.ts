import { describe, expect, test } from 'vitest';
import { sharedFixture } from '../../../testing/shared-fixtures.js';
import { isActivity } from '../../activity/activity.js';
import type { BotAction } from '../bot.js';
import { defaultAnswerTest } from '../default-answer.js';
import { botActionOf, expectedRepliesOf, isMarkedAsFallback } from './bot-activity.js';

const isDefaultText = defaultAnswerTest(['Sorry, I did not get that.']);
const textReply = (text: string, isDefaultAnswer = false): BotAction => ({ action: 'reply', reply: { text, isDefaultAnswer } });

describe('one activity', () => {
  test.each<[string, Record<string, unknown>, BotAction | undefined]>([
    ['a message', { type: 'message', text: 'hi' }, textReply('hi')],
    ['a message with an id of its own', { type: 'message', text: 'hi', id: 'a-1' }, { ...textReply('hi'), id: 'a-1' } as BotAction],
    ['a message with an id nobody can keep', { type: 'message', text: 'hi', id: 'a\u0000/1' }, textReply('hi')],
    ['an empty message', { type: 'message', text: ' ' }, undefined],
    ['a message without text', { type: 'message' }, undefined],
    ['a configured default answer', { type: 'message', text: ' sorry,  I did not get THAT. ' }, textReply(' sorry,  I did not get THAT. ', true)],
    ['nearly a configured default answer', { type: 'message', text: 'Sorry, I did not get that!' }, textReply('Sorry, I did not get that!')],
    ['typing', { type: 'typing' }, { action: 'typing' }],
    ['a wish for a human', { type: 'event', name: 'handoff.initiate' }, { action: 'request-agent' }],
    ['a wish with a reason', { type: 'event', name: 'handoff.initiate', value: { Skill: 'billing', Reason: 'asked' } }, { action: 'request-agent', reason: 'asked' }],
    ['a wish with a skill', { type: 'event', name: 'handoff.initiate', value: { Skill: 'billing' } }, { action: 'request-agent', reason: 'billing' }],
    ['a wish in plain words', { type: 'event', name: 'handoff.initiate', value: 'asked' }, { action: 'request-agent', reason: 'asked' }],
    ['another event', { type: 'event', name: 'telemetry' }, undefined],
    ['a trace', { type: 'trace', value: {} }, undefined],
    ['the end', { type: 'endOfConversation' }, undefined],
  ])('%s', (_name, activity, expected) => {
    expect(botActionOf(activity as never, isDefaultText)).toEqual(expected);
  });

  test.each([
    [{ fallback: true }, true],
    [{ IsFallback: true }, true],
    [{ isfallback: true, intent: 'None' }, true],
    [{ fallback: 'true' }, false],
    [{ fallback: false }, false],
    [{ fallbackIntent: true }, false],
    ['fallback', false],
    [undefined, false],
  ])('channelData %j marks a default answer: %s', (channelData, expected) => {
    expect(isMarkedAsFallback(channelData)).toBe(expected);
  });

  test('what a bot says beyond text is kept as it is for the channel', () => {
    const suggestedActions = { actions: [{ type: 'imBack', title: 'Yes', value: 'yes' }] };
    const action = botActionOf({ type: 'message', text: 'Sure?', suggestedActions, channelData: { intent: 'x' }, replyToId: 'm1' }, isDefaultText);
    expect(action).toMatchObject({ reply: { channelData: { activity: { suggestedActions, channelData: { intent: 'x' } } } } });
  });

  test('files become attachments; a card without words gets some for those who read along', () => {
    const file = { contentType: 'application/pdf', contentUrl: 'https://bank.example/fees.pdf', name: 'fees.pdf' };
    const card = { contentType: 'application/vnd.microsoft.card.hero', content: { title: 'Our fees' } };
    expect(botActionOf({ type: 'message', text: 'Here', attachments: [file] }, isDefaultText)).toEqual({
      action: 'reply',
      reply: { text: 'Here', isDefaultAnswer: false, attachments: [{ name: 'fees.pdf', contentType: 'application/pdf', url: 'https://bank.example/fees.pdf' }] },
    });
    expect(botActionOf({ type: 'message', attachments: [card] }, isDefaultText)).toEqual({
      action: 'reply',
      reply: { text: 'Our fees', isDefaultAnswer: false, channelData: { activity: { attachments: [card], isTextDerived: true } } },
    });
  });

  test.each([
    ['outbound-reply-agents-hosting.json', textReply('echo: hello', true)],
    ['outbound-reply-botbuilder.json', textReply('echo: hello')],
    ['outbound-handoff-initiate-agents.json', { action: 'request-agent', reason: 'user asked' }],
    ['outbound-handoff-initiate-botbuilder.json', { action: 'request-agent', reason: 'user asked' }],
  ])('the captured %s is understood', (name, expected) => {
    const body = sharedFixture(`botframework/${name}`)?.['body'];
    if (!isActivity(body)) return;
    expect(botActionOf(body, isDefaultText)).toMatchObject(expected);
  });
});

describe('an answer with expected replies', () => {
  test.each<[string, string, readonly BotAction[] | undefined]>([
    ['a list of activities', '{"activities":[{"type":"typing"},{"type":"message","text":"hi","_channelId":"x"}]}', [{ action: 'typing' }, textReply('hi')]],
    ['a bare list', '[{"type":"message","text":"hi"}]', [textReply('hi')]],
    ['nothing', '', []],
    ['an empty list', '{"activities":[]}', []],
    ['no JSON', '<html>Error</html>', undefined],
    ['JSON of another kind', '{"ok":true}', undefined],
    ['a list of other things', '{"activities":["hi"]}', undefined],
    ['an activity without a type', '{"activities":[{"text":"hi"}]}', undefined],
  ])('%s', (_name, text, expected) => {
    expect(expectedRepliesOf(text, isDefaultText)).toEqual(expected);
  });

  test('the captured answer of botbuilder is understood', () => {
    const body = sharedFixture('botframework/expect-replies-response-botbuilder.json');
    if (body === undefined) return;
    const actions = expectedRepliesOf(JSON.stringify(body), isDefaultText);
    expect(actions?.map(({ action }) => action)).toEqual(['typing', 'reply']);
    expect(actions?.[1]).toMatchObject({ reply: { text: 'echo: hello sync' } });
  });
});
