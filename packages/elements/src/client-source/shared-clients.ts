import type { TakeoverClient } from '@live-takeover/sdk';
import type { ClientSettings } from './client-settings.js';

/** How long a client outlives its last element: moves in the DOM and changes of route do not reconnect. */
export const releaseGraceMs = 1_000;

/** One element's share in a client. Released once; releasing again does nothing. */
export interface ClientLease {
  readonly client: TakeoverClient;
  readonly settings: ClientSettings;
  release(): void;
}

/** Clients by what they were made from; whoever asks for the same gets the same. */
export interface SharedClients {
  acquire(settings: ClientSettings): ClientLease;
}

interface Entry {
  readonly client: TakeoverClient;
  holders: number;
  cancelClose: (() => void) | undefined;
}

/**
 * A registry that makes a client for its first holder and closes it
 * {@link releaseGraceMs} after the last one has let go.
 *
 * @param schedule - calls back once after the delay; returns what takes that back
 */
export function createSharedClients(
  create: (settings: ClientSettings) => TakeoverClient,
  schedule: (delayMs: number, callback: () => void) => () => void,
): SharedClients {
  const entries = new Map<ClientSettings['tokenSource'], Map<string, Entry>>();

  const find = (settings: ClientSettings): Entry => {
    const ofToken = entries.get(settings.tokenSource) ?? new Map<string, Entry>();
    const entry = ofToken.get(settings.endpoint) ?? { client: create(settings), holders: 0, cancelClose: undefined };
    entries.set(settings.tokenSource, ofToken.set(settings.endpoint, entry));
    return entry;
  };

  const close = (settings: ClientSettings, entry: Entry): void => {
    const ofToken = entries.get(settings.tokenSource);
    ofToken?.delete(settings.endpoint);
    if (ofToken?.size === 0) entries.delete(settings.tokenSource);
    entry.client.close();
  };

  return {
    acquire(settings) {
      const entry = find(settings);
      entry.cancelClose?.();
      entry.cancelClose = undefined;
      entry.holders += 1;
      let isHeld = true;
      return {
        client: entry.client,
        settings,
        release() {
          if (!isHeld) return;
          isHeld = false;
          entry.holders -= 1;
          if (entry.holders === 0) entry.cancelClose = schedule(releaseGraceMs, () => close(settings, entry));
        },
      };
    },
  };
}
