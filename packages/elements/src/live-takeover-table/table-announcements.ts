import type { Clock, Sort } from '@live-takeover/sdk';
import { listWords, type Words } from '../language/words.js';
import { createAnnouncer, type Announcer } from '../words/announcer.js';
import { columnName } from './columns.js';
import type { TableState } from './table-state.js';

/** What the table says through its one polite live region. */
export class TableAnnouncements {
  readonly #words: () => Words;
  readonly #announcer: Announcer;

  /** @param speak - puts a text into the live region */
  constructor(words: () => Words, speak: (text: string) => void, clock: Clock) {
    this.#words = words;
    this.#announcer = createAnnouncer(speak, clock);
  }

  say(topic: string, text: string): void {
    this.#announcer.say(topic, text);
  }

  /** How many rows an agent's search or filter left. */
  matches(count: number): void {
    this.say('matches', this.#words()('table.matches', { count }));
  }

  /** What the rows are sorted by now, the first first. */
  sorted(sorts: readonly Sort[]): void {
    const words = this.#words();
    const said = sorts.map(({ column, isDescending }) => {
      const direction = words(isDescending ? 'table.descending' : 'table.ascending');
      return words('table.sorted-column', { column: columnName(words, column), direction });
    });
    this.say('sort', words('table.sorted', { columns: listWords(words, said) }));
  }

  /** More conversations need an agent than before; fewer is no news. */
  waiting(before: TableState | undefined, now: TableState | undefined): void {
    const count = now?.counts.awaitingAgent ?? 0;
    if (before === undefined || count <= before.counts.awaitingAgent) return;
    this.say('waiting', this.#words()('table.now-waiting', { count }));
  }

  end(): void {
    this.#announcer.end();
  }
}
