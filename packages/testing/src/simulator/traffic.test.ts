import { createSimulator, fakeClock } from '@live-takeover/testing';
import type { FakeClock, Simulator, SimulatorOptions } from '@live-takeover/testing';
import { expect, test } from 'vitest';

function run(options: SimulatorOptions, durationMs: number): { readonly clock: FakeClock; readonly simulator: Simulator; readonly kinds: ReadonlySet<string> } {
  const clock = fakeClock();
  const simulator = createSimulator({ clock, conversations: 40, traffic: { actionsPerMinute: 60 }, ...options });
  clock.advance(durationMs);
  const kinds = new Set(
    allEvents(simulator).map((event) => (event.type === 'message-sent' ? `${event.from}${event.defaultAnswer === true ? '!' : ''}` : event.type)),
  );
  return { clock, simulator, kinds };
}

function allEvents(simulator: Simulator): readonly ReturnType<Simulator['events']>[number][] {
  return simulator.conversations().flatMap(({ id }) => simulator.events(id));
}

test('an hour of traffic has everything a day at the desk has', () => {
  const { kinds, simulator } = run({}, 3_600_000);
  const expected = ['customer', 'bot', 'bot!', 'agent', 'system', 'conversation-started', 'agent-requested', 'takeover-started', 'takeover-ended'];
  expect([...kinds]).toEqual(expect.arrayContaining([...expected, 'customer-left', 'customer-returned', 'bot-failed']));
  simulator.close();
});

test('the same seed gives the same traffic, another seed another', () => {
  const [first, second, other] = [1, 1, 2].map((seed) => allEvents(run({ seed }, 600_000).simulator));
  expect(second).toEqual(first);
  expect(other).not.toEqual(first);
});

test('every log of it is dense and folds to its head', () => {
  const { simulator } = run({}, 1_800_000);
  for (const { id, seq } of simulator.conversations())
    expect(simulator.events(id).map((event) => event.seq)).toEqual(Array.from({ length: seq }, (_, index) => index + 1));
});

test('nothing happens without traffic, or once it was stopped or the simulator closed', () => {
  const clock = fakeClock();
  const still = createSimulator({ clock, conversations: 40 });
  const before = allEvents(still);
  clock.advance(600_000);
  expect(allEvents(still)).toEqual(before);
  const stopped = run({}, 60_000);
  stopped.simulator.setTraffic(undefined);
  stopped.clock.advance(600_000);
  const count = allEvents(stopped.simulator).length;
  stopped.clock.advance(600_000);
  expect(allEvents(stopped.simulator)).toHaveLength(count);
  stopped.simulator.close();
  expect(stopped.clock.pending).toBe(0);
});

test('no colleague acts when traffic is without them', () => {
  const { simulator } = run({ traffic: { actionsPerMinute: 60, withColleagues: false } }, 1_800_000);
  const since = simulator.clock.now() - 1_800_000;
  expect(allEvents(simulator).filter((event) => event.type === 'takeover-started' && event.at > since)).toEqual([]);
});

test('a rate that is none is refused', () => {
  expect(() => run({ traffic: { actionsPerMinute: 0 } }, 1)).toThrow(RangeError);
});
