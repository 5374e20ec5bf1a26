/**
 * What preferences need to know of a client besides its agent: which gateway it
 * talks to, and the store that its provider was given. Known by the client, so
 * that all elements that share it agree, wherever they stand.
 */
import { writable, type TakeoverClient, type Writable } from '@live-takeover/sdk';
import type { PreferenceStore } from './preference-store.js';

const endpoints = new WeakMap<TakeoverClient, string>();
const stores = new WeakMap<TakeoverClient, Writable<PreferenceStore | undefined>>();

/** Notes which gateway a client talks to. */
export function noteEndpoint(client: TakeoverClient, endpoint: string): TakeoverClient {
  endpoints.set(client, endpoint);
  return client;
}

/** The store that a provider gave the client; undefined if it gave none. */
export function providedStore(client: TakeoverClient): Writable<PreferenceStore | undefined> {
  const store = stores.get(client) ?? writable<PreferenceStore | undefined>(undefined);
  stores.set(client, store);
  return store;
}

/** What stands before every key of the client's agent; undefined until it is known who that is. */
export function scopeOf(client: TakeoverClient): string | undefined {
  const agentId = client.me.value?.id;
  if (agentId === undefined) return undefined;
  return `live-takeover/${encodeURIComponent(endpoints.get(client) ?? '')}/${encodeURIComponent(agentId)}/`;
}
