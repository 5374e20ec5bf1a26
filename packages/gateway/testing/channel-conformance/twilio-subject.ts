import { createTwilioSimulator } from '../twilio/twilio-simulator.js';
import type { ChannelSubject, SimulatedProvider } from './channel-subject.js';

const number = '+15005550006';
const accountSid = 'AC0123456789abcdef0123456789abcdef';
const authToken = 'token-of-the-account';

/** Text messages by Twilio. Its signature is over the fields, not over the bytes that they came in. */
export const twilioSubject: ChannelSubject = {
  config: { channels: { sms: { numbers: [{ provider: 'twilio', number, botId: 'bank', accountSid, authToken: 'TWILIO' }] } } },
  secrets: { TWILIO: authToken },
  signatureHeader: 'x-twilio-signature',
  rewritten: (body) => new URLSearchParams([...new URLSearchParams(body)].reverse()).toString(),
  isRewritingRefused: false,
  canBeAsked: true,
  tells: ['sent', 'delivered', 'failed'],
  optOut: { stop: 'Stop', start: 'START' },
  open(around): SimulatedProvider {
    const twilio = createTwilioSimulator({ accountSid, authToken, number, messageUrl: 'https://gateway.test/channels/sms/twilio', ...around });
    return {
      isFor: ({ url }) => new URL(url).hostname === 'api.twilio.com',
      isMessage: async ({ method }) => method === 'POST',
      fetch: (request) => twilio.fetch(request),
      customer: (index) => ({ id: `+1415555010${String(index)}`, thread: `sms:${number}:+1415555010${String(index)}` }),
      webhook: ({ id }, text) => twilio.webhook({ from: id, body: text }),
      unknown: ({ id }) => twilio.webhook({ from: id, body: '' }),
      get taken() {
        return twilio.texts.map(({ sid, to, body }) => ({ id: sid, to, text: body }));
      },
      fail: (...faults) => twilio.fail(...faults),
      report: ({ id }, state, told) => twilio.report(id, state, told === undefined ? {} : { sid: told }),
    };
  },
};
