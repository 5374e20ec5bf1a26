import type { ClientFrame } from '@live-takeover/sdk/core';
import { describe, expect, test, vi } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { FakeSocket } from '../../testing/fake-socket.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { createMemoryStore } from '../../testing/memory-store.js';

type FrameOf<Type> = Extract<ClientFrame, { type: Type }>;

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

describe('a command that is sent again while its first arrival is still on its way', () => {
  const take = (id: string, seenTerm: number, conversationId: string): FrameOf<'command'> => ({ type: 'command', command: { id, name: 'take-over', conversationId, seenTerm } });
  const again = (frame: FrameOf<'command'>): FrameOf<'command'> => ({ ...frame, command: { ...frame.command, isRepeat: true } });

  /** Ben holds the conversation. Ana's command for the term to come is held up in the gateway, and sent again on another socket. */
  async function setUp() {
    const fixture = await createGatewayFixture();
    const [first, second, ben] = await Promise.all([fixture.connect('ana'), fixture.connect('ana', { clientId: 'again' }), fixture.connect('ben')]);
    const { conversationId } = await fixture.write('thread', 'Hello?');
    await takeOver(ben, conversationId, 0, 'ben-1');
    const { projection } = fixture.gateway;
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const findHead = vi.spyOn(projection, 'findHead').mockImplementationOnce(async (...place) => {
      await held;
      findHead.mockRestore();
      return projection.findHead(...place);
    });
    const frame = take('k', 2, conversationId);
    first.say(frame);
    second.say(again(frame));
    const resultOf = (socket: FakeSocket, id = 'k') => socket.until(() => socket.of('result').find((result) => result.id === id));
    const handBack = async (): Promise<void> => {
      ben.say({ type: 'command', command: { id: 'back', name: 'hand-back', conversationId, term: 1 } });
      await resultOf(ben, 'back');
    };
    return { fixture, first, second, conversationId, frame, letGo, resultOf, handBack };
  }

  test('is refused for both, whatever happens in between', async () => {
    const { fixture, first, second, conversationId, frame, letGo, resultOf, handBack } = await setUp();
    expect(await resultOf(second)).toMatchObject({ ok: false, error: { code: 'already-taken', holder: 'Ben' } });
    await handBack();
    letGo();
    expect(await resultOf(first)).toMatchObject({ ok: false, error: { code: 'already-taken', holder: 'Ben' } });
    second.say(again(frame));
    const answers = await second.until(() => (second.of('result').length === 2 ? second.of('result') : undefined));
    expect(answers[1]).toMatchObject({ ok: false, error: { code: 'already-taken', holder: 'Ben' } });
    expect(fixture.gateway.projection.head('default', conversationId)).toMatchObject({ operator: { kind: 'bot' }, term: 2 });
    expect(await takeOver(second, conversationId, 2, 'another')).toMatchObject({ ok: true });
    await fixture.stop();
  });

  test('is not acknowledged by what keeps it from taking effect', async () => {
    const { fixture, second, conversationId, letGo, resultOf } = await setUp();
    await resultOf(second);
    letGo();
    const settled = (await fixture.events(conversationId)).filter(({ type }) => type === 'command-settled');
    expect(settled).toMatchObject([{ id: 'k:0', name: 'take-over', refusal: { code: 'already-taken', holder: 'Ben' } }]);
    expect(settled[0]).not.toHaveProperty('causedBy');
    await fixture.stop();
  });

  test('leaves nothing in the log when it was sent but once', async () => {
    const { fixture, first, second, conversationId, letGo, resultOf } = await setUp();
    await resultOf(second);
    letGo();
    await resultOf(first);
    const { seq } = (await fixture.events(conversationId)).at(-1) ?? { seq: 0 };
    expect(await takeOver(first, conversationId, 2, 'once')).toMatchObject({ ok: false });
    expect((await fixture.events(conversationId)).at(-1)).toMatchObject({ seq });
    await fixture.stop();
  });
});
