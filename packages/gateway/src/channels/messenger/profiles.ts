/** What customers are called: looked up beside the messages, which never wait for it. */
import { z } from 'zod';
import type { MessengerPage } from '../../config/channels-config.js';
import { jsonOf } from '../../http/bounded-text.js';
import type { ProviderChannelOptions } from '../provider-channel.js';
import type { Graph } from './graph.js';
import { isFallbackName } from './threads.js';

/** Names of customers. */
export interface Profiles {
  /** A name that was found lately. */
  known(page: MessengerPage, psid: string): string | undefined;
  /** Looks a customer's name up, unless that was tried lately, and has their conversation say so. */
  find(page: MessengerPage, psid: string, place: { readonly tenant: string; readonly conversationId: string; readonly name: string | undefined }): void;
  stop(): void;
}

const shape = z.looseObject({ first_name: z.string().max(200).optional(), last_name: z.string().max(200).optional() });
/** Facebook often refuses (`100/33`); it is asked again after this. */
const tryAgainMs = 60 * 60_000;
const rememberedLimit = 10_000;

/** Names by the Graph API. */
export function createProfiles({ graph, runtime, sink }: { readonly graph: Graph } & Pick<ProviderChannelOptions, 'runtime' | 'sink'>): Profiles {
  const asked = new Map<string, { readonly at: number; readonly name: string | undefined }>();
  const stopping = new AbortController();
  const remember = (key: string, name: string | undefined): void => {
    asked.delete(key);
    asked.set(key, { at: runtime.now(), name });
    for (const oldest of asked.keys()) {
      if (asked.size <= rememberedLimit) return;
      asked.delete(oldest);
    }
  };
  const look = async (page: MessengerPage, psid: string): Promise<string | undefined> => {
    const answer = await graph.profile(page, psid, stopping.signal);
    const { data } = shape.safeParse(answer.kind === 'answered' && answer.status === 200 ? jsonOf(answer.text) : undefined);
    const name = [data?.first_name, data?.last_name].filter((part) => part !== undefined && part.trim() !== '').join(' ');
    return name === '' ? undefined : name;
  };
  return {
    known: ({ pageId }, psid) => asked.get(`${pageId} ${psid}`)?.name,
    find(page, psid, { tenant, conversationId, name: present }) {
      const key = `${page.pageId} ${psid}`;
      const before = asked.get(key);
      const isFresh = before !== undefined && before.at > runtime.now() - tryAgainMs;
      if (!isFallbackName(present) || (isFresh && before.name === undefined)) return;
      if (!isFresh) remember(key, undefined);
      const found = isFresh ? Promise.resolve(before.name) : look(page, psid);
      found
        .then(async (name) => {
          if (name === undefined) return;
          remember(key, name);
          await sink.learnt(tenant, conversationId, { name });
        })
        .catch((error: unknown) => runtime.log('warn', 'messenger-name-not-kept', { conversation: conversationId, error: error instanceof Error ? error.name : 'unknown' }));
    },
    stop: () => stopping.abort(),
  };
}
