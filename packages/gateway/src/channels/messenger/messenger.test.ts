import { afterEach, expect, test } from 'vitest';
import type { GraphFault } from '../../../testing/graph/graph-simulator.js';
import type { MessengerFixture } from './messenger.test-support.js';
import { createMessengerFixture, deliveries, pageId, psid, spoken } from './messenger.test-support.js';

const hour = 60 * 60_000;
const fixtures: MessengerFixture[] = [];
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function start(options?: Parameters<typeof createMessengerFixture>[0]): Promise<MessengerFixture> {
  const fixture = await createMessengerFixture(options);
  fixtures.push(fixture);
  return fixture;
}

test('a customer writes, the bot answers, an agent takes over, is read, hands back, and the bot answers again', async () => {
  const fixture = await start();
  const { graph, until } = fixture;
  graph.name(psid, 'Ann', 'Example');
  fixture.botSays('Hello from the bot');
  expect((await graph.write(psid, { text: 'Hi' })).status).toBe(200);
  await until((events) => deliveries(events).includes('Hello from the bot sent'));
  const named = await until((events) => events.find((event) => event.type === 'attributes-changed'));
  expect(named).toMatchObject({ contact: { name: 'Ann Example' } });
  const [started] = await fixture.log();
  expect(started).toMatchObject({ type: 'conversation-started', channel: 'messenger', contact: { id: psid, name: 'Facebook user ..0273', verified: false } });
  const conversationId = started?.conversationId ?? '';
  const ana = await fixture.connect('ana');
  ana.say({ type: 'command', command: { name: 'take-over', id: 'k1', conversationId, seenTerm: 0 } });
  ana.say({ type: 'command', command: { name: 'send', id: 'k2', conversationId, term: 1, text: 'Ana here' } });
  await until((events) => deliveries(events).includes('Ana here sent'));
  await graph.delivered(psid);
  await graph.read(psid);
  expect(deliveries(await fixture.log()).filter((line) => line.startsWith('Ana'))).toEqual(['Ana here sent', 'Ana here delivered', 'Ana here read']);
  ana.say({ type: 'command', command: { name: 'hand-back', id: 'k3', conversationId, term: 1 } });
  await until((events) => events.some(({ type }) => type === 'takeover-ended'));
  fixture.botSays('The bot again');
  await graph.write(psid, { text: 'Thanks' });
  await until((events) => deliveries(events).includes('The bot again sent'));
  expect(spoken(await fixture.log()).filter((line) => !line.startsWith('system'))).toEqual(['customer: Hi', 'bot: Hello from the bot', 'agent: Ana here', 'customer: Thanks', 'bot: The bot again']);
});

test('Facebook is told the challenge only for the agreed word', async () => {
  const { gateway } = await start();
  const ask = (query: string): Promise<Response> => gateway.fetch(new Request(`https://gateway.test/channels/messenger?${query}`));
  const good = await ask('hub.mode=subscribe&hub.verify_token=meatyhamhock&hub.challenge=1158201444');
  expect([good.status, await good.text(), good.headers.get('content-type')]).toEqual([200, '1158201444', 'text/plain; charset=utf-8']);
  expect((await ask('hub.mode=subscribe&hub.verify_token=another&hub.challenge=1')).status).toBe(403);
  expect((await ask('hub.challenge=1')).status).toBe(403);
});

test.each([
  ['another body', (webhook: Request, body: string) => new Request(webhook.url, { method: 'POST', headers: webhook.headers, body: body.replace('pay', 'bay') }), 403],
  ['the same JSON written anew', (webhook: Request, body: string) => new Request(webhook.url, { method: 'POST', headers: webhook.headers, body: JSON.stringify(JSON.parse(body), null, 1) }), 403],
  ['a cut body', (webhook: Request, body: string) => new Request(webhook.url, { method: 'POST', headers: webhook.headers, body: body.slice(0, -2) }), 403],
  ['no signature', (webhook: Request, body: string) => new Request(webhook.url, { method: 'POST', body }), 403],
  ['a body without end', (webhook: Request) => new Request(webhook.url, { method: 'POST', headers: webhook.headers, body: 'x'.repeat(1_100_000) }), 413],
  ['another method', (webhook: Request) => new Request(webhook.url, { method: 'PUT', headers: webhook.headers, body: '' }), 405],
] as const)('a webhook with %s is refused and nothing is stored', async (_what, altered, status) => {
  const fixture = await start();
  const webhook = fixture.graph.webhook({ sender: { id: psid }, recipient: { id: pageId }, timestamp: 1, message: { mid: 'm', text: 'pay 100' } });
  const body = await webhook.clone().text();
  expect((await fixture.gateway.fetch(altered(webhook, body))).status).toBe(status);
  expect(await fixture.log()).toEqual([]);
  expect(JSON.stringify(fixture.runtime.lines)).not.toContain(psid);
});

