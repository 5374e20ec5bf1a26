import { expect, test } from 'vitest';
import { shortForm } from './form.js';
import { offenceLines } from './report.js';
import { torture } from './torture.js';

const longMs = 150_000;

test.each(['sqlite', 'postgres'] as const)(
  'gateway processes on %s that are cut off, frozen, killed and started again keep every promise',
  async (store) => {
    const { figures, offences, invalidity } = await torture(shortForm(store, 1));
    expect(offenceLines(offences)).toEqual([]);
    expect(invalidity).toEqual([]);
    expect([figures.doubleWinners, figures.lost, figures.botMessagesInTakeovers]).toEqual([0, 0, 0]);
  },
  longMs,
);
