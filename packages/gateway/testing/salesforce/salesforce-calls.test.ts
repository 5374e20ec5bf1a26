/** Calls as they were captured, against ours: what our client sends and makes of the answers, and what the simulator answers. */
import { expect, test } from 'vitest';
import { createMiawClient } from '../../src/desks/salesforce/miaw-client.js';
import type { MiawClient, MiawOutcome } from '../../src/desks/salesforce/miaw-client.js';
import { createFakeRuntime } from '../fake-runtime.js';
import { sharedFixture } from '../shared-fixtures.js';
import { createSalesforceSimulator } from './salesforce-simulator.js';

const origin = 'https://sf.test';
const conversationId = '5f0c1f2e-2b1d-4a57-9c3e-0b9d6a1c7e11';
const { signal } = new AbortController();
const config = { url: origin, orgId: '00Dxx0000000001', esDeveloperName: 'Live_Takeover', acceptWithinMs: 60_000 };

interface Exchange {
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly response: { readonly status: number; readonly body?: unknown };
}

/** Each captured call, and ours for the same purpose with the same values. */
const calls: readonly (readonly [file: string, call: (client: MiawClient) => Promise<MiawOutcome<unknown>>])[] = [
  ['rest-access-token', (client) => client.begin(signal)],
  ['rest-create-conversation', (client) => client.create('token', conversationId, { Origin_Channel: 'messenger', Bot_Transcript_Url: 'https://gateway.example.test/t/abc' }, signal)],
  ['rest-send-message', (client) => client.say('token', conversationId, { id: '00000000-0000-4000-8000-000000000008', text: 'Hello from the customer' }, signal)],
  ['rest-send-typing', (client) => client.type('token', conversationId, { id: '00000000-0000-4000-8000-000000000020', isActive: true }, signal)],
  ['rest-list-entries', (client) => client.entries('token', conversationId, 1763820000000, signal)],
  ['rest-close-conversation', (client) => client.close('token', conversationId, signal)],
];

const captured = calls.flatMap(([file, call]) => {
  const exchange = sharedFixture(`salesforce/miaw/${file}.json`) as unknown as Exchange | undefined;
  return exchange === undefined ? [] : [[file, exchange, call] as const];
});

test.skipIf(captured.length === 0).each(captured)('what is sent is what was captured: %s', async (_file, { request, response }, call) => {
  const runtime = createFakeRuntime();
  const sent: Request[] = [];
  runtime.answerRequests(async (asked) => {
    sent.push(asked.clone());
    return answerOf(response);
  });
  const outcome = await call(createMiawClient(runtime, config));
  const [ours] = sent;
  const [url, theirs] = [new URL(ours?.url ?? origin), new URL(request.path, origin)];
  expect([ours?.method, url.pathname]).toEqual([request.method, theirs.pathname]);
  // Which entries are wanted may be said; without it all of them come.
  theirs.searchParams.delete('entryTypeFilter');
  expect([...url.searchParams]).toEqual([...theirs.searchParams]);
  const body = await ours?.text();
  expect(body === undefined || body === '' ? undefined : JSON.parse(body)).toEqual(withOurVersion(request.body));
  expect(outcome.kind).toBe('done');
});

test.skipIf(captured.length === 0)('the simulator answers what was captured as it was captured', async () => {
  const organisation = createSalesforceSimulator({ now: () => 1763820000000 });
  let token: string | undefined;
  for (const [file, { request, response }] of captured) {
    const init = { method: request.method, ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }) };
    const answer = await organisation.fetch(new Request(`${origin}${request.path}`, { ...init, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }));
    const text = await answer.text();
    expect([file, answer.status]).toEqual([file, response.status]);
    const [ours, theirs] = [text === '' ? null : (JSON.parse(text) as unknown), response.body ?? null];
    expect(shapeOf(ours), file).toEqual(shapeOf(theirs));
    if (file === 'rest-access-token') token = (ours as { readonly accessToken: string }).accessToken;
    if (file === 'rest-create-conversation') {
      organisation.accept(conversationId, { id: '005xx000001X8UzAAK', name: 'Sam from Sales' });
      organisation.say(conversationId, { id: '005xx000001X8UzAAK', name: 'Sam from Sales' }, 'Hi, this is Sam. How can I help?');
    }
  }
});

function answerOf({ status, body }: Exchange['response']): Response {
  return new Response(body === undefined || body === null ? null : JSON.stringify(body), { status });
}

/** The version that a client gives itself is its own affair. */
function withOurVersion(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('context' in body)) return body;
  return { ...body, context: { ...(body.context as object), clientVersion: expect.any(String) as string } };
}

/** Every name and the kind of what is there, of the first item of a list. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (value === null || typeof value !== 'object') return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]).sort());
}
