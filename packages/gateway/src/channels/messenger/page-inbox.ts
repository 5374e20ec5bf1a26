/**
 * People who answer in a page's own inbox: a desk of theirs, which begins when
 * they write, and ends when the thread comes back or they have been silent.
 */
import type { Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import { createDeadlines } from '../../conversations/deadlines.js';
import type { Desk, DeskIdentity, DeskSink } from '../../desks/desk.js';
import type { ProviderChannelOptions } from '../provider-channel.js';

/** The desk, as conversations name it. Who writes there, Facebook does not say. */
export const pageInbox: DeskIdentity = { id: 'facebook-page-inbox', name: 'Page inbox' };

/** What the desk works with. */
export interface PageInboxOptions extends Pick<ProviderChannelOptions, 'settings' | 'runtime' | 'store'> {
  readonly desk: DeskSink;
}

const defaultSilenceMs = 15 * 60_000;
const retryAfterMs = 5_000;
const eventsLookedAt = 200;

/** The desk of all pages' inboxes. Nobody is asked for there, so it only sees to the end. */
export function createPageInbox({ settings, runtime, store, desk }: PageInboxOptions): Desk {
  const silenceMs = (): number => settings.config.channels.messenger?.pageInboxSilenceMs ?? defaultSilenceMs;
  const deadlines = createDeadlines(runtime, (key) => void end(key));
  const heldAt = new Map<string, number>();
  const forget = (key: string): void => {
    heldAt.delete(key);
    deadlines.set(key, null);
  };
  const noteAnswer = (key: string, at: number): void => {
    heldAt.set(key, Math.max(at, heldAt.get(key) ?? 0));
    deadlines.set(key, (heldAt.get(key) ?? at) + silenceMs());
  };
  const end = async (key: string): Promise<void> => {
    const [tenant = '', conversationId = ''] = key.split('\n');
    const since = heldAt.get(key);
    if (since === undefined) return;
    try {
      await desk.ended(tenant, conversationId, pageInbox.id, `page-inbox-silent:${String(since)}`);
      forget(key);
    } catch (error) {
      runtime.log('warn', 'page-inbox-not-ended', { conversation: conversationId, error: error instanceof Error ? error.name : 'unknown' });
      deadlines.set(key, runtime.now() + retryAfterMs);
    }
  };
  return {
    id: pageInbox.id,
    take(tenant, head) {
      if (head.operator.kind !== 'desk' || head.operator.id !== pageInbox.id) return;
      const key = keyOf(tenant, head);
      noteAnswer(key, head.operatorSince);
      store.readBackwards(tenant, head.id, null, eventsLookedAt).then(
        (events) => {
          const last = events.findLast(isAnswer);
          if (last !== undefined && heldAt.has(key)) noteAnswer(key, last.at);
        },
        (error: unknown) => runtime.log('warn', 'page-inbox-not-read', { conversation: head.id, error: error instanceof Error ? error.name : 'unknown' }),
      );
    },
    deliver(tenant, head, events) {
      const key = keyOf(tenant, head);
      if (head.operator.kind !== 'desk' || head.operator.id !== pageInbox.id || head.closed !== null) return forget(key);
      const last = events.findLast((event) => isAnswer(event) || event.type === 'takeover-started');
      if (last !== undefined) noteAnswer(key, last.at);
    },
    signal: () => {},
    letGo(isMeant) {
      for (const key of [...heldAt.keys()]) {
        const [tenant = '', conversationId = ''] = key.split('\n');
        if (isMeant(tenant, conversationId)) forget(key);
      }
    },
    stop: () => deadlines.clear(),
  };
}

function isAnswer(event: ConversationEvent): boolean {
  return event.type === 'message-sent' && event.from === 'desk';
}

function keyOf(tenant: string, { id }: Pick<Conversation, 'id'>): string {
  return `${tenant}\n${id}`;
}
