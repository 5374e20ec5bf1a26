import type { Availability, Clock } from '@live-takeover/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PreferencesController } from '../preferences/preferences-controller.js';

/** How often the other tabs are told that the agent is active here. */
const tellEveryMs = 10_000;
const awayKey = 'away';
const activities = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** What {@link IdleAway} needs of its element. */
export interface IdleAwayOptions {
  readonly clock: Clock;
  readonly preferences: PreferencesController;
  /** After how long of doing nothing, and what the agent then is; undefined: never. */
  rule(): { readonly afterMs: number; readonly availability: Availability } | undefined;
  /** What the agent is now, and whether they or this class chose it; undefined while it is not known. */
  present(): { readonly availability: Availability; readonly isSetByOther: boolean } | undefined;
  /** Whether this tab acts for all. */
  leads(): boolean;
  set(availability: Availability): void;
  /** Tells the other tabs that the agent is active. */
  tellActive(): void;
}

/**
 * Sets an agent who does nothing in any tab away, and back to what they were as
 * soon as they do something; never what they, or a supervisor, chose themselves.
 */
export class IdleAway implements ReactiveController {
  readonly #options: IdleAwayOptions;
  #activeAt = -Infinity;
  #toldAt = -Infinity;
  #cancel: (() => void) | undefined;
  #isConnected = false;

  constructor(host: ReactiveControllerHost, options: IdleAwayOptions) {
    this.#options = options;
    host.addController(this);
  }

  /** Whether the agent is away because of this. */
  get isAway(): boolean {
    const { present, preferences } = this.#options;
    const [away, now] = [preferences.readValue(awayKey, decodeAway), present()];
    return away !== undefined && now !== undefined && !now.isSetByOther && now.availability === away.to;
  }

  /** The agent did something, here or in another tab. */
  onActive(): void {
    this.#activeAt = this.#options.clock.now();
  }

  /** The agent chose something themselves: that is not taken back. */
  forget(): void {
    if ((this.#options.preferences.read(awayKey) ?? null) !== null) this.#options.preferences.write(awayKey, null);
  }

  hostConnected(): void {
    this.#isConnected = true;
    this.onActive();
    for (const activity of activities) window.addEventListener(activity, this.#onActivity, { capture: true, passive: true });
  }

  hostUpdated(): void {
    if (!this.#isConnected) return;
    const { rule, clock, preferences, present } = this.#options;
    const { afterMs } = rule() ?? {};
    if (afterMs === undefined) {
      this.#cancel?.();
      this.#cancel = undefined;
    } else if (this.#cancel === undefined) this.#watchIn(Math.max(0, this.#activeAt + afterMs - clock.now()));
    const away = preferences.readValue(awayKey, decodeAway);
    // Not so while the change is on its way.
    if (away !== undefined && present() !== undefined && !this.isAway && present()?.availability !== away.from) this.forget();
  }

  hostDisconnected(): void {
    this.#isConnected = false;
    this.#cancel?.();
    this.#cancel = undefined;
    for (const activity of activities) window.removeEventListener(activity, this.#onActivity, { capture: true });
  }

  readonly #onActivity = (): void => {
    const { rule, clock, preferences, set, tellActive } = this.#options;
    this.onActive();
    if (rule() === undefined) return;
    if (this.#activeAt - this.#toldAt >= tellEveryMs) {
      this.#toldAt = clock.now();
      tellActive();
    }
    const away = preferences.readValue(awayKey, decodeAway);
    if (away === undefined || !this.isAway) return;
    this.forget();
    set(away.from);
  };

  #watchIn(delayMs: number): void {
    this.#cancel?.();
    this.#cancel = this.#options.clock.schedule(delayMs, () => this.#look());
  }

  #look(): void {
    const { rule, clock, present, leads, set, preferences } = this.#options;
    this.#cancel = undefined;
    const wanted = rule();
    if (wanted === undefined) return;
    const remainingMs = this.#activeAt + wanted.afterMs - clock.now();
    this.#watchIn(remainingMs > 0 ? remainingMs : wanted.afterMs);
    if (remainingMs > 0 || present()?.availability !== 'online' || !leads()) return;
    preferences.writeValue(awayKey, { from: 'online', to: wanted.availability });
    set(wanted.availability);
  }
}

interface Away {
  readonly from: Availability;
  readonly to: Availability;
}

function decodeAway(value: unknown): Away | undefined {
  const { from, to } = (value ?? {}) as Partial<Record<'from' | 'to', unknown>>;
  return typeof from === 'string' && typeof to === 'string' ? { from, to } : undefined;
}
