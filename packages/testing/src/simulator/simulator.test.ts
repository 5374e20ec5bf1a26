import type { Agent, CommandBody, TakeoverErrorCode } from '@live-takeover/sdk';
import { createSimulator, fakeClock, requestTimeoutMs } from '@live-takeover/testing';
import type { FakeClock, Simulator } from '@live-takeover/testing';
import { record } from '@live-takeover/testing/conformance';
import type { Recorder } from '@live-takeover/testing/conformance';
import { describe, expect, onTestFinished, test } from 'vitest';

interface Stage {
  readonly clock: FakeClock;
  readonly simulator: Simulator;
  readonly seen: Recorder;
  /** A conversation with the bot. */
  readonly id: string;
}

async function stage(options: Parameters<typeof createSimulator>[0] = {}): Promise<Stage> {
  const clock = fakeClock();
  const simulator = createSimulator({ clock, conversations: 0, ...options });
  const seen = record(simulator, 5_000);
  onTestFinished(() => {
    seen.close();
    simulator.close();
    expect(clock.pending).toBe(0);
  });
  const id = simulator.startConversation({ text: 'hello', reaction: 'silence' });
  await seen.until('connected', () => seen.states.at(-1) === 'up-to-date');
  return { clock, simulator, seen, id };
}

const last = (seen: Recorder): Recorder['events'][number] | undefined => seen.events.at(-1);
const types = (simulator: Simulator, id: string): readonly string[] => simulator.events(id).map((event) => event.type);

describe('the simulated bot', () => {
  test('answers a moment after the customer wrote', async () => {
    const { clock, simulator, seen, id } = await stage();
    simulator.customer(id).write('What is my balance?');
    expect(last(seen)).toMatchObject({ type: 'message-sent', from: 'customer' });
    clock.advance(1_200);
    expect(last(seen)).toMatchObject({ type: 'message-sent', from: 'bot', term: 0 });
  });

  test.each([
    ['default-answer', { type: 'message-sent', from: 'bot', defaultAnswer: true }],
    ['failure', { type: 'bot-failed' }],
    ['silence', { type: 'message-sent', from: 'customer' }],
  ] as const)('reacts with %s when told so', async (reaction, expected) => {
    const { clock, simulator, seen, id } = await stage();
    simulator.customer(id).write('?', reaction);
    clock.advance(5_000);
    expect(last(seen)).toMatchObject(expected);
  });

  test('is suppressed when an agent took over while it was thinking', async () => {
    const { clock, simulator, seen, id } = await stage();
    simulator.customer(id).write('What is my balance?');
    simulator.colleague('ben').takeOver(id);
    clock.advance(5_000);
    expect(last(seen)).toMatchObject({ type: 'bot-reply-suppressed', term: 0 });
  });

  test('stays silent for what was asked of the agent, and answers again after the hand-back', async () => {
    const { clock, simulator, seen, id } = await stage();
    const ben = simulator.colleague('ben');
    ben.takeOver(id);
    simulator.customer(id).write('to Ben');
    clock.advance(5_000);
    expect(last(seen)).toMatchObject({ from: 'customer', text: 'to Ben' });
    ben.handBack(id);
    simulator.customer(id).write('to the bot');
    clock.advance(5_000);
    expect(last(seen)).toMatchObject({ from: 'bot', term: 2 });
  });
});

