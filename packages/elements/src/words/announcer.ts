import type { Clock } from '@live-takeover/sdk';

/** Least time between two announcements. */
export const announcementGapMs = 5_000;

/** Speaks through a polite live region without ever flooding it. */
export interface Announcer {
  /**
   * Says something soon.
   *
   * @param topic - a later text on the same topic replaces one that still waits
   */
  say(topic: string, text: string): void;
  end(): void;
}

/**
 * An announcer that says at most one thing per {@link announcementGapMs}; what
 * comes meanwhile is said together, the newest of each topic.
 *
 * @param speak - puts a text into the live region
 */
export function createAnnouncer(speak: (text: string) => void, clock: Clock): Announcer {
  const waiting = new Map<string, string>();
  let cancel: (() => void) | undefined;
  const flush = (): void => {
    cancel = undefined;
    if (waiting.size === 0) return;
    const text = [...waiting.values()].join(' ');
    waiting.clear();
    cancel = clock.schedule(announcementGapMs, flush);
    speak(text);
  };
  return {
    say(topic, text) {
      waiting.set(topic, text);
      if (cancel === undefined) flush();
    },
    end() {
      cancel?.();
      cancel = undefined;
      waiting.clear();
    },
  };
}
