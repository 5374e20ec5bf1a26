import { createTakeoverClient, type TakeoverClient } from '@live-takeover/sdk';
import { websocketConnector } from '@live-takeover/sdk/websocket';
import { noteEndpoint } from '../preferences/client-preferences.js';
import { browserPage } from './browser-page.js';
import type { ClientSettings } from './client-settings.js';
import { createSharedClients, type SharedClients } from './shared-clients.js';
import { tokenFrom } from './token-source.js';

/** The clients that elements of this page made for themselves. */
export const pageClients: SharedClients = createSharedClients(createPageClient, (delayMs, callback) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
});

function createPageClient({ endpoint, tokenSource }: ClientSettings): TakeoverClient {
  const getToken = typeof tokenSource === 'string' ? tokenFrom(tokenSource) : tokenSource;
  const connector = websocketConnector({ url: endpoint, getToken, page: browserPage });
  return noteEndpoint(createTakeoverClient({ connector }), endpoint);
}
