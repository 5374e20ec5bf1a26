import type { ConnectionState, Freshness, Row, StatusCounts } from '@live-takeover/sdk';

/** Everything the frame around the rows shows: a plain value, so that one comparison tells whether to render it. */
export interface TableState {
  readonly counts: StatusCounts;
  /** What pressing a status shows. */
  readonly matches: StatusCounts;
  /** The agent's own, whatever is shown. */
  readonly mine: readonly Row[];
  /** Rows that match search and filter. */
  readonly total: number;
  readonly bandSize: number;
  readonly isHeld: boolean;
  readonly waitingChanges: number;
}

/** What fills the place of the rows. */
export type TableBody =
  | { readonly kind: 'rows' }
  | { readonly kind: 'not-set-up' | 'loading' | 'not-connected' | 'empty' | 'no-match' }
  | { readonly kind: 'refused'; readonly connection: Extract<ConnectionState, { state: 'refused' }> };

/** Whether both would be drawn alike. */
export function isSameState(one: TableState, other: TableState): boolean {
  return (
    one.total === other.total &&
    one.bandSize === other.bandSize &&
    one.isHeld === other.isHeld &&
    one.waitingChanges === other.waitingChanges &&
    isSameCounts(one.counts, other.counts) &&
    isSameCounts(one.matches, other.matches) &&
    one.mine.length === other.mine.length &&
    one.mine.every((row, index) => row === other.mine[index])
  );
}

/** Whether both look alike but for their numbers. */
export function differsInNumbers(one: TableState | undefined, other: TableState | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.total > 0 === other.total > 0 &&
    one.bandSize === other.bandSize &&
    one.isHeld === other.isHeld &&
    one.mine.length === other.mine.length
  );
}

/**
 * What fills the place of the rows. Rows that are there are shown however old
 * they are, under a banner that says so; *empty* is said only when it is known.
 */
export function bodyOf(
  state: TableState | undefined,
  freshness: Freshness | undefined,
  connection: ConnectionState | undefined,
): TableBody {
  if (freshness === undefined || state === undefined) return { kind: 'not-set-up' };
  if (state.total > 0) return { kind: 'rows' };
  if (state.counts.total > 0) return { kind: 'no-match' };
  if (connection?.state === 'refused') return { kind: 'refused', connection };
  switch (freshness.state) {
    case 'up-to-date':
      return { kind: 'empty' };
    case 'catching-up':
      return { kind: 'loading' };
    case 'not-updating':
      return { kind: 'not-connected' };
  }
}

function isSameCounts(one: StatusCounts, other: StatusCounts): boolean {
  return (Object.keys(one) as (keyof StatusCounts)[]).every((key) => one[key] === other[key]);
}
