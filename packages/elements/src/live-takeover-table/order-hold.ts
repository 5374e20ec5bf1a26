import type { Clock, RowSource } from '@live-takeover/sdk';

/** How long the hand must rest before the order follows again. */
export const quietMs = 5_000;

/** Keeps rows from moving under the hand. */
export interface OrderHold {
  /** The hand did something in the rows: held from now until it has rested. */
  touch(): void;
  /** Holds until called with false, whatever the hand does. */
  setPinned(isPinned: boolean): void;
  readonly isPinned: boolean;
  /**
   * Brings everything that waited into its place, then holds on if it was held on purpose.
   *
   * @param meanwhile - done while the order is free
   */
  follow(meanwhile?: () => void): void;
  /** Stops the timer; the source is about to be closed. */
  end(): void;
}

/**
 * The hold of one table.
 *
 * @param source - read anew each time, for it may be replaced
 */
export function createOrderHold(
  source: () => Pick<RowSource, 'hold' | 'release' | 'isHeld'> | undefined,
  clock: Clock,
): OrderHold {
  let isPinned = false;
  let touchedAt = -Infinity;
  let cancel: (() => void) | undefined;

  const hold = (): void => {
    const rows = source();
    if (rows?.isHeld === false) rows.hold();
  };
  const release = (): void => {
    const rows = source();
    if (rows?.isHeld === true) rows.release();
  };
  const look = (): void => {
    cancel = undefined;
    // A machine's clock may be set back; the hold must not last until it has caught up.
    touchedAt = Math.min(touchedAt, clock.now());
    const restMs = touchedAt + quietMs - clock.now();
    if (restMs > 0) cancel = clock.schedule(restMs, look);
    else if (!isPinned) release();
  };

  return {
    get isPinned() {
      return isPinned;
    },
    touch() {
      touchedAt = clock.now();
      hold();
      cancel ??= clock.schedule(quietMs, look);
    },
    setPinned(pinned) {
      isPinned = pinned;
      if (pinned) hold();
      else if (cancel === undefined) release();
    },
    follow(meanwhile) {
      release();
      meanwhile?.();
      touchedAt = -Infinity;
      if (isPinned) hold();
    },
    end() {
      cancel?.();
      cancel = undefined;
    },
  };
}