test.each([
  ['no JSON at all', 'nonsense', 400],
  ['something of another kind of object', { object: 'instagram', entry: [] }, 400],
  ['events that are none', { object: 'page', entry: [{ id: pageId, messaging: [null, 7, { sender: {} }] }] }, 200],
  ['a page that is not ours', { object: 'page', entry: [{ id: '999', messaging: [{ sender: { id: psid }, recipient: { id: '999' }, timestamp: 1, message: { mid: 'm', text: 'x' } }] }] }, 200],
])('signed, but %s: answered and nothing is stored', async (_what, body, status) => {
  const fixture = await start();
  expect((await fixture.gateway.fetch(fixture.graph.signed(body))).status).toBe(status);
  expect(await fixture.log()).toEqual([]);
});

test('a webhook that comes five times at once is one message', async () => {
  const fixture = await start();
  const webhook = fixture.graph.webhook({ sender: { id: psid }, recipient: { id: pageId }, timestamp: 1, message: { mid: 'm_once', text: 'once' } });
  const answers = await Promise.all(Array.from({ length: 5 }, () => fixture.gateway.fetch(webhook.clone())));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(spoken(await fixture.log())).toEqual(['customer: once']);
});

test('a batch is taken in the order in which it happened, of each page on its own', async () => {
  const fixture = await start({
    config: {
      publicUrl: 'https://gateway.test',
      bots: [
        { id: 'bank', name: 'Bank', protocol: 'webhook', url: 'http://bot.test/' },
        { id: 'shop', name: 'Shop', protocol: 'webhook', url: 'http://bot.test/', tenant: 'shop' },
      ],
      channels: { messenger: { appId: '205552219930699', appSecret: 'APP', verifyToken: 'VERIFY', pages: [{ pageId, botId: 'bank', accessToken: 'PAGE' }, { pageId: '999', botId: 'shop', accessToken: 'PAGE' }] } },
    },
  });
  const event = (page: string, timestamp: number, mid: string, text: string): object => ({ sender: { id: psid }, recipient: { id: page }, timestamp, message: { mid, text } });
  const body = { object: 'page', entry: [{ id: pageId, messaging: [event(pageId, 3, 'm3', 'three'), event(pageId, 1, 'm1', 'one')] }, { id: pageId, messaging: [event(pageId, 2, 'm2', 'two')] }, { id: '999', messaging: [event('999', 1, 'm1', 'other page')] }] };
  expect((await fixture.gateway.fetch(fixture.graph.signed(body))).status).toBe(200);
  expect(spoken(await fixture.log())).toEqual(['customer: one', 'customer: two', 'customer: three']);
  const [other = ''] = await fixture.store.threadConversations('shop', `messenger:999:${psid}`);
  expect(spoken(await fixture.events(other, 'shop'))).toEqual(['customer: other page']);
});

test('a person who answers in the page’s inbox takes over; the bot is silent until the thread comes back', async () => {
  const fixture = await start();
  const { graph, until } = fixture;
  await graph.write(psid, { text: 'Hi' });
  await fixture.runtime.advance(1_000);
  await graph.inboxWrites(psid, 'This is Bo from the office');
  const took = await until((events) => events.find((event) => event.type === 'takeover-started'));
  expect(took).toMatchObject({ operator: { kind: 'desk', id: 'facebook-page-inbox', name: 'Page inbox' } });
  fixture.botSays('I must not say this');
  const asked = fixture.asked.length;
  await graph.write(psid, { text: 'Hello Bo' });
  await fixture.runtime.advance(10_000);
  expect(fixture.asked).toHaveLength(asked);
  expect(graph.sent).toEqual([]);
  await graph.inboxReturns(psid);
  const ended = await until((events) => events.find((event) => event.type === 'takeover-ended'));
  expect(ended).toMatchObject({ why: 'desk-ended' });
  fixture.botSays('The bot again');
  await graph.write(psid, { text: 'Thanks' });
  await until((events) => deliveries(events).includes('The bot again sent'));
  expect(spoken(await fixture.log())).toEqual(['customer: Hi', 'desk: This is Bo from the office', 'customer: Hello Bo', 'customer: Thanks', 'bot: The bot again']);
});

