/** A whole gateway, a Twilio beside it, and a bot. */
import type { ConversationEvent, DeliveryChanged, MessageSent } from '@live-takeover/sdk/core';
import type { GatewayFixture, GatewayFixtureOptions } from '../../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../../testing/gateway-fixture.js';
import type { TwilioSimulator } from '../../../testing/twilio/twilio-simulator.js';
import { createTwilioSimulator } from '../../../testing/twilio/twilio-simulator.js';

/** Their number and ours. */
export const customer = '+14155550100';
export const ourNumber = '+15005550006';
/** Our account at Twilio. */
export const accountSid = 'AC0123456789abcdef0123456789abcdef';

/** The gateway's side, and the provider's. */
export interface SmsFixture extends GatewayFixture {
  readonly twilio: TwilioSimulator;
  /** The bot says this to whatever is asked next. */
  botSays(...texts: readonly string[]): void;
  /** Events of the customer's newest conversation. */
  log(): Promise<readonly ConversationEvent[]>;
  /** Its last `delivery-changed` of a message with this text, once it is of this state. */
  delivery(text: string, state: DeliveryChanged['state']): Promise<DeliveryChanged>;
  /** Lets time pass until Twilio has so many texts. */
  sent(count: number): Promise<void>;
}

/** A started gateway with one number at Twilio, answered by the bot `bank`. */
export async function createSmsFixture(options: GatewayFixtureOptions = {}): Promise<SmsFixture> {
  const fixture = await createGatewayFixture({
    ...options,
    config: {
      publicUrl: 'https://gateway.test',
      channels: { sms: { numbers: [{ provider: 'twilio', number: ourNumber, botId: 'bank', accountSid, authToken: 'TWILIO' }] } },
      ...options.config,
    },
    secrets: { TWILIO: 'twilio-token', OWN: 'own-secret' },
  });
  const { runtime, store } = fixture;
  const twilio = twilioOf(fixture);
  let replies: readonly string[] = [];
  runtime.answerRequests(async (request) => {
    if (new URL(request.url).hostname.includes('twilio')) return twilio.fetch(request);
    const said = replies;
    replies = [];
    return Response.json(said.map((text) => ({ text })));
  });
  const log = async (): Promise<readonly ConversationEvent[]> => {
    const ids = await store.threadConversations('default', `sms:${ourNumber}:${customer}`);
    return fixture.events(ids.at(-1) ?? '');
  };
  return {
    ...fixture,
    twilio,
    botSays: (...texts) => void (replies = texts),
    log,
    sent: async (count) => void (await until(fixture, async () => (twilio.texts.length >= count ? true : undefined))),
    delivery: (text, state) =>
      until(fixture, async () => {
        const events = await log();
        const message = events.find((event): event is MessageSent => event.type === 'message-sent' && event.from !== 'customer' && event.text === text);
        return events.findLast((event): event is DeliveryChanged => event.type === 'delivery-changed' && event.messageId === message?.id && event.state === state);
      }),
  };
}

function twilioOf({ runtime, gateway }: GatewayFixture): TwilioSimulator {
  return createTwilioSimulator({
    accountSid,
    authToken: 'twilio-token',
    number: ourNumber,
    messageUrl: 'https://gateway.test/channels/sms/twilio',
    now: () => runtime.now(),
    deliver: (request) => gateway.fetch(request),
  });
}

/** What is found at last, looked for once in each second of ten minutes. */
async function until<Found>({ runtime }: GatewayFixture, look: () => Promise<Found | undefined>): Promise<Found> {
  for (let second = 0; second < 600; second += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await runtime.advance(1_000);
  }
  throw new Error('What was waited for did not come within ten minutes.');
}

/** Messages of a log, as `who: what`. */
export function spoken(events: readonly ConversationEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'message-sent' ? [`${event.from}: ${event.text}`] : []));
}

