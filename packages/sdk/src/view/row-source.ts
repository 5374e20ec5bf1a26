import type { ConversationId } from '../conversation/event.js';
import type { Status } from '../conversation/status.js';
import type { Query } from './query.js';
import type { Row } from './row.js';

/** How many conversations have each status; of the whole set in scope, filtered or not. */
export type StatusCounts = Readonly<Record<Exclude<Status, 'off-page'>, number>> & {
  readonly total: number;
  /** Asked for an agent, or in need of action, held by nobody. */
  readonly awaitingAgent: number;
  /** Held by the signed-in agent. */
  readonly mine: number;
};

/** Something that conversations can be told apart by, and how many have it. */
export interface Facet {
  /** As in a {@link Filter}. */
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

/** What the conversations on the page can be filtered by; each list with the most frequent first. */
export interface Facets {
  /** Agents and desks who hold one or more. */
  readonly operators: readonly Facet[];
  readonly bots: readonly Facet[];
  /** The name is the id. */
  readonly channels: readonly Facet[];
  /** Values by attribute name: some, where there are very many. */
  readonly attributes: ReadonlyMap<string, readonly (string | number | boolean)[]>;
}

/**
 * What a table reads: never the log, never the whole set. Whether all rows are
 * in this browser or only a window of them is the implementation's affair.
 */
export interface RowSource {
  /** Rows that are displayed: those that match the query, or did when the order was held. */
  readonly total: number;
  readonly counts: StatusCounts;
  /** The same of those that would be shown if the query asked for no status, operator or *awaiting*: what pressing a status shows. */
  readonly matches: StatusCounts;
  readonly query: Query;
  /** Rows `first` to `last` (exclusive) in displayed order, clipped to what there is. */
  rows(first: number, last: number): readonly Row[];
  /** Displayed position, −1 if not on the page. */
  indexOf(conversationId: ConversationId): number;
  /** One row, whether or not the query shows it. */
  row(conversationId: ConversationId): Row | undefined;
  /** Those held by the signed-in agent, whatever the query, the one whose customer waits longest first. */
  readonly mine: readonly Row[];
  /** The first row of the opening order that nobody holds and that is *asked* or *Action*, whatever the query, after `except`. */
  nextMostUrgent(except: ConversationId | null): Row | undefined;
  /** Of the whole set in scope, filtered or not. Reads every conversation: ask when the agent looks, not at every change. */
  facets(): Facets;
  setQuery(query: Query): void;
  /** Freezes the order (only the order: cells go on updating). */
  hold(): void;
  /** Lets the order follow again; every change that waited happens at once. */
  release(): void;
  readonly isHeld: boolean;
  /** Rows that would stand elsewhere, appear or go if the order were released. */
  readonly waitingChanges: number;
  /** While held: matching rows that came into *asked* or *Action* since and must not wait; in the opening order. */
  readonly band: readonly Row[];
  /** Calls back at most once per batch of changes, after it. */
  subscribe(listener: () => void): () => void;
}

/** A {@link RowSource} that its reader gives back. */
export interface RowView extends RowSource {
  close(): void;
}
