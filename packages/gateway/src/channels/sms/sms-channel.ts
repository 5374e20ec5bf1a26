/**
 * Text messages: one conversation per customer's number and number of ours, by whichever provider carries them.
 *
 * @see docs/sms.md
 */
import type { SmsNumber } from '../../config/channels-config.js';
import { boundedText } from '../../http/bounded-text.js';
import type { ProviderChannel, ProviderChannelOptions } from '../provider-channel.js';
import type { PartLog } from '../part-log.js';
import { createPartLog } from '../part-log.js';
import { createSmsDestination, smsPath } from './sms-destination.js';
import { createSmsIntake } from './sms-intake.js';
import type { Heard, ProviderCall } from './sms-provider.js';
import type { SmsProviders } from './sms-providers.js';
import { createSmsProviders } from './sms-providers.js';
import { createSmsStatuses } from './sms-statuses.js';
import { placeOf } from './status-address.js';

const route = new RegExp(`^${smsPath}(twilio|webhook)(?:/status/([A-Za-z0-9_-]{1,4000}))?/?$`);
const bodyBytesLimit = 262_144;
const statuses: Readonly<Record<Extract<Heard<unknown>, { ok: false }>['why'], number>> = { 'unknown-number': 404, forged: 403, malformed: 400 };

/** What the channel works with. No human answers in a provider's own inbox here. */
export type SmsOptions = Omit<ProviderChannelOptions, 'desk'>;

/** The SMS channel. It hears nothing and sends nothing while no number is configured. */
export function createSms(options: SmsOptions): ProviderChannel {
  const providers = createSmsProviders(options);
  const parts = createPartLog(options.store);
  const { text, status } = webhooksOf(options, providers, parts);
  return {
    name: 'sms',
    destination: createSmsDestination({ ...options, providers, parts }),
    async handle(request) {
      const [, name, capability] = route.exec(new URL(request.url).pathname) ?? [];
      if (name !== 'twilio' && name !== 'webhook') return undefined;
      if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } });
      const call = await callOf(options, request);
      if (call instanceof Response) return call;
      try {
        return await (capability === undefined ? text(name, call) : status(name, call, capability));
      } catch (error) {
        options.runtime.log('error', 'sms-webhook-not-stored', { provider: name, error: error instanceof Error ? error.name : 'unknown' });
        return new Response(null, { status: 503, headers: { 'retry-after': '5' } });
      }
    },
    deliver: () => {},
    signal: () => {},
  };
}

interface Webhooks {
  text(name: SmsNumber['provider'], call: ProviderCall): Promise<Response>;
  status(name: SmsNumber['provider'], call: ProviderCall, capability: string): Promise<Response>;
}

function webhooksOf(options: SmsOptions, providers: SmsProviders, parts: PartLog): Webhooks {
  const { settings, runtime } = options;
  const takeText = createSmsIntake(options);
  const takeStatus = createSmsStatuses({ ...options, parts });
  const refused = (name: string, why: keyof typeof statuses): Response => {
    runtime.log('warn', 'sms-webhook-refused', { provider: name, why });
    return new Response(null, { status: statuses[why] });
  };
  return {
    async text(name, call) {
      const heard = providers.readText(name, call);
      if (!heard.ok) return refused(name, heard.why);
      await takeText(heard.number, heard.news);
      return providers.accepted(name);
    },
    async status(name, call, capability) {
      const place = placeOf(settings.secrets.signing, capability);
      const number = settings.config.channels.sms?.numbers.find((one) => one.number === place?.number);
      if (place === undefined || number === undefined) return refused(name, 'forged');
      const heard = providers.readStatus(name, call, number);
      if (!heard.ok) return refused(name, heard.why);
      await takeStatus(place, heard.news);
      return new Response(null, { status: 204 });
    },
  };
}

/** The provider signs the address that it called, which a proxy may have changed on the way here. */
async function callOf({ publicUrl }: SmsOptions, request: Request): Promise<ProviderCall | Response> {
  const body = await boundedText(request, bodyBytesLimit);
  if (!body.ok) return new Response(null, { status: body.problem === 'too-large' ? 413 : 400 });
  const { pathname, search } = new URL(request.url);
  const base = (await publicUrl()).replace(/\/$/, '');
  return { url: `${base}${pathname}${search}`, headers: request.headers, body: body.text };
}
