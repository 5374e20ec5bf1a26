import { closeCodes } from '@live-takeover/sdk/core';
import { afterEach, describe, expect, test } from 'vitest';
import { createFakeRuntime, eventually } from '../../testing/fake-runtime.js';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import type { TroubledStore } from '../../testing/troubled-store.js';
import { troubledStore } from '../../testing/troubled-store.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture(options);
  fixtures.push(fixture);
  return fixture;
}

async function connectMany(fixture: GatewayFixture, count: number): Promise<readonly FakeSocket[]> {
  const topics = { alerts: false, conversations: [] };
  return Promise.all(Array.from({ length: count }, (_, index) => fixture.connect('ana', { clientId: `tab-${String(index)}`, topics })));
}

const closed = (sockets: readonly FakeSocket[]): number => sockets.filter((socket) => socket.closed !== undefined).length;
const readiness = async ({ gateway }: GatewayFixture): Promise<number> => (await gateway.fetch(new Request('http://gateway.test/readyz'))).status;

describe('a gateway that drains', () => {
  test('first says that it is not ready, serves on as before, and only then sends anybody away', async () => {
    const fixture = await setUp({ config: { drainMs: 3_000 } });
    const [socket] = await connectMany(fixture, 1);
    const drained = fixture.gateway.drain();
    expect(await readiness(fixture)).toBe(503);
    await fixture.runtime.advance(2_999);
    const late = await fixture.connect('ben');
    await fixture.write('t', 'Hello');
    expect([socket?.of('reconnect'), late.of('reconnect'), socket?.closed]).toEqual([[], [], undefined]);
    await fixture.runtime.advance(1);
    await drained;
    expect(socket?.closed).toEqual({ code: closeCodes.draining.code, reason: 'draining' });
  });

  test('tells all at once to come back, over a time that grows with their number, and closes them bit by bit', async () => {
    const fixture = await setUp({ config: { drainMs: 0 } });
    const sockets = await connectMany(fixture, 100);
    const drained = fixture.gateway.drain();
    await fixture.runtime.advance(0);
    expect(sockets.map((socket) => socket.of('reconnect').map(({ afterMs }) => afterMs))).toEqual(sockets.map(() => [[0, 1_500]]));
    const counts = [closed(sockets)];
    for (let slice = 0; slice < 4; slice += 1) {
      await fixture.runtime.advance(100);
      counts.push(closed(sockets));
    }
    expect(counts).toEqual([20, 40, 60, 80, 100]);
    await drained;
  });

  test('takes no socket any more once it sends clients away', async () => {
    const fixture = await setUp({ config: { drainMs: 0 } });
    const drained = fixture.gateway.drain();
    await fixture.runtime.advance(0);
    await drained;
    const refusal = await fixture.gateway.acceptSocket(new Request('http://gateway.test/v1/agents'));
    expect(refusal instanceof Response && refusal.status).toBe(503);
    const [late] = await connectMany(fixture, 1);
    expect(late?.closed?.code).toBe(closeCodes.draining.code);
  });

  test('answers the commands that it took before it closes their socket', async () => {
    const { fixture, socket, troubled } = await withCommandOnItsWay();
    const drained = fixture.gateway.drain();
    await fixture.runtime.advance(500);
    expect(socket.closed).toBeUndefined();
    troubled.suffer('none');
    await drained;
    expect(socket.of('result')).toMatchObject([{ id: 'k', ok: true }]);
    expect(socket.closed?.code).toBe(closeCodes.draining.code);
  });

  test('does not wait for long for a command that finds no end', async () => {
    const { fixture, troubled } = await withCommandOnItsWay();
    const drained = fixture.gateway.drain();
    await fixture.runtime.advance(1_500);
    await drained;
    troubled.suffer('none');
  });
});

/** Ana takes over, and the store takes its time. */
async function withCommandOnItsWay(): Promise<{ readonly fixture: GatewayFixture; readonly socket: FakeSocket; readonly troubled: TroubledStore }> {
  const runtime = createFakeRuntime();
  const troubled = troubledStore(createMemoryStore({ now: () => runtime.now() }), ['append']);
  const fixture = await setUp({ config: { drainMs: 0 }, store: troubled.store, runtime });
  const { conversationId } = await fixture.write('t', 'Hello');
  const socket = await fixture.connect('ana');
  troubled.suffer('hangs');
  socket.say({ type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } });
  await eventually(() => troubled.hanging > 0);
  return { fixture, socket, troubled };
}
