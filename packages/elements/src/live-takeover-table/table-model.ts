import { openingQuery, type Clock, type ColumnKey, type Query, type RowView, type TakeoverClient, type ViewOptions } from '@live-takeover/sdk';
import type { Words } from '../language/words.js';
import { operatorWords, statusWords } from '../words/status-words.js';
import { createOrderHold, type OrderHold } from './order-hold.js';
import { sortedBy } from './sort-choice.js';
import { isSameState, type TableState } from './table-state.js';

/** What the model needs of the table around it. */
export interface ModelHost {
  /** Asked anew for each client. */
  clock(): Clock;
  words(): Words;
  /** Rows changed; draw them in the next frame. */
  repaint(): void;
}

/** One table's use of one client. */
interface Session {
  readonly client: TakeoverClient;
  readonly view: RowView;
  readonly hold: OrderHold;
}

/** What the agent asked of the table, kept from client to client, and the rows that answer it. */
export class TableModel {
  /** What a view needs besides its query: search looks in the words on screen. */
  readonly viewOptions: ViewOptions;
  readonly #host: ModelHost;
  #query: Query = openingQuery;
  #isPinned = false;
  #session: Session | undefined;
  #state: TableState | undefined;

  constructor(host: ModelHost) {
    this.#host = host;
    this.viewOptions = {
      words: {
        status: (status) => statusWords(host.words(), status),
        operator: (operator, isMine) => operatorWords(host.words(), operator, isMine),
        attribute: (value) => (typeof value === 'boolean' ? host.words()(value ? 'conversation.yes' : 'conversation.no') : String(value)),
      },
    };
  }

  get client(): TakeoverClient | undefined {
    return this.#session?.client;
  }

  get view(): RowView | undefined {
    return this.#session?.view;
  }

  get query(): Query {
    return this.#query;
  }

  /** Whether the order is held on purpose. */
  get isPinned(): boolean {
    return this.#isPinned;
  }

  /** What the frame around the rows shows; the same object until something differs. */
  get state(): TableState | undefined {
    const now = this.view === undefined ? undefined : stateOf(this.view);
    if (now === undefined || this.#state === undefined || !isSameState(this.#state, now)) this.#state = now;
    return this.#state;
  }

  /**
   * Reads rows from a client.
   *
   * @returns stops
   */
  use(client: TakeoverClient): () => void {
    const view = client.rows(this.#query, this.viewOptions);
    const hold = createOrderHold(() => view, this.#host.clock());
    if (this.#isPinned) hold.setPinned(true);
    const session = { client, view, hold };
    this.#session = session;
    const unsubscribe = view.subscribe(() => this.#host.repaint());
    this.#host.repaint();
    return () => {
      if (this.#session === session) this.#session = undefined;
      unsubscribe();
      hold.end();
      view.close();
    };
  }

  /** Asks for other rows, or the same in another order: at once, even while held, for it is the agent's own doing. */
  ask(changed: Partial<Query>): void {
    this.#query = { ...this.#query, ...changed };
    this.#session?.hold.follow(() => this.#session?.view.setQuery(this.#query));
  }

  /** Asks for exactly this, whatever was asked before. */
  show(query: Query): void {
    this.#query = query;
    this.#session?.hold.follow(() => this.#session?.view.setQuery(query));
  }

  /**
   * Sorts by a column; by the same once more, the other way round.
   *
   * @param isAdded - by it too, after those before it
   */
  sortBy(column: ColumnKey, isAdded: boolean): void {
    this.ask(sortedBy(this.#query, column, isAdded));
  }

  /** The hand did something in the rows. */
  touch(): void {
    this.#session?.hold.touch();
  }

  pin(isPinned: boolean): void {
    this.#isPinned = isPinned;
    this.#session?.hold.setPinned(isPinned);
  }

  /** Brings everything that waited into its place. */
  follow(): void {
    this.#session?.hold.follow();
  }
}

function stateOf(view: RowView): TableState {
  const { counts, matches, mine, total, isHeld, waitingChanges } = view;
  return { counts, matches, mine, total, isHeld, waitingChanges, bandSize: view.band.length };
}
