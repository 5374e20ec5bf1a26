import type { Alert, Clock } from '@live-takeover/sdk';

/** How long alerts are gathered, so that several at a moment are told as one. */
export const gatherMs = 300;
/** Least time between two tellings. */
export const tellGapMs = 5_000;
/** What could not be told for this long is only shown. */
export const staleAfterMs = 30_000;

/** What a {@link Bell} needs of its surroundings. */
export interface BellOptions {
  readonly clock: Clock;
  /** Whether this tab is the one to tell. */
  isMyTurn(): boolean;
  /** Whether other tabs hear {@link BellOptions.told}; if not, what is not ours to tell is forgotten. */
  canHear(): boolean;
  isStanding(alert: Alert): boolean;
  tell(alerts: readonly Alert[]): void;
  told(rings: readonly string[]): void;
  /** Longer than {@link gatherMs} by this, where tabs cannot queue and must hear each other out. */
  readonly delayMs?: () => number;
}

/**
 * Tells of alerts by one channel: what comes at one moment together, and never
 * more often than every {@link tellGapMs}. Every tab of the agent keeps what is to
 * be told until it hears that another tab told it, so that none is lost when the
 * tab whose turn it was is closed at that moment.
 */
export class Bell {
  readonly #options: BellOptions;
  readonly #waiting = new Map<string, { readonly alert: Alert; readonly cameAt: number }>();
  #toldAt = -Infinity;
  #cancel: (() => void) | undefined;

  constructor(options: BellOptions) {
    this.#options = options;
  }

  add(alerts: readonly Alert[]): void {
    if (alerts.length === 0) return;
    const cameAt = this.#options.clock.now();
    for (const alert of alerts) this.#waiting.set(ringOf(alert), { alert, cameAt });
    if (this.#cancel === undefined) this.#flushIn(gatherMs + (this.#options.delayMs?.() ?? 0));
  }

  /** Another tab told these. */
  heard(rings: readonly string[]): void {
    for (const ring of rings) this.#waiting.delete(ring);
    this.#toldAt = this.#options.clock.now();
  }

  /** It is this tab's turn now. */
  onTurn(): void {
    if (this.#waiting.size > 0) this.#flushIn(0);
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting.clear();
  }

  #flushIn(delayMs: number): void {
    const { clock } = this.#options;
    this.#cancel?.();
    this.#cancel = clock.schedule(Math.max(delayMs, this.#toldAt + tellGapMs - clock.now()), () => this.#flush());
  }

  #flush(): void {
    const { clock, isMyTurn, canHear, isStanding, tell, told } = this.#options;
    this.#cancel = undefined;
    const now = clock.now();
    for (const [ring, { alert, cameAt }] of this.#waiting) if (now - cameAt > staleAfterMs || !isStanding(alert)) this.#waiting.delete(ring);
    const isMine = isMyTurn();
    const due = [...this.#waiting];
    if (isMine || !canHear()) this.#waiting.clear();
    if (!isMine || due.length === 0) return;
    this.#toldAt = now;
    told(due.map(([ring]) => ring));
    tell(due.map(([, { alert }]) => alert));
  }
}

/** Names one ring of one alert. */
export function ringOf({ id, ring }: Alert): string {
  return `${id} ${ring}`;
}
