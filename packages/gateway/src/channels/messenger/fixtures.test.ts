import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sharedFixture, sharedFixtureBytes } from '../../../testing/shared-fixtures.js';
import { sendOutcomeOf } from './graph-answer.js';
import { createMessengerFixture } from './messenger.test-support.js';
import type { PageNews } from './page-events.js';
import { pageEventsOf } from './page-events.js';
import { isPageSignature } from './webhook-signature.js';

const page = '404217156637689';
const customer = '1423587017700273';

/** What each captured webhook comes to; `id` of what happened stands in the file. */
const meanings: readonly (readonly [file: string, news: Partial<PageNews>])[] = [
  ['message-text', { kind: 'message', text: 'Sharp tools make good work.', attachments: [], isUnsupported: false }],
  ['message-image', { kind: 'message', text: '', attachments: [expect.objectContaining({ type: 'image', url: 'https://scontent.example.test/photo.jpg' })] }],
  ['message-sticker', { kind: 'message', attachments: [expect.objectContaining({ type: 'image', url: 'https://scontent.example.test/like.png' })] }],
  ['message-location', { kind: 'message', attachments: [expect.objectContaining({ type: 'location', coordinates: { lat: 52.37, long: 4.89 } })] }],
  ['message-fallback-share', { kind: 'message', attachments: [expect.objectContaining({ type: 'fallback', url: 'https://example.test/x', title: 'TITLE_OF_THE_URL_ATTACHMENT' })] }],
  ['message-quick-reply', { kind: 'message', text: 'Red', quickReply: 'PICK_RED' }],
  ['message-reply-to', { kind: 'message', text: 'yes', replyTo: expect.stringMatching(/^m_AG5H/) as string }],
  ['message-unsupported', { kind: 'message', text: '', isUnsupported: true }],
  ['message-is-deleted', { kind: 'other', name: 'deleted-message' }],
  ['postback', { kind: 'postback', title: 'Get Started', payload: '__GET_STARTED__' }],
  ['echo-own-app', { kind: 'echo', appId: '205552219930699', metadata: 'lt:msg:01J9', text: 'Difficult the first time, easy the second.' }],
  ['echo-page-inbox', { kind: 'echo', appId: '263902037430900', metadata: undefined, text: 'Typed by a person in the Page inbox' }],
  ['delivery', { kind: 'delivered', mids: ['m_1458668856218'] }],
  ['read', { kind: 'read', before: 1458668856253 }],
  ['reaction', { kind: 'other', name: 'reaction' }],
  ['optin-referral', { kind: 'other', name: 'referral' }],
  ['request-thread-control', { kind: 'other', name: 'request-thread-control' }],
  ['pass-thread-control', { kind: 'thread-control', newOwner: '123456789' }],
  ['take-thread-control', { kind: 'thread-control', newOwner: '263902037430900' }],
  ['standby-message', { kind: 'message', text: 'seen while another app owns the thread' }],
];

const found = (name: string): Readonly<Record<string, unknown>> | undefined => sharedFixture(`messenger/${name}.json`);
const present = meanings.flatMap(([name, news]) => {
  const body = found(name);
  return body === undefined ? [] : [[name, body, news] as const];
});

describe.skipIf(present.length === 0)('a captured webhook', () => {
  test.each(present)('%s is read as what happened', (name, body, news) => {
    const { events, unreadable } = pageEventsOf(body) ?? {};
    expect(unreadable).toBe(0);
    expect(events).toHaveLength(1);
    expect(events?.[0]).toMatchObject({ pageId: page, psid: customer, isStandby: name === 'standby-message', news });
    expect(pageEventsOf(structuredClone(body))?.events).toEqual(events);
  });

  test('batch-two-pages is read as three events of two pages', () => {
    expect(pageEventsOf(found('batch-two-pages'))?.events.map(({ pageId, id }) => `${pageId} ${id}`)).toEqual([`${page} m_1`, `${page} m_2`, '999 m_3']);
  });
});

const signature = found('signature');

test.runIf(signature !== undefined)('the published signature is over the bytes of the captured file', () => {
  const bytes = sharedFixtureBytes('messenger/message-text.json');
  const given = String(signature?.['X-Hub-Signature-256']);
  expect(isPageSignature({ current: String(signature?.['appSecret']) }, bytes, given)).toBe(true);
  expect(isPageSignature({ current: 'another' }, bytes, given)).toBe(false);
});

test.runIf(found('verify') !== undefined)('Facebook’s question is answered as captured', async () => {
  const { request, ok } = found('verify') as { readonly request: string; readonly ok: { readonly status: number; readonly body: string } };
  const fixture = await createMessengerFixture();
  const answer = await fixture.gateway.fetch(new Request(`https://gateway.test/channels/messenger?${request.split('?')[1] ?? ''}`));
  expect([answer.status, await answer.text()]).toEqual([ok.status, ok.body]);
  await fixture.stop();
});

