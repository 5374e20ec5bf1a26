import { expect, test } from 'vitest';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { boundedReply, cutMark } from './bounded-reply.js';

const limits = { botMessageLength: 100, frameBytes: 1_000 };
const reply = (text: string, more: object = {}) => ({ text, isDefaultAnswer: false, ...more });

test('a reply within the limits is left as it is', () => {
  const whole = reply('x'.repeat(100), { channelData: { activity: { value: 'y' } } });
  expect(boundedReply(whole, limits)).toEqual({ reply: whole, isCut: false });
  expect(boundedReply(whole, limits).reply).toBe(whole);
});

test('a longer text is cut to the limit, and says that it was', () => {
  const { reply: cut, isCut } = boundedReply(reply('x'.repeat(101), { isDefaultAnswer: true }), limits);
  expect(isCut).toBe(true);
  expect(cut).toEqual({ text: `${'x'.repeat(100 - cutMark.length)}${cutMark}`, isDefaultAnswer: true });
});

test('no character is cut in two', () => {
  const { text } = boundedReply(reply(`${'x'.repeat(100 - cutMark.length - 1)}🙂🙂🙂🙂`), limits).reply;
  expect(text).toBe(`${'x'.repeat(100 - cutMark.length - 1)}${cutMark}`);
});

test('extras that are too large are left out, and the words stay', () => {
  const cards = { activity: { attachments: [{ content: 'é'.repeat(500) }] } };
  expect(boundedReply(reply('Look', { channelData: cards }), limits)).toEqual({ reply: reply('Look'), isCut: true });
});

test('of a great many files the first are kept', () => {
  const attachments = Array.from({ length: 60 }, (_, index) => ({ name: String(index), contentType: 'text/plain', url: 'https://bot.test/' }));
  expect(boundedReply(reply('', { attachments }), limits).reply.attachments).toEqual(attachments.slice(0, 50));
});

test('a bot that says far too much reaches agents and customers with the beginning of it, and the log says so', async () => {
  const fixture = await createGatewayFixture();
  const huge = { text: 'word '.repeat(180_000), buttons: [{ title: 'x'.repeat(200), payload: 'y'.repeat(100_000) }] };
  fixture.runtime.answerRequests(async () => Response.json([huge]));
  const ana = await fixture.connect('ana');
  await fixture.write('t', 'Hello');
  await fixture.runtime.advance(0);
  const heard = fixture.delivered.find((event) => event.type === 'message-sent' && event.from === 'bot');
  const seen = ana.of('delta').flatMap(({ events }) => events).find(({ id }) => id === heard?.id);
  for (const event of [heard, seen]) {
    const text = event?.type === 'message-sent' ? event.text : '';
    expect(text).toHaveLength(16_384);
    expect(text.endsWith(cutMark)).toBe(true);
  }
  expect(fixture.runtime.lines.filter(({ event }) => event === 'bot-reply-cut')).toMatchObject([{ level: 'warn', fields: { bot: 'bank', length: 900_000 } }]);
  expect(ana.closed).toBeUndefined();
  await fixture.stop();
});
