import { expect, test, vi } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { FakeSocket } from '../../testing/fake-socket.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { createMemoryStore } from '../../testing/memory-store.js';

test('of two agents who take over at the same time exactly one wins, whichever is first, in a thousand races', async () => {
  const fixture = await createGatewayFixture();
  const [ana, ben] = await Promise.all([fixture.connect('ana'), fixture.connect('ben')]);
  const winners = { ana: 0, ben: 0 };
  for (let race = 0; race < 1000; race += 1) {
    const { conversationId } = await fixture.write(`thread-${race}`, 'Hello?');
    const take = (name: string) => ({ type: 'command', command: { id: `${name}-${race}`, name: 'take-over', conversationId, seenTerm: 0 } }) as const;
    const [first, second] = race % 2 === 0 ? [ana, ben] : [ben, ana];
    const [firstName, secondName] = race % 2 === 0 ? ['ana', 'ben'] : ['ben', 'ana'];
    first.say(take(firstName ?? ''));
    second.say(take(secondName ?? ''));
    const resultOf = (socket: FakeSocket) => socket.until(() => socket.of('result').find(({ id }) => id.endsWith(`-${race}`)));
    const results = await Promise.all([resultOf(first), resultOf(second)]);
    const won = results.filter(({ ok }) => ok);
    const lost = results.filter((result) => !result.ok);
    expect(won).toHaveLength(1);
    expect(lost).toMatchObject([{ error: { code: 'already-taken', holder: won[0]?.id.startsWith('ana') === true ? 'Ana' : 'Ben' } }]);
    winners[won[0]?.id.startsWith('ana') === true ? 'ana' : 'ben'] += 1;
    await fixture.runtime.advance(20);
    const events = await fixture.events(conversationId);
    expect(events.filter(({ type }) => type === 'takeover-started')).toHaveLength(1);
  }
  expect(winners.ana).toBeGreaterThan(0);
  expect(winners.ben).toBeGreaterThan(0);
  await fixture.stop();
});

test('a command that a node refuses because it is behind is decided by the head in the store', async () => {
  const fixture = await createGatewayFixture();
  const ana = await fixture.connect('ana');
  const { conversationId } = await fixture.write('thread', 'Hello?');
  const behind = fixture.gateway.projection.head('default', conversationId);
  await takeOver(ana, conversationId, 0, 'first');
  ana.say({ type: 'command', command: { id: 'back', name: 'hand-back', conversationId, term: 1 } });
  await ana.until(() => ana.of('result').find(({ id }) => id === 'back'));
  vi.spyOn(fixture.gateway.projection, 'findHead').mockResolvedValue(behind);
  expect(await takeOver(ana, conversationId, 2, 'second')).toMatchObject({ ok: true });
  expect(await takeOver(await fixture.connect('ben'), conversationId, 0, 'third')).toMatchObject({ error: { code: 'already-taken', holder: 'Ana' } });
  await fixture.stop();
});

test('a message is not stored under a term that ended between the decision and the store', async () => {
  const store = createMemoryStore({ now: createFakeRuntime().now });
  const append = store.append.bind(store);
  store.append = async (tenant, conversationId, events, expectations) => {
    if (events.some((event) => event.type === 'message-sent' && event.from === 'agent')) {
      store.append = append;
      await append(tenant, conversationId, [{ type: 'takeover-ended', id: 'meanwhile', term: 1, endedInto: 2, why: 'agent-unreachable' }]);
    }
    return append(tenant, conversationId, events, expectations);
  };
  const fixture = await createGatewayFixture({ store });
  const ana = await fixture.connect('ana');
  const { conversationId } = await fixture.write('thread', 'Hello?');
  await takeOver(ana, conversationId, 0, 'first');
  ana.say({ type: 'command', command: { id: 'late', name: 'send', conversationId, term: 1, text: 'I am still here.' } });
  expect(await ana.until(() => ana.of('result').find(({ id }) => id === 'late'))).toMatchObject({ ok: false, error: { code: 'stale-term' } });
  expect(await fixture.events(conversationId)).not.toContainEqual(expect.objectContaining({ from: 'agent' }));
  await fixture.stop();
});

async function takeOver(socket: FakeSocket, conversationId: string, seenTerm: number, id: string): Promise<unknown> {
  socket.say({ type: 'command', command: { id, name: 'take-over', conversationId, seenTerm } });
  return socket.until(() => socket.of('result').find((result) => result.id === id));
}
