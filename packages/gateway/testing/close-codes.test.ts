/** Every reason for which a gateway closes a socket, with our own connector at the other end of it. */
import type { ConnectorScope, ConnectionState } from '@live-takeover/sdk';
import { writable } from '@live-takeover/sdk';
import type { CloseReason } from '@live-takeover/sdk/core';
import { TakeoverError, closeCodes } from '@live-takeover/sdk/core';
import { websocketConnector } from '@live-takeover/sdk/websocket';
import { afterEach, expect, test } from 'vitest';
import type { GatewayFixture } from './gateway-fixture.js';
import { createGatewayFixture, fixtureSecrets } from './gateway-fixture.js';
import type { MemoryLine } from './memory-line.js';
import { memoryLine } from './memory-line.js';
import { ignoringSink } from './torture/ignoring-sink.js';

const origin = 'https://crm.example';

interface Scene {
  readonly fixture: GatewayFixture;
  readonly line: MemoryLine;
  readonly states: readonly ConnectionState[];
  /** The agent's tokens from now on. */
  tokens: () => Promise<string>;
  /** Opens the connector, and lets everything settle. */
  connect(clientId?: string): Promise<void>;
}

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function scene(): Promise<Scene> {
  const fixture = await createGatewayFixture({ config: { origins: [origin], drainMs: 0 } });
  const line = memoryLine(() => fixture.gateway);
  const states: ConnectionState[] = [];
  const closing = new AbortController();
  ends.push(async () => {
    closing.abort();
    await fixture.stop();
  });
  const made: Scene = {
    fixture,
    line,
    states,
    tokens: () => fixture.token('ana'),
    async connect(clientId = 'tab') {
      const { runtime } = fixture;
      const getToken = async () => ({ token: await made.tokens(), expiresAt: runtime.now() + 900_000 });
      const connector = websocketConnector({ url: 'http://gateway.test/v1/agents', getToken, clientId, clock: runtime, random: () => 0.5, WebSocket: line.Socket });
      const scope = writable<ConnectorScope>({ alerts: true, conversations: 'all' });
      connector.open(scope, { ...ignoringSink, connection: (state) => void states.push(state) }, closing.signal);
      await runtime.advance(0);
    },
  };
  return made;
}

const first = ({ line }: Scene) => line.ends[0] ?? raise('There is no socket.');

function raise(message: string): never {
  throw new Error(message);
}

/** What leads to each close. What made it is over afterwards, so that whoever comes back gets in. */
const causes: Readonly<Record<CloseReason, (scene: Scene) => Promise<void>>> = {
  async draining(scene) {
    await scene.connect();
    void scene.fixture.gateway.drain();
  },
  async 'slow-consumer'(scene) {
    await scene.connect();
    first(scene).bufferedAmount = 17_000_000;
    await scene.fixture.write('t', 'Hello');
  },
  async 'no-pong'(scene) {
    await scene.connect();
    scene.line.passes = () => false;
    await scene.fixture.runtime.advance(45_000);
    scene.line.passes = () => true;
  },
  async 'state-invalid'(scene) {
    await scene.connect();
    first(scene).say(JSON.stringify({ type: 'hello', token: 'x', topics: { alerts: true, conversations: 'all' }, clientId: 'tab' }));
  },
  async 'token-expired'(scene) {
    const { fixture } = scene;
    scene.tokens = () => fixture.token('ana', { lifetimeMs: 30_000 });
    await scene.connect();
    scene.tokens = () => Promise.reject(new Error('The portal is away.'));
    await fixture.runtime.advance(30_000);
    scene.tokens = () => fixture.token('ana');
  },
  async 'rate-limited'(scene) {
    await scene.connect();
    for (let count = 0; count < 1_100; count += 1) first(scene).say('{"type":"pong"}');
  },
  async 'hello-timeout'(scene) {
    scene.line.passes = () => false;
    await scene.connect();
    await scene.fixture.runtime.advance(5_000);
    scene.line.passes = () => true;
  },
  async unauthorized(scene) {
    scene.tokens = async () => 'nonsense';
    await scene.connect();
  },
  async 'forbidden-origin'(scene) {
    scene.line.origin = 'https://evil.example';
    await scene.connect();
  },
  async version(scene) {
    scene.line.protocol = 'live-takeover.v0';
    await scene.connect();
  },
  async 'bad-frame'(scene) {
    await scene.connect();
    first(scene).say('{"type":');
  },
  async 'too-large'(scene) {
    await scene.connect();
    first(scene).say(`{"type":"pong","x":"${'x'.repeat(262_144)}"}`);
  },
  async replaced(scene) {
    await scene.connect();
    await scene.connect();
  },
  async revoked(scene) {
    scene.line.origin = origin;
    await scene.connect();
    scene.fixture.gateway.reload({ ...scene.fixture.config, origins: [] }, fixtureSecrets);
  },
};

const errors: Readonly<Partial<Record<CloseReason, string>>> = {
  unauthorized: 'unauthorized',
  'forbidden-origin': 'forbidden-origin',
  version: 'version-unsupported',
  'bad-frame': 'bad-frame',
  'too-large': 'message-too-large',
  replaced: 'connection-lost',
  revoked: 'forbidden',
};

const reasons = Object.entries(closeCodes) as readonly [CloseReason, (typeof closeCodes)[CloseReason]][];

test.each(reasons.filter(([, { retry }]) => retry))('after %s our connector says so and comes back by itself', async (reason, { code }) => {
  const stage = await scene();
  await causes[reason](stage);
  await stage.fixture.runtime.advance(0);
  expect(first(stage).closedWith).toBe(code);
  expect(stage.states.at(-1)?.state).toBe('not-updating');
  const before = stage.line.ends.length;
  await stage.fixture.runtime.advance(30_000);
  expect(stage.line.ends.length).toBeGreaterThan(before);
  if (reason !== 'draining') expect(stage.states.at(-1)).toEqual({ state: 'up-to-date' });
});

test.each(reasons.filter(([, { retry }]) => !retry))('after %s our connector says why and stays away', async (reason, { code }) => {
  const stage = await scene();
  await causes[reason](stage);
  await stage.fixture.runtime.advance(0);
  expect(first(stage).closedWith).toBe(code);
  const refusal = stage.states.find(({ state }) => state === 'refused');
  expect(refusal).toMatchObject({ error: { code: errors[reason] } });
  expect(refusal?.state === 'refused' && refusal.error instanceof TakeoverError).toBe(true);
  const before = stage.line.ends.length;
  await stage.fixture.runtime.advance(300_000);
  expect(stage.line.ends).toHaveLength(before);
});