describe('the simulated arbiter', () => {
  const chiara: Agent = { id: 'chiara', name: 'Chiara Lindqvist', role: 'supervisor' };
  const ben: Agent = { id: 'ben', name: 'Ben Okafor', role: 'agent' };
  const by = (simulator: Simulator, agent: Agent, body: CommandBody): string => {
    const result = simulator.colleague(agent.id).command(body);
    return result.ok ? 'ok' : result.error.code;
  };

  test.each<[string, Agent, (id: string) => CommandBody, 'ok' | TakeoverErrorCode]>([
    ['a second agent who takes over', chiara, (conversationId) => ({ name: 'take-over', conversationId, seenTerm: 1 }), 'already-taken'],
    ['the holder who takes over again', ben, (conversationId) => ({ name: 'take-over', conversationId, seenTerm: 1 }), 'ok'],
    ['a supervisor who forces it', chiara, (conversationId) => ({ name: 'take-over', conversationId, seenTerm: 1, force: true }), 'ok'],
    ['a supervisor who forces it unseen', chiara, (conversationId) => ({ name: 'take-over', conversationId, seenTerm: 0, force: true }), 'stale-term'],
    ['a supervisor who hands back in their stead', chiara, (conversationId) => ({ name: 'hand-back', conversationId, term: 1 }), 'ok'],
    ['a supervisor who writes in their stead', chiara, (conversationId) => ({ name: 'send', conversationId, term: 1, text: 'me' }), 'not-yours'],
    ['the holder under an old term', ben, (conversationId) => ({ name: 'send', conversationId, term: 0, text: 'me' }), 'stale-term'],
    ['a message too long', ben, (conversationId) => ({ name: 'send', conversationId, term: 1, text: 'a'.repeat(4_001) }), 'message-too-large'],
    ['a transfer to someone offline', ben, (conversationId) => ({ name: 'transfer', conversationId, term: 1, to: 'dov' }), 'not-available'],
    ['a transfer to someone there', ben, (conversationId) => ({ name: 'transfer', conversationId, term: 1, to: 'chiara' }), 'ok'],
    ['a transfer to oneself', ben, (conversationId) => ({ name: 'transfer', conversationId, term: 1, to: 'ben' }), 'bad-request'],
    ['a desk that is not there', ben, (conversationId) => ({ name: 'request-desk', conversationId, term: 1, desk: 'salesforce' }), 'not-supported'],
    ['a dismissal of nothing', ben, (conversationId) => ({ name: 'dismiss-action', conversationId, term: 1 }), 'nothing-to-dismiss'],
    ['a closing by the holder', ben, (conversationId) => ({ name: 'close', conversationId, term: 1 }), 'ok'],
  ])('while Ben holds it: %s', async (_who, agent, body, expected) => {
    const { simulator, id } = await stage();
    expect(simulator.colleague('ben').takeOver(id).ok).toBe(true);
    expect(by(simulator, agent, body(id))).toBe(expected);
  });

  test('a plain agent may not force a takeover', async () => {
    const { simulator, id } = await stage();
    simulator.colleague('chiara').takeOver(id);
    expect(simulator.colleague('ben').takeOver(id, { force: true })).toMatchObject({ error: { code: 'forbidden', holder: chiara.name } });
  });

  test('a transfer ends one takeover and starts the next under one new term', async () => {
    const { simulator, id } = await stage();
    simulator.colleague('ben').takeOver(id);
    simulator.colleague('ben').transfer(id, 'chiara');
    expect(simulator.events(id).slice(-3)).toMatchObject([
      { type: 'takeover-ended', term: 1, endedInto: 2, why: 'transferred' },
      { type: 'takeover-started', term: 2, operator: { id: 'chiara' } },
      { automatic: 'start', text: 'You are now talking to Chiara Lindqvist.' },
    ]);
    expect(simulator.conversation(id)).toMatchObject({ term: 2, operator: { id: 'chiara' } });
  });

  test.each([
    ['puts it back in the queue', (simulator: Simulator, id: string) => void simulator.colleague('ben').transfer(id, null), 'requeued'],
    ['disappears', (simulator: Simulator) => simulator.colleague('ben').disappear(), 'agent-unreachable'],
  ])('a holder who %s leaves an open request to the others', async (_how, leave, why) => {
    const { simulator, id } = await stage();
    simulator.colleague('ben').takeOver(id);
    leave(simulator, id);
    expect(simulator.events(id).find((event) => event.type === 'takeover-ended')).toMatchObject({ why });
    expect(simulator.conversation(id)).toMatchObject({ operator: { kind: 'bot' }, request: { target: 'agents' } });
  });

  test('a customer of a closed conversation comes back into a new one on the same thread', async () => {
    const { simulator, id } = await stage();
    simulator.colleague('ben').command({ name: 'close', conversationId: id, term: 0 });
    const next = simulator.customer(id).write('one more thing', 'silence');
    expect(next).not.toBe(id);
    expect(simulator.conversation(next)).toMatchObject({ thread: simulator.conversation(id)?.thread, lastCustomerText: 'one more thing' });
  });
});