test('an inbox that is silent for long enough gives the conversation back by itself, however much the customer writes', async () => {
  const fixture = await start();
  const { graph } = fixture;
  await graph.write(psid, { text: 'Hi' });
  await graph.inboxWrites(psid, 'One moment');
  await fixture.runtime.advance(10 * 60_000);
  await graph.write(psid, { text: 'Still there?' });
  await fixture.runtime.advance(4 * 60_000);
  expect((await fixture.log()).some(({ type }) => type === 'takeover-ended')).toBe(false);
  await graph.inboxWrites(psid, 'Yes');
  await fixture.runtime.advance(14 * 60_000);
  expect((await fixture.log()).some(({ type }) => type === 'takeover-ended')).toBe(false);
  await fixture.runtime.advance(2 * 60_000);
  expect((await fixture.log()).some(({ type }) => type === 'takeover-ended')).toBe(true);
});

test('who writes from the inbox first is not talked over when the customer answers', async () => {
  const fixture = await start();
  await fixture.graph.write('another', { text: 'x' });
  await fixture.graph.inboxWrites(psid, 'Your parcel is here');
  await fixture.graph.write(psid, { text: 'When may I come?' });
  await fixture.until((events) => events.find((event) => event.type === 'takeover-started'));
  expect((await fixture.log()).flatMap((event) => (event.type === 'message-sent' ? [event.from] : []))).toEqual(['customer']);
});

test('what the inbox says while an agent of ours is operator is kept and shown', async () => {
  const fixture = await start();
  await fixture.graph.write(psid, { text: 'Hi' });
  const [{ conversationId } = { conversationId: '' }] = await fixture.log();
  const ana = await fixture.connect('ana');
  ana.say({ type: 'command', command: { name: 'take-over', id: 'k1', conversationId, seenTerm: 0 } });
  await fixture.until((events) => events.some(({ type }) => type === 'takeover-started'));
  await fixture.graph.inboxWrites(psid, 'Me too');
  const kept = await fixture.until((events) => events.find((event) => event.type === 'unsupported-received'));
  expect(kept).toMatchObject({ kind: 'message-from-page-inbox', content: { text: 'Me too' } });
});

test('an inbox that held a conversation when the gateway ended holds it afterwards, and gives it back in time', async () => {
  const before = await createMessengerFixture();
  await before.graph.write(psid, { text: 'Hi' });
  await before.graph.inboxWrites(psid, 'One moment');
  await before.runtime.advance(1_000);
  const { store, runtime } = before;
  await before.gateway.stop();
  const fixture = await start({ store, runtime });
  await fixture.runtime.advance(10 * 60_000);
  expect((await fixture.log()).some(({ type }) => type === 'takeover-ended')).toBe(false);
  await fixture.runtime.advance(6 * 60_000);
  expect((await fixture.log()).at(-1)).toMatchObject({ type: 'takeover-ended', why: 'desk-ended' });
});

test('receipts that name no message are of all before their time', async () => {
  const fixture = await start();
  fixture.botSays('Hello');
  await fixture.graph.write(psid, { text: 'Hi' });
  await fixture.until((events) => deliveries(events).includes('Hello sent'));
  const receipt = (what: object): Promise<Response> => fixture.gateway.fetch(fixture.graph.webhook({ sender: { id: psid }, recipient: { id: pageId }, timestamp: 2, ...what }));
  await receipt({ delivery: { watermark: 1 } });
  expect(deliveries(await fixture.log())).toEqual(['Hello sent']);
  await receipt({ delivery: { watermark: fixture.runtime.now() } });
  await receipt({ read: { watermark: fixture.runtime.now() } });
  expect(deliveries(await fixture.log())).toEqual(['Hello sent', 'Hello delivered', 'Hello read']);
});

test('what cannot be told of any conversation is told in the log', async () => {
  const fixture = await start();
  await fixture.gateway.fetch(fixture.graph.signed({ object: 'page', entry: [{ id: pageId, changes: [{}], messaging: [{ recipient: { id: pageId }, optin: { user_ref: 'x' } }] }] }));
  expect(fixture.runtime.lines).toContainEqual(expect.objectContaining({ event: 'messenger-events-not-understood', fields: { count: 2 } }));
});

test('a thread that is taken by who does not say their name is the inbox’s', async () => {
  const fixture = await start();
  await fixture.graph.write(psid, { text: 'Hi' });
  await fixture.gateway.fetch(fixture.graph.webhook({ sender: { id: psid }, recipient: { id: pageId }, timestamp: 2, take_thread_control: { previous_owner_app_id: '205552219930699' } }));
  await fixture.until((events) => events.some((event) => event.type === 'takeover-started'));
});

