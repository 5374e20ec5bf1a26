import type { ChannelSubject, SimulatedProvider } from './channel-subject.js';
import { createTextServer } from './text-server.js';

const number = '+15005550007';
const url = 'https://texts.example/send';
const secret = 'secret-of-the-text-server';

/** Text messages by a server of the integrator's. */
export const textServerSubject: ChannelSubject = {
  config: { channels: { sms: { numbers: [{ provider: 'webhook', number, botId: 'bank', url, secret: 'TEXTS' }] } } },
  secrets: { TEXTS: secret },
  signatureHeader: 'x-live-takeover-signature',
  replayWindowMs: 5 * 60_000,
  rewritten: (body) => JSON.stringify(JSON.parse(body), null, 1),
  isRewritingRefused: true,
  canBeAsked: true,
  tells: ['sent', 'delivered', 'failed'],
  optOut: { stop: 'STOP', start: 'start' },
  open(around): SimulatedProvider {
    const server = createTextServer({ url, number, secret, messageUrl: 'https://gateway.test/channels/sms/webhook', ...around });
    return {
      isFor: (request) => request.url.startsWith(url),
      isMessage: async ({ method }) => method === 'POST',
      fetch: (request) => server.fetch(request),
      customer: (index) => ({ id: `+4930123456${String(index)}`, thread: `sms:${number}:+4930123456${String(index)}` }),
      webhook: ({ id }, text) => server.webhook(id, text),
      unknown: ({ id }) => server.webhook(id, ''),
      get taken() {
        return server.texts;
      },
      fail: (...faults) => server.fail(...faults),
      report: ({ id }, state, told = id) => {
        const text = server.texts.find((one) => one.id === id);
        return server.report(text?.statusUrl ?? '', { id: told, status: state });
      },
    };
  },
};
