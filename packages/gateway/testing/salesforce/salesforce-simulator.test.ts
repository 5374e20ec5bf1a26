import { expect, test } from 'vitest';
import { sharedFixture } from '../shared-fixtures.js';
import { createSalesforceSimulator } from './salesforce-simulator.js';

const base = 'https://sf.test/iamessage/api/v2';
const id = '5f0c1f2e-2b1d-4a57-9c3e-0b9d6a1c7e11';
const beginning = { orgId: '00Dxx0000000001', esDeveloperName: 'Live_Takeover', capabilitiesVersion: '1', platform: 'Web', context: { appName: 'a', clientVersion: '1' } };
const making = { conversationId: id, esDeveloperName: 'Live_Takeover', routingAttributes: {} };
const sam = { id: '005', name: 'Sam' };

interface Client {
  readonly organisation: ReturnType<typeof createSalesforceSimulator>;
  call(method: string, path: string, body?: unknown, token?: string): Promise<Response>;
  begin(body?: unknown): Promise<string>;
  /** What a stream tells now, after an event. */
  stream(token: string, lastEventId?: string): Promise<string>;
}

function open(): Client {
  const clock = { now: Date.UTC(2026, 0, 5) };
  const organisation = createSalesforceSimulator({ now: () => clock.now });
  const call: Client['call'] = (method, path, body, token) =>
    organisation.fetch(
      new Request(`${base}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }), headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }),
    );
  return {
    organisation,
    call,
    async begin(body = beginning) {
      const { accessToken } = (await (await call('POST', '/authorization/unauthenticated/access-token', body)).json()) as { readonly accessToken: string };
      return accessToken;
    },
    async stream(token, lastEventId = '0') {
      const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream', 'x-org-id': '00Dxx0000000001', 'last-event-id': lastEventId };
      const response = await organisation.fetch(new Request('https://sf.test/eventrouter/v1/sse', { headers }));
      organisation.streams.end();
      return response.text();
    },
  };
}

test.each<[string, unknown]>([
  ['another organisation', { ...beginning, orgId: '00Dxx0000000002' }],
  ['another deployment', { ...beginning, esDeveloperName: 'Other' }],
  ['no capabilities', { ...beginning, capabilitiesVersion: undefined }],
  ['no platform', { ...beginning, platform: undefined }],
])('a customer of %s gets no token', async (_name, body) => {
  expect((await open().call('POST', '/authorization/unauthenticated/access-token', body)).status).toBe(400);
});

test('without a good token nothing is done, and an expired one is none', async () => {
  const { call, begin, organisation } = open();
  organisation.setTokenLifetime(-1_000);
  const expired = await begin();
  for (const token of [undefined, 'x.y.z', expired]) expect((await call('POST', '/conversation', making, token)).status).toBe(401);
});

test('a conversation is made once, under a lowercase UUID, and is its maker’s', async () => {
  const { call, begin } = open();
  const [token, other] = [await begin(), await begin()];
  expect((await call('POST', '/conversation', { ...making, conversationId: id.toUpperCase() }, token)).status).toBe(400);
  expect((await call('POST', '/conversation', making, token)).status).toBe(201);
  expect((await call('POST', '/conversation', making, token)).status).toBe(409);
  expect((await call('DELETE', `/conversation/${id}?esDeveloperName=Live_Takeover`, undefined, other)).status).toBe(403);
});

test('nothing is said after the end', async () => {
  const { call, begin } = open();
  const token = await begin();
  await call('POST', '/conversation', making, token);
  const message = { message: { id, messageType: 'StaticContentMessage', staticContent: { formatType: 'Text', text: 'Hi' } }, esDeveloperName: 'Live_Takeover' };
  expect((await call('POST', `/conversation/${id}/message`, message, token)).status).toBe(202);
  expect((await call('DELETE', `/conversation/${id}?esDeveloperName=Live_Takeover`, undefined, token)).status).toBe(204);
  expect((await call('POST', `/conversation/${id}/message`, message, token)).status).toBe(400);
});

test('a stream wants to know the organisation, echoes what the customer said and repeats what came after an event', async () => {
  const { call, begin, organisation, stream } = open();
  const token = await begin();
  await call('POST', '/conversation', making, token);
  organisation.accept(id, sam);
  expect((await call('GET', '/../../../eventrouter/v1/sse', undefined, token)).status).toBe(400);
  expect((await stream(token)).match(/event: \S+/g)).toEqual(['event: ping', 'event: CONVERSATION_ROUTING_RESULT', 'event: CONVERSATION_PARTICIPANT_CHANGED']);
  expect((await stream(token, '1001')).match(/event: \S+/g)).toEqual(['event: ping', 'event: CONVERSATION_PARTICIPANT_CHANGED']);
});

const captured = ['sse-message-agent', 'sse-participant-added-agent', 'sse-routing-result-initial', 'sse-typing-started', 'sse-close-conversation'].flatMap((name) => {
  const fixture = sharedFixture(`salesforce/miaw/${name}.json`);
  return fixture === undefined ? [] : [[name, fixture] as const];
});

test.each(captured)('what is sent has the shape of the captured event %s', async (_name, fixture) => {
  const { call, begin, organisation, stream } = open();
  const token = await begin();
  await call('POST', '/conversation', making, token);
  organisation.accept(id, sam);
  organisation.say(id, sam, 'Hi');
  organisation.type(id, sam, true);
  organisation.end(id);
  const event = String(fixture['event']);
  const [, data = '{}'] = new RegExp(`event: ${event}\ndata: (.*)`).exec(await stream(token)) ?? [];
  expect(shapeOf(JSON.parse(data))).toEqual(shapeOf(fixture['data']));
});

/** Every path and the kind of what is there; payloads that are strings are looked into. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value === 'string' && value.startsWith('{')) return { text: shapeOf(JSON.parse(value)) };
  if (value === null || typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]).sort());
}
