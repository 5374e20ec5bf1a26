/** Servers that are told what happens: a CRM, a chat of colleagues. Each is a destination of its own, so that one that is down holds up nobody else. */
import { isErased } from '@live-takeover/sdk/core';
import type { Conversation } from '@live-takeover/sdk/core';
import type { HookConfig } from '../config/channels-config.js';
import type { Settings } from '../config/settings.js';
import type { Destination, Letter, SendOutcome } from '../outbound/destination.js';
import { postNews } from '../outbound/post-news.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import { hookEventOf, hookNewsOf } from './hook-news.js';
import { readTranscript } from './transcript.js';

/** What hooks work with. */
export interface HooksOptions {
  /** Asked each time: it changes while the gateway runs. */
  readonly settings: Pick<Settings, 'config' | 'secrets' | 'findBot'>;
  readonly runtime: Pick<Runtime, 'request' | 'schedule' | 'now'>;
  readonly store: Pick<EventStore, 'head' | 'readBackwards'>;
}

const retryForMs = 24 * 60 * 60_000;

/** A destination per hook of the configuration in force. Called anew each time it matters. */
export function createHooks(options: HooksOptions): () => readonly Destination[] {
  return () => options.settings.config.hooks.map((hook) => hookDestination(options, hook));
}

function hookDestination(options: HooksOptions, hook: HookConfig): Destination {
  const isOfHook = (tenant: string, { bot }: Conversation): boolean => tenant === hook.tenant && (hook.botIds.length === 0 || hook.botIds.includes(bot.id));
  const nameOf = (tenant: string, head: Conversation, event: Letter['event']): ReturnType<typeof hookEventOf> => hookEventOf(event, options.settings.findBot(tenant, head.bot.id));
  return {
    name: `hook:${inLowerCase(hook.id)}`,
    memory: 'mark',
    retryForMs,
    mayTake: isOfHook,
    takes(tenant, head, event) {
      const name = isOfHook(tenant, head) ? nameOf(tenant, head, event) : undefined;
      return name !== undefined && hook.events.includes(name);
    },
    async send(letter, signal) {
      const name = nameOf(letter.tenant, letter.head, letter.event);
      if (name === undefined) return { outcome: 'failed', reason: 'rejected' };
      try {
        return await send(options, hook, letter, name, signal);
      } catch {
        // The store is away for a moment, and nothing was posted.
        return { outcome: 'later' };
      }
    },
  };
}

async function send({ store, runtime, settings }: HooksOptions, hook: HookConfig, { tenant, head, event }: Letter, name: NonNullable<ReturnType<typeof hookEventOf>>, signal: AbortSignal): Promise<SendOutcome> {
  const present = await store.head(tenant, head.id);
  // What was erased or has left the store is told to nobody any more.
  if (present === undefined || isErased(present)) return { outcome: 'failed', reason: 'rejected' };
  const transcript = name === 'conversation-closed' ? await readTranscript(store, tenant, head.id, event.seq) : undefined;
  const news = hookNewsOf(name, tenant, present, event, transcript);
  return postNews({ runtime, secrets: settings.secrets }, hook, news.id, news, signal);
}

/** Names of destinations are in lower case; ids hold no full stop, so that two stay two. */
function inLowerCase(id: string): string {
  return id.replace(/[A-Z]/g, (letter) => `${letter.toLowerCase()}.`);
}
