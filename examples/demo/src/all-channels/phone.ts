import type { TwilioSimulator } from '@live-takeover/gateway/testing';
import { createTwilioSimulator } from '@live-takeover/gateway/testing';
import type { Place } from './place.js';

/** A customer's phone, and the Twilio between it and the gateway. */
export interface Phone {
  readonly place: Place;
  readonly twilio: TwilioSimulator;
  readonly configuration: object;
  readonly environment: Readonly<Record<string, string>>;
}

/** Our number there. */
export const ourNumber = '+15005550006';
/** Where its API is said to be. */
export const twilioHost = 'twilio.simulated';

const accountSid = `AC${'0123456789abcdef'.repeat(2)}`;
const authToken = 'simulated-twilio-token';
const onePixel = Uint8Array.from(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==', 'base64'));

interface OwnText {
  readonly number: string;
  readonly body: string;
  readonly at: number;
  readonly hasPicture: boolean;
}

/** A phone of any number that a page names. @param baseUrl - of the gateway */
export function createPhone({ baseUrl, now }: { readonly baseUrl: string; readonly now: () => number }): Phone {
  const own: OwnText[] = [];
  const twilio = createTwilioSimulator({
    accountSid,
    authToken,
    number: ourNumber,
    messageUrl: `${baseUrl}/channels/sms/twilio`,
    apiUrl: `https://${twilioHost}`,
    mediaUrl: `https://${twilioHost}/media`,
    now,
    deliver: (request) => fetch(request),
  });
  const report = async (number: string, status: string): Promise<void> => {
    for (const { sid, to, status: known } of twilio.texts) if (to === number && known !== status && known !== 'undelivered') await twilio.report(sid, status);
  };
  return {
    twilio,
    configuration: { numbers: [{ provider: 'twilio', number: ourNumber, botId: 'help-desk', accountSid, authToken: 'TWILIO', apiUrl: `https://${twilioHost}` }] },
    environment: { LIVE_TAKEOVER_SECRET_TWILIO: authToken },
    place: {
      state(query) {
        const number = query.get('number') ?? '';
        const written = own.filter((text) => text.number === number).map(({ body, at, hasPicture }) => ({ isMine: true, text: hasPicture ? `${body} 📷` : body, at, state: '' }));
        const got = twilio.texts.filter(({ to }) => to === number).map(({ body, createdAt, status, mediaUrls }) => ({ isMine: false, text: [body, ...mediaUrls].join('\n').trim(), at: createdAt, state: status }));
        return { lines: [...written, ...got].sort((one, other) => one.at - other.at) };
      },
      async act(name, { number = '', text = '', fault = '' }) {
        if (name === 'write' || name === 'picture') {
          const hasPicture = name === 'picture';
          own.push({ number, body: text, at: now(), hasPicture });
          await twilio.write({ from: number, body: text, ...(hasPicture ? { media: [{ contentType: 'image/png', bytes: onePixel }] } : {}) });
        } else if (name === 'delivered') await report(number, 'delivered');
        else if (name === 'undelivered') await report(number, 'undelivered');
        else if (name === 'fault' && isFault(fault)) twilio.fail(fault);
        else return false;
        return true;
      },
    },
  };
}

type Fault = Parameters<TwilioSimulator['fail']>[number];

function isFault(text: string): text is Fault {
  return ['unavailable', 'rate-limited', 'unauthorized', 'answer-lost', 'request-lost', 'broken'].includes(text);
}
