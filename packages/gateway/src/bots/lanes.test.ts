import { expect, test } from 'vitest';
import type { BotWork } from './bot-work.js';
import { createLanes } from './lanes.js';
import type { Lane } from './lanes.js';

const work = (eventId: string): BotWork => ({ kind: 'message', eventId, seq: 1, at: 1 }) as BotWork;
const asked = { eventId: 'e1', term: 0, answers: 0, hasSpoken: false };

test('of a closed conversation nothing is remembered once its bot was told of everything', async () => {
  let finish = (): void => {};
  const told = new Promise<void>((resolve) => (finish = resolve));
  const lanes = createLanes({ work: () => told, onFailure: () => {}, signal: new AbortController().signal });
  lanes.add('t', 'c', work('e1'));
  lanes.of('t', 'c').asked.set('e1', asked);
  lanes.close('t', 'c');
  lanes.close('t', 'never heard of');
  await Promise.resolve();
  expect(lanes.of('t', 'c').asked.size).toBe(1);
  finish();
  await lanes.settled();
  await new Promise((resolve) => setImmediate(resolve));
  expect(lanes.of('t', 'c').asked.size).toBe(0);
});

test('a conversation that is not closed keeps what its bot was asked', async () => {
  const heard: Lane[] = [];
  const lanes = createLanes({ work: (lane) => Promise.resolve(void heard.push(lane)), onFailure: () => {}, signal: new AbortController().signal });
  lanes.add('t', 'c', work('e1'));
  lanes.of('t', 'c').asked.set('e1', asked);
  lanes.close('t', 'another');
  await lanes.settled();
  expect(lanes.of('t', 'c')).toBe(heard[0]);
});