test('after a day only a person may write, and says so; after a week nobody', async () => {
  const fixture = await start({ bot: { rules: { timeoutMs: 30 * 24 * hour } } });
  const { graph, until } = fixture;
  await graph.write(psid, { text: 'Hi' });
  const [{ conversationId } = { conversationId: '' }] = await fixture.log();
  await fixture.runtime.advance(25 * hour);
  await fixture.gateway.projection.append('default', conversationId, [{ type: 'message-sent', id: 'late', from: 'bot', text: 'A late thought', term: 0 }]);
  await until((events) => deliveries(events).includes('A late thought failed outside-window'));
  const ana = await fixture.connect('ana');
  ana.say({ type: 'command', command: { name: 'take-over', id: 'k1', conversationId, seenTerm: 0 } });
  ana.say({ type: 'command', command: { name: 'send', id: 'k2', conversationId, term: 1, text: 'Sorry for the wait' } });
  await until((events) => deliveries(events).includes('Sorry for the wait sent'));
  expect(graph.sent.map(({ tag }) => tag)).toEqual(['HUMAN_AGENT']);
  await fixture.runtime.advance(7 * 24 * hour);
  const head = fixture.gateway.projection.head('default', conversationId);
  await fixture.gateway.projection.append('default', conversationId, [{ type: 'message-sent', id: 'later', from: 'agent', text: 'Too late', term: head?.term ?? 0, author: { id: 'ana', name: 'Ana' } }]);
  await until((events) => deliveries(events).includes('Too late failed outside-window'));
});

test.each<[string, readonly GraphFault[], string, number]>([
  ['is down for a moment', ['unavailable'], 'Hello sent', 1],
  ['limits the rate', ['rate-limited', 'rate-limited'], 'Hello sent', 1],
  ['loses the request, and nothing comes back', ['request-lost'], 'Hello unknown outcome-unknown', 0],
  ['sends it and loses the answer: the echo tells', ['answer-lost'], 'Hello sent', 1],
  ['sends it and breaks: the echo tells', ['broken'], 'Hello sent', 1],
  ['does not accept our token', ['unauthorized'], 'Hello failed not-authorized', 0],
  ['says that the customer is gone', ['customer-gone'], 'Hello failed unreachable', 0],
])('where Facebook %s, a message goes out once at most and its state is told', async (_what, faults, expected, sent) => {
  const fixture = await start();
  fixture.graph.fail(...faults);
  fixture.botSays('Hello');
  await fixture.graph.write(psid, { text: 'Hi' });
  await fixture.until((events) => deliveries(events).includes(expected));
  await fixture.runtime.advance(2 * hour);
  expect(fixture.graph.sent).toHaveLength(sent);
  expect(JSON.stringify(fixture.runtime.lines)).not.toMatch(new RegExp(`${psid}|Hello`));
});

test('a long text goes out in parts, in order, and counts as sent once all of it is', async () => {
  const fixture = await start();
  fixture.graph.fail('answer-lost');
  fixture.botSays(`${'word '.repeat(900)}end`);
  await fixture.graph.write(psid, { text: 'Tell me everything' });
  const whole = await fixture.until((events) => events.find((event) => event.type === 'delivery-changed' && event.state === 'sent'));
  expect(whole).toMatchObject({ parts: 3, providerIds: fixture.graph.sent.map(({ mid }) => mid) });
  const texts = fixture.graph.sent.map(({ message }) => String(message['text']));
  expect(texts.join(' ')).toBe(`${'word '.repeat(900)}end`);
  expect(texts.every(({ length }) => length <= 2_000)).toBe(true);
});

test('of a part that may have got there and gives no echo, nobody knows, and nothing after it is sent', async () => {
  const fixture = await start();
  fixture.graph.echoes(false);
  fixture.graph.fail('answer-lost');
  fixture.botSays('word '.repeat(900));
  await fixture.graph.write(psid, { text: 'Tell me everything' });
  await fixture.until((events) => deliveries(events).some((line) => line.endsWith('unknown outcome-unknown')));
  await fixture.runtime.advance(2 * hour);
  expect(fixture.graph.sent).toHaveLength(1);
});

test('typing of whoever answers is shown to the customer, and not over and over', async () => {
  const fixture = await start();
  await fixture.graph.write(psid, { text: 'Hi' });
  const [{ conversationId } = { conversationId: '' }] = await fixture.log();
  const ana = await fixture.connect('ana');
  ana.say({ type: 'command', command: { name: 'take-over', id: 'k1', conversationId, seenTerm: 0 } });
  await fixture.until((events) => events.some(({ type }) => type === 'takeover-started'));
  for (const isActive of [true, true, false]) ana.say({ type: 'signal', signal: 'typing', conversationId, isActive });
  await fixture.runtime.advance(1_000);
  expect(fixture.graph.actions.slice(0, 1)).toEqual(['typing_on']);
  expect(fixture.graph.actions.filter((action) => action === 'typing_on')).toHaveLength(1);
});
