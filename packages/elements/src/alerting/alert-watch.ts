import type { Alert, TakeoverClient } from '@live-takeover/sdk';
import { ringOf } from './bell.js';

/** An alert whose cause is older than this when it is first heard of is shown, and no news: the machine slept. */
export const newsForMs = 60_000;

/**
 * Tells which alerts are news. Each ring of an alert is news once. One that
 * stood already when the page was opened in front of the agent is on screen, and
 * no news.
 */
export class AlertWatch {
  readonly #client: Pick<TakeoverClient, 'now'>;
  readonly #elapsed: () => number;
  readonly #startedAt: number;
  readonly #known = new Set<string>();
  #knownIds: ReadonlySet<string> = new Set();

  /**
   * @param elapsed - milliseconds that only ever grow, as `performance.now`
   */
  constructor(client: Pick<TakeoverClient, 'now'>, elapsed: () => number) {
    this.#client = client;
    this.#elapsed = elapsed;
    this.#startedAt = elapsed();
  }

  /** The alerts that are news since the last call. */
  takeNews(alerts: readonly Alert[], isPageVisible: boolean): readonly Alert[] {
    const now = this.#client.now();
    const openedAt = now - (this.#elapsed() - this.#startedAt);
    const rings = new Set(alerts.map(ringOf));
    const before = this.#knownIds;
    const news = alerts.filter((alert) => !this.#known.has(ringOf(alert)));
    for (const ring of this.#known) if (!rings.has(ring)) this.#known.delete(ring);
    for (const ring of rings) this.#known.add(ring);
    this.#knownIds = new Set(alerts.map(({ id }) => id));
    return news.filter((alert) => {
      // A further ring of one that is known comes as it rings, however old the cause.
      if (before.has(alert.id)) return true;
      return now - alert.at <= newsForMs && (!isPageVisible || alert.ring > 1 || alert.at >= openedAt);
    });
  }
}
