import type { Availability, TakeoverClient } from '@live-takeover/sdk';
import { instantWords, type Words } from '../language/words.js';

/** Whether requests can reach the agent, as honestly as it is known. */
export type PresenceState =
  | { readonly state: 'connecting' | 'refused' }
  | { readonly state: 'lost'; readonly since: number }
  | { readonly state: 'known'; readonly availability: Availability };

/** Reads it off a client. */
export function presenceStateOf(client: TakeoverClient): PresenceState {
  if (client.connection.value.state === 'refused') return { state: 'refused' };
  const freshness = client.freshness.value;
  if (freshness.state === 'not-updating') return { state: 'lost', since: freshness.since };
  const availability = client.availability.value;
  return availability === undefined ? { state: 'connecting' } : { state: 'known', availability };
}

/**
 * In words: "Agent Online", "Agent Offline", "Offline: connection lost 14:02".
 *
 * @param now - epoch ms of this machine's clock
 */
export function presenceWords(words: Words, presence: PresenceState, now: number): string {
  switch (presence.state) {
    case 'connecting':
      return words('presence.connecting');
    case 'refused':
      return words('presence.refused');
    case 'lost':
      return words('presence.lost', { time: instantWords(words, presence.since, now) });
    case 'known':
      if (presence.availability === 'online') return words('presence.online');
      if (presence.availability === 'offline') return words('presence.offline');
      return words('presence.reason', { reason: presence.availability });
  }
}

/** Whether requests reach the agent now. */
export function isReceiving(presence: PresenceState): boolean {
  return presence.state === 'known' && presence.availability === 'online';
}
