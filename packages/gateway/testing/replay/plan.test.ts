import { expect, test } from 'vitest';
import { parseRecord } from '../../src/import/record.js';
import type { RecordedConversation } from '../../src/import/record.js';
import { planReplay } from './plan.js';

function record(fields: object): RecordedConversation {
  const parsed = parseRecord(JSON.stringify({ id: 'r', time_resolution_ms: 1_000, ...fields }));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.record;
}

const turn = (from: string, at: number | null, text = `${from} at ${at}`) => ({ from, text, at_ms_offset: at });
const atOnce = { seed: 1, speed: 1 };

test('only the customer is played, with the gaps between their own turns', () => {
  const { steps, timesAre } = planReplay(record({ turns: [turn('bot', 0), turn('user', 5_000), turn('bot', 6_000), turn('user', 9_000), turn('user', 9_500)] }), atOnce);
  expect(steps).toEqual([
    { afterMs: 5_000, text: 'user at 5000', awaitsAnswer: true },
    { afterMs: 4_000, text: 'user at 9000', awaitsAnswer: false },
    { afterMs: 500, text: 'user at 9500', awaitsAnswer: true },
  ]);
  expect(timesAre).toBe('recorded');
});

test('every gap is divided by the speed', () => {
  const { steps, end } = planReplay(record({ turns: [turn('user', 0), turn('user', 10_000)], end_at_ms_offset: 14_000 }), { seed: 1, speed: 4 });
  expect(steps.map(({ afterMs }) => afterMs)).toEqual([0, 2_500]);
  expect(end).toEqual({ why: 'ended', afterMs: 1_000 });
});

test('a customer of whom only their own turns are known waits for an answer to each', () => {
  const { steps } = planReplay(record({ turns: [turn('user', 0), turn('user', 1_000)] }), atOnce);
  expect(steps.map(({ awaitsAnswer }) => awaitsAnswer)).toEqual([true, true]);
});

test('texts that say nothing are left out, and their time is waited for all the same', () => {
  const { steps } = planReplay(record({ turns: [turn('user', 0), turn('user', 1_000, ' \n'), turn('user', 3_000)] }), atOnce);
  expect(steps.map(({ afterMs }) => afterMs)).toEqual([0, 3_000]);
});

test.each([
  [{}, null],
  [{ outcome: 'disconnect' }, { why: 'connection-lost', afterMs: 0 }],
  [{ outcome: 'complete', end_at_ms_offset: 2_000 }, { why: 'ended', afterMs: 2_000 }],
])('a record with %j goes like %j', (fields, end) => {
  expect(planReplay(record({ ...fields, turns: [turn('user', 0)] }), atOnce).end).toEqual(end);
});

test('times that a record lacks are the same at every run with the same seed', () => {
  const untimed = record({ turns: [turn('user', null), turn('bot', null), turn('user', null)] });
  expect(planReplay(untimed, atOnce)).toEqual(planReplay(untimed, atOnce));
  expect(planReplay(untimed, { seed: 2, speed: 1 })).not.toEqual(planReplay(untimed, atOnce));
  expect(planReplay(untimed, atOnce).timesAre).toBe('modelled');
});
