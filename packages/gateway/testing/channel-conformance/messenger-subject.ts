import { createGraphSimulator } from '../graph/graph-simulator.js';
import type { ChannelSubject, SimulatedProvider } from './channel-subject.js';

const appId = '205552219930699';
const pageId = '404217156637689';
const [appSecret, pageToken] = ['secret-of-the-app', 'token-of-the-page'];
const taken = new Response(null, { status: 200 });

/** Facebook Messenger. Nobody can be asked there what became of a message, and its echo, which would tell, is kept back. */
export const messengerSubject: ChannelSubject = {
  config: { channels: { messenger: { appId, appSecret: 'APP', verifyToken: 'VERIFY', pages: [{ pageId, botId: 'bank', accessToken: 'PAGE' }] } } },
  secrets: { APP: appSecret, VERIFY: 'agreed-word', PAGE: pageToken },
  signatureHeader: 'x-hub-signature-256',
  rewritten: (body) => JSON.stringify(JSON.parse(body), null, 1),
  isRewritingRefused: true,
  canBeAsked: false,
  tells: ['sent', 'delivered'],
  open({ now, deliver }): SimulatedProvider {
    let written: Request | undefined;
    const keep = async (request: Request): Promise<Response> => {
      written = request;
      return taken.clone();
    };
    const graph = createGraphSimulator({ appId, appSecret, pageId, pageToken, webhookUrl: 'https://gateway.test/channels/messenger', now, deliver: keep });
    graph.echoes(false);
    const from = (psid: string, event: object): Request => graph.webhook({ sender: { id: psid }, recipient: { id: pageId }, timestamp: now(), ...event });
    return {
      isFor: ({ url }) => new URL(url).hostname === 'graph.facebook.com',
      isMessage: async (request) => request.method === 'POST' && (await request.text()).includes('"message"'),
      fetch: (request) => graph.fetch(request),
      customer: (index) => ({ id: `142358701770027${String(index)}`, thread: `messenger:${pageId}:142358701770027${String(index)}` }),
      webhook({ id }, text) {
        void graph.write(id, { text });
        if (written === undefined) throw new Error('The simulator posted nothing.');
        return written;
      },
      unknown: ({ id }) => from(id, { invented_later: { any: 1 } }),
      get taken() {
        return graph.sent.map(({ mid, psid, message }) => ({ id: mid, to: psid, text: String(message['text']) }));
      },
      fail: (...faults) => graph.fail(...faults),
      report({ id, to }, state, told = id) {
        const sent = graph.sent.find(({ mid }) => mid === id);
        if (state !== 'sent') return deliver(from(to, { delivery: { mids: [told], watermark: 0 } }));
        return deliver(graph.webhook({ sender: { id: pageId }, recipient: { id: to }, timestamp: now(), message: { mid: told, is_echo: true, app_id: Number(appId), ...sent?.message } }));
      },
    };
  },
};
