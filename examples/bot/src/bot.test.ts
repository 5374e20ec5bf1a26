import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultAnswer, startBot } from './bot.js';
import { trainBrain } from './brain.js';
import { readCorpus, readHeldOut } from './corpus.js';

interface Reply {
  readonly type: string;
  readonly name?: string;
  readonly text?: string;
  readonly channelData?: { readonly fallback: boolean; readonly intent: string };
}

let bot: Awaited<ReturnType<typeof startBot>>;
beforeAll(async () => {
  bot = await startBot();
});
afterAll(() => bot.close());

async function post(activity: object): Promise<readonly Reply[]> {
  const response = await send(activity);
  expect(response.status).toBe(200);
  return ((await response.json()) as { activities: readonly Reply[] }).activities;
}

function send(activity: object): Promise<Response> {
  return fetch(bot.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: 'activity-1',
      deliveryMode: 'expectReplies',
      channelId: 'livetakeover',
      serviceUrl: 'http://127.0.0.1:1/',
      from: { id: 'customer-1', name: 'Customer' },
      recipient: { id: 'help-desk' },
      conversation: { id: 'conversation-1' },
      ...activity,
    }),
  });
}

test('a question of its corpus is answered and not marked as a default answer', async () => {
  const [reply] = await post({ type: 'message', text: 'how much is my bill' });
  expect(reply?.channelData).toMatchObject({ fallback: false, intent: 'bill-amount' });
});

test.each(['do you sell bitcoin', 'asdf qwer', '😀', 'что', ''])('%j gets the default answer, marked as such', async (text) => {
  const [reply] = await post({ type: 'message', text });
  expect(reply).toMatchObject({ type: 'message', text: defaultAnswer, channelData: { fallback: true } });
});

test('asking for a human sends a handoff event and no text', async () => {
  const replies = await post({ type: 'message', text: 'I want to talk to a human' });
  expect(replies.map(({ type, name }) => ({ type, name }))).toEqual([{ type: 'event', name: 'handoff.initiate' }]);
});

test('a customer who joins is greeted once; the bot joining is not', async () => {
  const greeted = await post({ type: 'conversationUpdate', membersAdded: [{ id: 'customer-1' }, { id: 'help-desk' }] });
  expect(greeted).toHaveLength(1);
  expect(await post({ type: 'conversationUpdate', membersAdded: [{ id: 'help-desk' }] })).toHaveLength(0);
});

test.each([{ localTimestamp: 5 }, { entities: [{}] }])('an activity that cannot be read, such as one with %j, is refused and ends nothing', async (rubbish) => {
  const { status } = await send({ type: 'message', text: 'how much is my bill', ...rubbish });
  expect(status).toBe(400);
  expect(await post({ type: 'message', text: 'how much is my bill' })).toHaveLength(1);
});

test('no held-out question is in the corpus, and every held-out intent is', () => {
  const corpus = readCorpus();
  const known = new Set([...corpus.intents.flatMap(({ utterances }) => utterances), ...corpus.none].map((text) => text.toLowerCase()));
  const { inScope, outOfScope } = readHeldOut();
  expect([...inScope.map(({ text }) => text), ...outOfScope].filter((text) => known.has(text.toLowerCase()))).toEqual([]);
  const intents = new Set(corpus.intents.map(({ intent }) => intent));
  expect(intents.size).toBeGreaterThanOrEqual(25);
  expect(inScope.filter(({ intent }) => !intents.has(intent))).toEqual([]);
});

test('it says that it does not know to 80 % of foreign questions and to at most 10 % of its own', async () => {
  const ask = await trainBrain(readCorpus());
  const { inScope, outOfScope } = readHeldOut();
  let foreign = 0;
  for (const text of outOfScope) if ((await ask(text)).answer === null) foreign += 1;
  let own = 0;
  for (const { text } of inScope) if ((await ask(text)).answer === null) own += 1;
  expect(foreign / outOfScope.length).toBeGreaterThanOrEqual(0.8);
  expect(own / inScope.length).toBeLessThanOrEqual(0.1);
});
