import { afterEach, describe, expect, test } from 'vitest';
import type { FakeSocket } from '../../testing/fake-socket.js';
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

let count = 0;
/** Gives a command, and resolves with what came of it: the code of the refusal, or `done`. */
async function give(socket: FakeSocket, body: Readonly<Record<string, unknown>>): Promise<string> {
  const id = `k${String((count += 1))}`;
  socket.say({ type: 'command', command: { id, ...body } } as never);
  const result = await socket.until(() => socket.of('result').find((one) => one.id === id));
  return result.ok ? 'done' : result.error.code;
}

const presenceOf = (socket: FakeSocket, id: string): unknown => socket.of('presence').at(-1)?.agents.find((agent) => agent.id === id);

describe('a supervisor who sets an agent Offline', () => {
  test('is named to everyone until that agent chooses again; what the agent holds and proves stays', async () => {
    const fixture = await setUp();
    const [ana, ben, sue] = await Promise.all([fixture.connect('ana'), fixture.connect('ben'), fixture.connect('sue', { role: 'supervisor' })]);
    const { conversationId } = await fixture.write('t', 'Hello');
    await give(ana, { name: 'take-over', conversationId, seenTerm: 0 });
    expect(await give(sue, { name: 'set-availability', availability: 'offline', agentId: 'ana' })).toBe('done');
    await fixture.runtime.advance(1_000);
    expect(presenceOf(ben, 'ana')).toEqual({ id: 'ana', name: 'Ana', availability: 'offline', isReachable: true, holding: 1, setBy: 'Sue' });
    expect(await give(ana, { name: 'send', conversationId, term: 1, text: 'Still here' })).toBe('done');
    expect(await give(ana, { name: 'set-availability', availability: 'online' })).toBe('done');
    await fixture.runtime.advance(1_000);
    expect(presenceOf(ben, 'ana')).toEqual({ id: 'ana', name: 'Ana', availability: 'online', isReachable: true, holding: 1 });
  });

  test('is on the record with it', async () => {
    const fixture = await setUp();
    const [sue] = await Promise.all([fixture.connect('sue', { role: 'supervisor' }), fixture.connect('ana')]);
    await give(sue, { name: 'set-availability', availability: 'offline', agentId: 'ana' });
    const lines = await fixture.store.auditLog('default', { since: 0, limit: 100 });
    expect(lines).toContainEqual(expect.objectContaining({ actor: 'sue', action: 'set-availability', subject: 'ana', detail: { availability: 'offline' } }));
  });

  test('may not set an agent of another tenant', async () => {
    const fixture = await setUp();
    const [sue] = await Promise.all([fixture.connect('sue', { role: 'supervisor' }), fixture.connect('oda', { tenant: 'other' })]);
    expect(await give(sue, { name: 'set-availability', availability: 'offline', agentId: 'oda' })).toBe('bad-request');
  });
});

test('what supervisors and agents did with a conversation is on the record, and what they wrote is not', async () => {
  const fixture = await setUp({ bot: { wrapUp: { reasons: [{ id: 'done', label: 'Done' }] } } });
  const [ana, , sue] = await Promise.all([fixture.connect('ana'), fixture.connect('ben'), fixture.connect('sue', { role: 'supervisor' })]);
  const { conversationId } = await fixture.write('t', 'Hello');
  await give(sue, { name: 'assign', conversationId, seenTerm: 0, to: 'ana', note: 'secret' });
  await give(ana, { name: 'transfer', conversationId, term: 1, to: 'ben', note: 'secret' });
  await give(sue, { name: 'take-over', conversationId, seenTerm: 2, force: true });
  await give(sue, { name: 'hand-back', conversationId, term: 3, wrapUp: 'done' });
  await give(sue, { name: 'take-over', conversationId, seenTerm: 4, isUndo: true });
  await fixture.runtime.advance(0);
  const lines = (await fixture.store.auditLog('default', { since: 0, limit: 100 })).filter(({ subject, action }) => subject === conversationId && action !== 'alerted');
  expect(lines.map(({ actor, action, detail: { command: _command, ...detail } = {} }) => [actor, action, detail])).toEqual([
    ['sue', 'assign', { to: 'ana' }],
    ['ana', 'transfer', { to: 'ben' }],
    ['sue', 'take-over', { force: true }],
    ['sue', 'hand-back', {}],
    ['sue', 'take-over', { isUndo: true }],
  ]);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

describe('a hand-back that is taken back', () => {
  const back = { name: 'hand-back', term: 1 };
  const undo = { name: 'take-over', seenTerm: 2, isUndo: true };
  const held = async (fixture: GatewayFixture): Promise<{ readonly ana: FakeSocket; readonly conversationId: string }> => {
    const ana = await fixture.connect('ana');
    const { conversationId } = await fixture.write('t', 'Hello');
    await give(ana, { name: 'take-over', conversationId, seenTerm: 0 });
    await give(ana, { ...back, conversationId });
    return { ana, conversationId };
  };

  test('makes the agent holder again, and greets the customer again', async () => {
    const fixture = await setUp();
    const { ana, conversationId } = await held(fixture);
    expect(await give(ana, { ...undo, conversationId })).toBe('done');
    expect((await fixture.events(conversationId)).slice(-2)).toMatchObject([{ type: 'takeover-started', operator: { id: 'ana' }, term: 3 }, { automatic: 'start', term: 3 }]);
  });

  test('comes too late once the customer has written, be it in the very same millisecond', async () => {
    const fixture = await setUp();
    const { ana, conversationId } = await held(fixture);
    await fixture.write('t', 'Thanks, bot');
    expect(await give(ana, { ...undo, conversationId })).toBe('too-late');
  });

  test('comes too late if the customer writes while it is under way', async () => {
    const fixture = await setUp();
    const { ana, conversationId } = await held(fixture);
    const readBackwards = fixture.store.readBackwards.bind(fixture.store);
    fixture.store.readBackwards = async (...args) => {
      const events = await readBackwards(...args);
      fixture.store.readBackwards = readBackwards;
      await fixture.write('t', 'One more thing');
      return events;
    };
    expect(await give(ana, { ...undo, conversationId })).toBe('too-late');
  });

  test('comes too late once a colleague took the conversation', async () => {
    const fixture = await setUp();
    const { ana, conversationId } = await held(fixture);
    await give(await fixture.connect('ben'), { name: 'take-over', conversationId, seenTerm: 2 });
    expect(await give(ana, { ...undo, conversationId })).toBe('too-late');
  });
});

test('a desk changes with the capacity of a renewed token', async () => {
  const fixture = await setUp();
  const ana = await fixture.connect('ana', { capacity: 2 });
  ana.say({ type: 'auth', token: await fixture.token('ana', { capacity: 2 }) });
  ana.say({ type: 'auth', token: await fixture.token('ana', { capacity: 3 }) });
  const { desk } = await ana.until(() => ana.of('desk')[0]);
  expect(desk.capacity).toBe(3);
  expect(ana.of('desk')).toHaveLength(1);
});