test.runIf(found('send-text') !== undefined)('what is sent has the shape of what was captured', async () => {
  const fixture = await createMessengerFixture({ bot: { rules: { timeoutMs: 3 * 24 * 60 * 60_000 } } });
  const bodies: unknown[] = [];
  fixture.runtime.answerRequests(async (request) => {
    if (new URL(request.url).hostname !== 'graph.facebook.com') return Response.json([]);
    if (request.method === 'POST') bodies.push(await request.clone().json());
    return fixture.graph.fetch(request);
  });
  await fixture.graph.write(customer, { text: 'Hi' });
  const [{ conversationId } = { conversationId: '' }] = await fixture.log();
  const say = (id: string, from: 'bot' | 'agent'): Promise<unknown> => fixture.gateway.projection.append('default', conversationId, [{ type: 'message-sent', id, from, text: 'hello', term: 0 }]);
  await say('one', 'bot');
  await fixture.runtime.advance(25 * 60 * 60_000);
  await say('two', 'agent');
  await fixture.runtime.advance(1_000);
  const captured = ['send-text', 'send-human-agent'].map((name) => (found(name)?.['request'] as { readonly body: object }).body);
  expect(bodies.map((body) => shapeOf(body))).toEqual(captured.map((body) => shapeOf('tag' in body ? { ...body, message: { text: '', metadata: '' } } : body)));
  await fixture.stop();
});

interface Exchange {
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly response: { readonly status: number; readonly body: object };
}

const exchanges = [found('profile'), found('send-sender-action')] as readonly (Exchange | undefined)[];
const [profile, senderAction] = exchanges;

test.runIf(profile !== undefined && senderAction !== undefined)('a name is asked for and typing is shown as captured', async () => {
  const captured = [profile, senderAction].filter((exchange) => exchange !== undefined);
  const fixture = await createMessengerFixture();
  const sent: Exchange['request'][] = [];
  fixture.runtime.answerRequests(async (request) => {
    const { hostname, pathname } = new URL(request.url);
    if (hostname !== 'graph.facebook.com') return Response.json([]);
    const text = await request.text();
    sent.push({ method: request.method, path: pathname, ...(text === '' ? {} : { body: JSON.parse(text) as unknown }) });
    const { response } = captured.find((exchange) => exchange.request.method === request.method) ?? {};
    return Response.json(response?.body, { status: response?.status ?? 500 });
  });
  await fixture.graph.write(customer, { text: 'Hi' });
  expect(await fixture.until((events) => events.find(({ type }) => type === 'attributes-changed'))).toMatchObject({ contact: { name: 'Ann Example' } });
  const [{ conversationId } = { conversationId: '' }] = await fixture.log();
  const ana = await fixture.connect('ana');
  ana.say({ type: 'command', command: { name: 'take-over', id: 'k1', conversationId, seenTerm: 0 } });
  await fixture.until((events) => events.some(({ type }) => type === 'takeover-started'));
  ana.say({ type: 'signal', signal: 'typing', conversationId, isActive: true });
  await fixture.runtime.advance(1_000);
  for (const { request } of captured) expect(sent).toContainEqual({ ...request, path: request.path.split('?')[0] });
  await fixture.stop();
});

/** The names of everything in a value, and what `messaging_type` and `tag` say. */
function shapeOf(value: unknown, name = ''): unknown {
  if (typeof value !== 'object' || value === null) return name === 'messaging_type' || name === 'tag' ? value : typeof value;
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, shapeOf(inner, member)]));
}

const errors = found('errors') ?? {};

test.runIf(Object.keys(errors).length > 0).each([
  ['invalid_token', { outcome: 'failed', reason: 'not-authorized' }],
  ['outside_window', { outcome: 'failed', reason: 'outside-window' }],
  ['other_app_controls_thread', { outcome: 'failed', reason: 'held-elsewhere' }],
  ['no_matching_user', { outcome: 'failed', reason: 'no-such-customer' }],
  ['unavailable', { outcome: 'failed', reason: 'unreachable' }],
])('the captured error %s is final, and says why', (name, outcome) => {
  const { status, body } = errors[name] as { readonly status: number; readonly body: unknown };
  expect(sendOutcomeOf({ kind: 'answered', status, headers: new Headers(), text: JSON.stringify(body) }, 0).outcome).toEqual(outcome);
});

test.each([
  [400, 613, 'later'],
  [400, 4, 'later'],
  [400, 1200, 'later'],
  [500, 2, 'later'],
  [429, 0, 'later'],
  [503, undefined, 'later'],
  [500, undefined, 'unknown'],
  [502, undefined, 'unknown'],
  [400, 100, 'failed'],
  [400, undefined, 'failed'],
  [200, undefined, 'unknown'],
])('HTTP %i with code %s is %s', (status, code, outcome) => {
  const text = code === undefined ? 'oops' : JSON.stringify({ error: { code } });
  expect(sendOutcomeOf({ kind: 'answered', status, headers: new Headers(), text }, 0).outcome.outcome).toBe(outcome);
});

test('an older postback without an id is known at its repeat, and told from another press of the same button', () => {
  const pressed = (timestamp: number): unknown => ({ object: 'page', entry: [{ id: page, messaging: [{ sender: { id: customer }, recipient: { id: page }, timestamp, postback: { title: 'Start', payload: 'START' } }] }] });
  const [one, again, other] = [1, 1, 2].map((timestamp) => pageEventsOf(pressed(timestamp))?.events[0]?.id);
  expect(again).toBe(one);
  expect(other).not.toBe(one);
});

test('a signature is over the bytes, of the secret in use or the one before, and of nothing shorter', () => {
  const bytes = Buffer.from('{"text":"\u00fc"}');
  const sign = (secret: string): string => `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;
  const secret = { current: 'new', previous: 'old' };
  expect([sign('new'), sign('old'), sign('other'), sign('new').slice(0, -2), `sha1=${sign('new').slice(7)}`, null].map((given) => isPageSignature(secret, bytes, given))).toEqual([true, true, false, false, false, false]);
  expect(isPageSignature(undefined, bytes, sign('new'))).toBe(false);
});
