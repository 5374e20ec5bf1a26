import type { Alert, TakeoverClient } from '@live-takeover/sdk';

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
    const openedAt = this.#client.now() - (this.#elapsed() - this.#startedAt);
    const rings = new Set(alerts.map(ringOf));
    const news = alerts.filter((alert) => !this.#known.has(ringOf(alert)));
    for (const ring of this.#known) if (!rings.has(ring)) this.#known.delete(ring);
    for (const ring of rings) this.#known.add(ring);
    return news.filter((alert) => !isPageVisible || alert.ring > 1 || alert.at >= openedAt);
  }
}

function ringOf({ id, ring }: Alert): string {
  return `${id} ${ring}`;
}