describe('simulated requests and alerts', () => {
  const kinds = (seen: Recorder): readonly string[] => [...seen.alerts.values()].map(({ kind, ring }) => `${kind} ${ring}`);

  test('a request is confirmed, rings again every 30 s, and the customer is told after two minutes', async () => {
    const { clock, simulator, seen, id } = await stage();
    simulator.customer(id).askForAgent('cannot log in');
    expect(last(seen)).toMatchObject({ automatic: 'confirmation' });
    expect(kinds(seen)).toEqual(['agent-request 1']);
    clock.advance(30_000);
    expect(kinds(seen)).toEqual(['agent-request 2']);
    clock.advance(requestTimeoutMs - 30_000);
    expect(kinds(seen)).toEqual(['agent-request 4']);
    expect(last(seen)).toMatchObject({ automatic: 'request-expired' });
    expect(simulator.conversation(id)?.request).not.toBeNull();
  });

  test('a request with nobody available says so, and alerts whoever becomes available', async () => {
    const { simulator, seen, id } = await stage();
    for (const agentId of ['ben', 'chiara', 'ana']) simulator.colleague(agentId).setAvailability('offline');
    simulator.customer(id).askForAgent();
    expect(last(seen)).toMatchObject({ automatic: 'no-agents' });
    expect(kinds(seen)).toEqual([]);
    simulator.colleague('ana').setAvailability('online');
    expect(kinds(seen)).toEqual(['agent-request 1']);
  });

  test('the third default answer alerts once, until dismissed', async () => {
    const { clock, simulator, seen } = await stage();
    const id = simulator.startConversation({ bot: { id: 'harbour-bank', name: 'Harbour Bank' } });
    for (const text of ['a', 'b', 'c', 'd']) {
      simulator.customer(id).write(text, 'default-answer');
      clock.advance(2_000);
      expect(kinds(seen)).toEqual(text < 'c' ? [] : ['action 1']);
    }
    simulator.colleague('ben').command({ name: 'dismiss-action', conversationId: id, term: 0 });
    expect(kinds(seen)).toEqual([]);
  });

  test('a call for action ends by time alone when the customer is long gone', async () => {
    const { clock, simulator, seen } = await stage();
    const id = simulator.startConversation({ text: 'hello?', reaction: 'failure' });
    clock.advance(2_000);
    expect([...seen.alerts.values()]).toMatchObject([{ conversationId: id, kind: 'action' }]);
    clock.advance(30 * 60_000);
    expect(kinds(seen)).toEqual([]);
  });

  test.each(['withdrawRequest', 'takeover'] as const)('a request that ends by %s stops ringing', async (how) => {
    const { clock, simulator, seen, id } = await stage();
    simulator.customer(id).askForAgent();
    if (how === 'takeover') simulator.colleague('ben').takeOver(id);
    else simulator.customer(id).withdrawRequest();
    clock.advance(requestTimeoutMs);
    expect(kinds(seen)).toEqual([]);
    expect(types(simulator, id).filter((type) => type === 'agent-requested')).toHaveLength(1);
  });

  test('an alert seen in one tab ends in the other, and not for colleagues', async () => {
    const { clock, simulator, seen, id } = await stage();
    const colleague = record(simulator.connectorFor({ id: 'ben', name: 'Ben Okafor', role: 'agent' }), 5_000);
    await colleague.until('connected', () => colleague.states.at(-1) === 'up-to-date');
    simulator.customer(id).askForAgent();
    simulator.alertSeen?.([...seen.alerts.keys()][0] ?? '');
    expect(kinds(seen)).toEqual([]);
    clock.advance(30_000);
    expect(kinds(seen)).toEqual([]);
    expect(kinds(colleague)).toEqual(['agent-request 2']);
    colleague.close();
  });
});

describe('a simulator', () => {
  test('opens with a past in every status, and the newest alerts of it', async () => {
    const { seen } = await stage({ conversations: 1_000 });
    expect(seen.heads.size).toBe(1_001);
    expect(seen.alerts.size).toBe(20);
  });

  test('has the whole transcript of a past conversation, and what came since', async () => {
    const { simulator } = await stage({ conversations: 40 });
    simulator.customer('c7').write('and now');
    const events = simulator.events('c7');
    expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1));
    expect(simulator.conversation('c7')?.seq).toBe(events.length);
    expect(events.at(-1)).toMatchObject({ text: 'and now' });
  });

  test('hides what it is told to do without', async () => {
    const { simulator, seen, id } = await stage({ capabilities: { alerts: false, presence: false, typing: false } });
    simulator.customer(id).askForAgent();
    simulator.customer(id).type();
    expect(simulator.capabilities).toMatchObject({ alerts: false, notes: true });
    expect([seen.alerts.size, seen.presences.length, seen.signals.length]).toEqual([0, 0, 0]);
  });

  test('notes the first viewing in each term as a fact', async () => {
    const { simulator, id } = await stage();
    for (const isActive of [true, false, true]) simulator.signal?.(id, 'viewing', isActive);
    simulator.colleague('ben').takeOver(id);
    simulator.signal?.(id, 'viewing', true);
    expect(simulator.events(id).filter((event) => event.type === 'conversation-viewed')).toMatchObject([{ term: 0 }, { term: 1 }]);
  });

  test('takes its time when it has a latency', async () => {
    const clock = fakeClock();
    const simulator = createSimulator({ clock, conversations: 5, latencyMs: 100 });
    const seen = record(simulator, 5_000);
    clock.advance(99);
    expect(seen.states).toEqual(['connecting']);
    clock.advance(1);
    expect(seen.states.at(-1)).toBe('up-to-date');
    simulator.customer('c1').write('hello', 'silence');
    expect(seen.events).toHaveLength(0);
    clock.advance(100);
    expect(seen.events).toHaveLength(1);
    seen.close();
    simulator.close();
  });

  test('holds 100,000 conversations and sends them in parts, the most urgent first', async () => {
    const { seen } = await stage({ conversations: 100_000 });
    expect(seen.heads.size).toBe(100_001);
    expect(seen.snapshots).toHaveLength(101);
    expect(seen.faults).toEqual([]);
    expect([...seen.heads.values()].slice(0, 1_000).every((head) => head.request !== null)).toBe(true);
  });
});
