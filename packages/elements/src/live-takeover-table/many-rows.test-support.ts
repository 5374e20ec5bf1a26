/** A view of so many rows that no array of them is kept: each is made when it is read. */
import type { RowView } from '@live-takeover/sdk';
import { createFakeRows, fakeRow } from './fake-rows.test-support.js';

/** A view that shows `c0`, `c1` … in this order, and whatever else it is asked for of nothing. */
export function createManyRows(total: number): RowView {
  const none = createFakeRows().view;
  const row = (index: number): ReturnType<typeof fakeRow> => fakeRow(index, { since: index });
  return {
    ...none,
    total,
    counts: { ...none.counts, live: total, total },
    matches: { ...none.counts, live: total, total },
    query: none.query,
    isHeld: false,
    waitingChanges: 0,
    band: [],
    mine: [],
    rows: (first, last) => Array.from({ length: Math.max(0, Math.min(last, total) - Math.max(0, first)) }, (_, offset) => row(Math.max(0, first) + offset)),
    indexOf: (id) => (/^c\d+$/u.test(id) && Number(id.slice(1)) < total ? Number(id.slice(1)) : -1),
    row: (id) => row(Number(id.slice(1))),
  };
}
