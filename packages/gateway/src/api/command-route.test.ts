import { afterEach, expect, test } from 'vitest';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture(options);
  fixtures.push(fixture);
  return fixture;
}

async function post(fixture: GatewayFixture, agentId: string, command: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${await fixture.token(agentId)}` };
  return fixture.gateway.fetch(new Request('http://gateway.test/v1/commands', { method: 'POST', headers, body: JSON.stringify(command) }), {});
}

test('a command whose answer was lost on one node has its first result on another, and no second effect', async () => {
  const one = await setUp();
  const other = await setUp({ store: one.store, runtime: one.runtime });
  const { conversationId } = await one.write('t', 'Hello');
  const take = { id: 'k', name: 'take-over', conversationId, seenTerm: 0 };
  const first = await (await post(one, 'ana', take)).json();
  expect(first).toMatchObject({ ok: true });
  expect(await (await post(other, 'ana', take)).json()).toEqual(first);
  const note = { id: 'n', name: 'add-note', conversationId, text: 'Called back.' };
  expect(await (await post(other, 'ana', note)).json()).toEqual(await (await post(one, 'ana', note)).json());
  const types = (await one.events(conversationId)).map(({ type }) => type);
  expect(types.filter((type) => type === 'takeover-started' || type === 'note-added')).toHaveLength(2);
});

test('an id that comes again with another command, or from another agent, is refused on any node', async () => {
  const one = await setUp();
  const other = await setUp({ store: one.store, runtime: one.runtime });
  const { conversationId } = await one.write('t', 'Hello');
  const note = { id: 'n', name: 'add-note', conversationId, text: 'Called back.' };
  await post(one, 'ana', note);
  for (const [agentId, command] of [['ana', { ...note, text: 'Not reached.' }], ['ben', note]] as const) {
    const response = await post(other, agentId, command);
    expect([response.status, await response.json()]).toMatchObject([409, { error: { code: 'command-reused', retry: false } }]);
  }
});

test('an agent who posts far too much is told how long to wait, and alone; what was refused has no effect', async () => {
  const fixture = await setUp({ config: { limits: { commandsPerSecond: 1 } } });
  const { conversationId } = await fixture.write('t', 'Hello');
  const note = (id: number): object => ({ id: `n${String(id)}`, name: 'add-note', conversationId, text: 'Still here.' });
  for (let count = 0; count < 10; count += 1) expect((await post(fixture, 'ana', note(count))).status).toBe(200);
  const refused = await post(fixture, 'ana', note(10));
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toMatchObject([
    429,
    '1',
    { ok: false, error: { code: 'rate-limited', retry: true } },
  ]);
  expect((await post(fixture, 'ben', note(11))).status).toBe(200);
  await fixture.runtime.advance(1_000);
  expect((await post(fixture, 'ana', note(10))).status).toBe(200);
  expect((await fixture.events(conversationId)).filter(({ type }) => type === 'note-added')).toHaveLength(12);
});
