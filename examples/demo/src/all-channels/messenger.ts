import type { GraphSimulator } from '@live-takeover/gateway/testing';
import { createGraphSimulator } from '@live-takeover/gateway/testing';
import type { Place } from './place.js';

/** A customer's Messenger, the inbox of the page, and the Facebook between them and the gateway. */
export interface Messenger {
  readonly place: Place;
  readonly graph: GraphSimulator;
  readonly configuration: object;
  readonly environment: Readonly<Record<string, string>>;
}

/** Where its API is said to be. */
export const graphHost = 'graph.simulated';

const secrets = { LIVE_TAKEOVER_SECRET_FACEBOOK_APP: 'simulated-app-secret', LIVE_TAKEOVER_SECRET_FACEBOOK_VERIFY: 'simulated-word', LIVE_TAKEOVER_SECRET_FACEBOOK_PAGE: 'simulated-page-token' };
const appId = '205552219930699';
const pageId = '404217156637689';

interface OwnLine {
  readonly psid: string;
  readonly by: 'customer' | 'inbox';
  readonly text: string;
  readonly at: number;
}

/** A thread for any customer that a page names. @param baseUrl - of the gateway */
export function createMessenger({ baseUrl, now }: { readonly baseUrl: string; readonly now: () => number }): Messenger {
  const own: OwnLine[] = [];
  const seen = new Map<string, string>();
  const graph = createGraphSimulator({
    appId,
    appSecret: secrets.LIVE_TAKEOVER_SECRET_FACEBOOK_APP,
    pageId,
    pageToken: secrets.LIVE_TAKEOVER_SECRET_FACEBOOK_PAGE,
    webhookUrl: `${baseUrl}/channels/messenger`,
    now,
    deliver: (request) => fetch(request),
  });
  return {
    graph,
    configuration: { appId, appSecret: 'FACEBOOK_APP', verifyToken: 'FACEBOOK_VERIFY', graphUrl: `https://${graphHost}/v24.0`, pages: [{ pageId, botId: 'help-desk', accessToken: 'FACEBOOK_PAGE' }] },
    environment: secrets,
    place: {
      state(query) {
        const psid = query.get('psid') ?? '';
        const written = own.filter((line) => line.psid === psid).map(({ by, text, at }) => ({ isMine: by === 'customer', text, at, state: by === 'inbox' ? 'written in the page’s inbox' : '' }));
        const got = graph.sent.filter((message) => message.psid === psid).map(({ message, at, tag }) => ({ isMine: false, text: textOf(message), at, state: tag ?? seen.get(psid) ?? '' }));
        return { lines: [...written, ...got].sort((one, other) => one.at - other.at) };
      },
      async act(name, { psid = '', text = '', first = '', last = '', fault = '' }) {
        if (name === 'write') {
          if (first !== '') graph.name(psid, first, last);
          own.push({ psid, by: 'customer', text, at: now() });
          await graph.write(psid, { text });
        } else if (name === 'inbox') {
          own.push({ psid, by: 'inbox', text, at: now() });
          await graph.inboxWrites(psid, text);
        } else if (name === 'return') await graph.inboxReturns(psid);
        else if (name === 'delivered' || name === 'read') {
          seen.set(psid, name);
          await graph[name](psid);
        } else if (name === 'fault' && isFault(fault)) graph.fail(fault);
        else return false;
        return true;
      },
    },
  };
}

type Fault = Parameters<GraphSimulator['fail']>[number];

function isFault(text: string): text is Fault {
  return ['unavailable', 'rate-limited', 'unauthorized', 'customer-gone', 'answer-lost', 'request-lost', 'broken'].includes(text);
}

function textOf(message: Readonly<Record<string, unknown>>): string {
  const { text, attachment, quick_replies: replies } = message;
  const titles = Array.isArray(replies) ? (replies as readonly { readonly title: string }[]).map(({ title }) => `[${title}]`).join(' ') : '';
  return [typeof text === 'string' ? text : attachment === undefined ? '' : '📎', titles].filter((part) => part !== '').join('\n');
}
