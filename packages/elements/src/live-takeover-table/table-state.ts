import type { ConnectionState, Freshness, StatusCounts } from '@live-takeover/sdk';

/** Everything the frame around the rows shows: a plain value, so that one comparison tells whether to render it. */
export interface TableState {
  readonly counts: StatusCounts;
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
    one.counts.total === other.counts.total &&
    one.counts['waiting-for-agent'] === other.counts['waiting-for-agent'] &&
    one.counts.action === other.counts.action &&
    one.counts.live === other.counts.live &&
    one.counts.stalled === other.counts.stalled &&
    one.counts.abandoned === other.counts.abandoned
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
