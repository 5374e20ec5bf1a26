/** A whole gateway, a Facebook beside it, and a bot. */
import type { ConversationEvent } from '@live-takeover/sdk/core';
import type { GatewayFixture, GatewayFixtureOptions } from '../../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../../testing/gateway-fixture.js';
import type { GraphSimulator } from '../../../testing/graph/graph-simulator.js';
import { createGraphSimulator } from '../../../testing/graph/graph-simulator.js';

/** A customer, as the page knows them. */
export const psid = '1423587017700273';
/** The page and app of the fixtures. */
export const pageId = '404217156637689';
/** As echoes name it. */
export const appId = '205552219930699';

/** The gateway's side, and the provider's. */
export interface MessengerFixture extends GatewayFixture {
  readonly graph: GraphSimulator;
  /** The bot says this to whatever is asked next. */
  botSays(...texts: readonly string[]): void;
  /** What the bot was asked. */
  readonly asked: readonly string[];
  /** Events of the customer's newest conversation. */
  log(): Promise<readonly ConversationEvent[]>;
  /** The same, once something is found in them. */
  until<Found>(look: (events: readonly ConversationEvent[]) => Found | undefined | false): Promise<Found>;
  stop(): Promise<void>;
}

/** A started gateway with one page, answered by the bot `bank`. */
export async function createMessengerFixture(options: GatewayFixtureOptions = {}): Promise<MessengerFixture> {
  const fixture = await createGatewayFixture({
    ...options,
    config: {
      publicUrl: 'https://gateway.test',
      channels: { messenger: { appId, appSecret: 'APP', verifyToken: 'VERIFY', pages: [{ pageId, botId: 'bank', accessToken: 'PAGE' }] } },
      ...options.config,
    },
    secrets: { APP: 'app-secret', VERIFY: 'meatyhamhock', PAGE: 'page-token' },
  });
  const { runtime, store, gateway } = fixture;
  const graph = createGraphSimulator({
    appId,
    appSecret: 'app-secret',
    pageId,
    pageToken: 'page-token',
    webhookUrl: 'https://gateway.test/channels/messenger',
    now: () => runtime.now(),
    deliver: (request) => gateway.fetch(request),
  });
  let replies: readonly string[] = [];
  const asked: string[] = [];
  runtime.answerRequests(async (request) => {
    if (new URL(request.url).hostname === 'graph.facebook.com') return graph.fetch(request);
    asked.push(((await request.json()) as { readonly message: string }).message);
    const said = replies;
    replies = [];
    return Response.json(said.map((text) => ({ text })));
  });
  const log = async (): Promise<readonly ConversationEvent[]> => {
    const ids = await store.threadConversations('default', `messenger:${pageId}:${psid}`);
    return fixture.events(ids.at(-1) ?? '');
  };
  return {
    ...fixture,
    graph,
    asked,
    botSays: (...texts) => void (replies = texts),
    log,
    async until(look) {
      for (let second = 0; second < 600; second += 1) {
        const found = look(await log());
        if (found !== undefined && found !== false) return found;
        await runtime.advance(1_000);
      }
      throw new Error(`What was waited for did not come within ten minutes: ${JSON.stringify(await log())}`);
    },
  };
}

/** Messages of a log, as `who: what`. */
export function spoken(events: readonly ConversationEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'message-sent' ? [`${event.from}: ${event.text}`] : []));
}

/** How far messages got, as `text state`, in order. */
export function deliveries(events: readonly ConversationEvent[]): readonly string[] {
  const texts = new Map(events.flatMap((event) => (event.type === 'message-sent' ? [[event.id, event.text] as const] : [])));
  return events.flatMap((event) => (event.type === 'delivery-changed' ? [`${texts.get(event.messageId) ?? '?'} ${event.state}${event.reason === undefined ? '' : ` ${event.reason}`}`] : []));
}
