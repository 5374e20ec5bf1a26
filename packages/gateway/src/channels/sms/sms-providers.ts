import type { SmsNumber } from '../../config/channels-config.js';
import type { ProviderChannelOptions } from '../provider-channel.js';
import { createWebhookProvider } from './generic-webhook/webhook-provider.js';
import type { Heard, IncomingText, LostText, OutgoingText, ProviderCall, TextOutcome, TextStatus } from './sms-provider.js';
import { createTwilio } from './twilio/twilio-provider.js';

/** Every provider, each asked for its own numbers. */
export interface SmsProviders {
  readText(name: SmsNumber['provider'], call: ProviderCall): Heard<IncomingText>;
  readStatus(name: SmsNumber['provider'], call: ProviderCall, number: SmsNumber): Heard<TextStatus>;
  accepted(name: SmsNumber['provider']): Response;
  send(number: SmsNumber, text: OutgoingText, signal: AbortSignal): Promise<TextOutcome>;
  find(number: SmsNumber, text: LostText, signal: AbortSignal): Promise<TextOutcome | { readonly outcome: 'absent' }>;
}

/** The providers that numbers may be configured with. */
export function createSmsProviders(options: Pick<ProviderChannelOptions, 'settings' | 'runtime'>): SmsProviders {
  const twilio = createTwilio(options);
  const webhook = createWebhookProvider(options);
  const numbersOf = <Name extends SmsNumber['provider']>(name: Name): readonly Extract<SmsNumber, { provider: Name }>[] =>
    (options.settings.config.channels.sms?.numbers ?? []).filter((number): number is Extract<SmsNumber, { provider: Name }> => number.provider === name);
  return {
    readText: (name, call) => (name === 'twilio' ? twilio.readText(call, numbersOf(name)) : webhook.readText(call, numbersOf(name))),
    readStatus(name, call, number) {
      if (number.provider !== name) return { ok: false, why: 'forged' };
      return number.provider === 'twilio' ? twilio.readStatus(call, number) : webhook.readStatus(call, number);
    },
    accepted: (name) => (name === 'twilio' ? twilio : webhook).accepted(),
    send: (number, text, signal) => (number.provider === 'twilio' ? twilio.send(number, text, signal) : webhook.send(number, text, signal)),
    find: (number, text, signal) => (number.provider === 'twilio' ? twilio.find(number, text, signal) : webhook.find(number, text, signal)),
  };
}
