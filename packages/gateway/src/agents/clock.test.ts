import { afterEach, expect, test } from 'vitest';
import type { FakeRuntime } from '../../testing/fake-runtime.js';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(changed: (runtime: FakeRuntime) => Partial<FakeRuntime>): Promise<GatewayFixture> {
  const runtime = createFakeRuntime();
  const fixture = await createGatewayFixture({ runtime, gateway: { runtime: { ...runtime, ...changed(runtime) } } });
  fixtures.push(fixture);
  return fixture;
}

/** Lets time pass with a client that answers every ping. */
async function live(fixture: GatewayFixture, socket: FakeSocket, durationMs: number): Promise<void> {
  for (let passed = 0; passed < durationMs; passed += 5_000) {
    await fixture.runtime.advance(5_000);
    socket.say({ type: 'pong' });
  }
}

test.each([
  ['forward', 2 * 3_600_000],
  ['back', -2 * 3_600_000],
])('a node whose own clock jumps %s drops no socket, ends no lease and no token before its time, and none after it', async (_way, jumpMs) => {
  const jump = { ms: 0 };
  const fixture = await setUp((runtime) => ({ now: () => runtime.now() + jump.ms }));
  const socket = await fixture.connect('ana', { lifetimeMs: 600_000 });
  const { conversationId } = await fixture.write('t', 'Hello');
  await live(fixture, socket, 60_000);
  jump.ms = jumpMs;
  await live(fixture, socket, 300_000);
  jump.ms = -jumpMs;
  await live(fixture, socket, 200_000);
  expect(socket.closed).toBeUndefined();
  expect(socket.of('auth-expiring')).toHaveLength(1);
  expect(socket.of('presence').at(-1)?.agents).toMatchObject([{ id: 'ana', isReachable: true }]);
  expect((await fixture.events(conversationId)).map(({ type }) => type)).not.toContain('conversation-closed');
  expect((await fixture.connect('ben', { lifetimeMs: 60_000 })).of('welcome')).toHaveLength(1);
  await live(fixture, socket, 45_000);
  expect(socket.closed?.reason).toBe('token-expired');
});

test('a process that stood still for a while gives its clients the time to be heard again', async () => {
  const held: (() => void)[] = [];
  let isSuspended = false;
  const fixture = await setUp(({ schedule }) => ({
    schedule: (delayMs, callback) => schedule(delayMs, () => void (isSuspended ? held.push(callback) : callback())),
  }));
  const socket = await fixture.connect('ana');
  await live(fixture, socket, 30_000);
  isSuspended = true;
  await fixture.runtime.advance(120_000);
  isSuspended = false;
  const pings = socket.of('ping').length;
  for (const callback of held.splice(0)) callback();
  await fixture.runtime.advance(0);
  expect(socket.of('ping').length).toBeGreaterThan(pings);
  await live(fixture, socket, 60_000);
  expect(socket.closed).toBeUndefined();
  expect(socket.of('presence').at(-1)?.agents).toMatchObject([{ id: 'ana', isReachable: true }]);
});
