/**
 * Texts by Twilio's Programmable Messaging.
 *
 * @see docs/sms.md
 */
import type { SmsNumber } from '../../../config/channels-config.js';
import type { Settings } from '../../../config/settings.js';
import { allOf, namedSecret } from '../../../config/secrets.js';
import { jsonOf } from '../../../http/bounded-text.js';
import type { CallOutcome } from '../../../http/outbound-call.js';
import { callOut, retryAfterMs } from '../../../http/outbound-call.js';
import type { OutgoingCall, Runtime } from '../../../runtime.js';
import type { Heard, IncomingText, LostText, OutgoingText, ProviderCall, SmsProvider, TextOutcome, TextStatus } from '../sms-provider.js';
import type { TwilioFields } from './twilio-call.js';
import { fieldsOf, statusOf, textOf } from './twilio-call.js';
import { failureOfCode } from './twilio-errors.js';
import { isSignedByTwilio } from './twilio-signature.js';
import { foundAmong, pageLength } from './twilio-search.js';

/** One of our numbers at Twilio. */
export type TwilioNumber = Extract<SmsNumber, { provider: 'twilio' }>;

/** What the provider works with. */
export interface TwilioOptions {
  readonly settings: Pick<Settings, 'secrets'>;
  readonly runtime: Pick<Runtime, 'request' | 'schedule' | 'now' | 'log'>;
}

const timeoutMs = 15_000;
/** Twilio's code for more than it takes at once. */
const tooManyCode = 20429;

/** Twilio. */
export function createTwilio(options: TwilioOptions): SmsProvider<TwilioNumber> {
  return new Twilio(options);
}

/** What a request in the name of a number's account bears. @returns undefined while the token is not set */
export function twilioAuthorization({ secrets }: Pick<Settings, 'secrets'>, { accountSid, authToken }: TwilioNumber): string | undefined {
  const token = namedSecret(secrets, authToken)?.current;
  return token === undefined ? undefined : `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}`;
}

class Twilio implements SmsProvider<TwilioNumber> {
  readonly name = 'twilio';
  readonly #options: TwilioOptions;

  constructor(options: TwilioOptions) {
    this.#options = options;
  }

  readText(call: ProviderCall, numbers: readonly TwilioNumber[]): Heard<IncomingText> {
    const fields = formOf(call);
    const number = numbers.find((one) => one.number === fields.get('To'));
    if (number === undefined) return { ok: false, why: 'unknown-number' };
    return this.#heard(call, fields, number, textOf(fields, `twilio:${number.number}`));
  }

  readStatus(call: ProviderCall, number: TwilioNumber): Heard<TextStatus> {
    const fields = formOf(call);
    return this.#heard(call, fields, number, statusOf(fields));
  }

  /** Nothing is answered by TwiML: who answers may be a human, later. */
  accepted(): Response {
    return new Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', { headers: { 'content-type': 'text/xml' } });
  }

  async send(number: TwilioNumber, { to, text, mediaUrls, statusUrl }: OutgoingText, signal: AbortSignal): Promise<TextOutcome> {
    const { messagingServiceSid } = number;
    const form = new URLSearchParams({ To: to, ...(messagingServiceSid === undefined ? { From: number.number } : { MessagingServiceSid: messagingServiceSid }) });
    if (text !== '') form.set('Body', text);
    for (const url of mediaUrls) form.append('MediaUrl', url);
    form.set('StatusCallback', statusUrl);
    return this.#outcomeOf(number, await this.#call(number, messagesOf(number), { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }, body: form.toString() }, signal));
  }

  async find(number: TwilioNumber, lost: LostText, signal: AbortSignal): Promise<TextOutcome | { readonly outcome: 'absent' }> {
    const { messagingServiceSid } = number;
    // Not by DateSent: what still waits at Twilio has none, and must not pass for absent.
    const query = new URLSearchParams({ To: lost.to, ...(messagingServiceSid === undefined ? { From: number.number } : {}), PageSize: String(pageLength) });
    const answer = await this.#call(number, `${messagesOf(number)}?${query.toString()}`, { method: 'GET' }, signal);
    return answer.kind === 'answered' && answer.status === 200 ? foundAmong(jsonOf(answer.text), lost) : { outcome: 'unknown' };
  }

  #heard<News>(call: ProviderCall, fields: TwilioFields, number: TwilioNumber, news: News | undefined): Heard<News> {
    const tokens = allOf(namedSecret(this.#options.settings.secrets, number.authToken));
    if (!isSignedByTwilio(call, tokens) || fields.get('AccountSid') !== number.accountSid) return { ok: false, why: 'forged' };
    return news === undefined ? { ok: false, why: 'malformed' } : { ok: true, number, news };
  }

  #call(number: TwilioNumber, url: string, call: OutgoingCall, signal: AbortSignal): Promise<CallOutcome> {
    const authorization = twilioAuthorization(this.#options.settings, number) ?? '';
    return callOut(this.#options.runtime, url, { ...call, headers: { ...call.headers, authorization, accept: 'application/json' } }, { timeoutMs, signal });
  }

  #outcomeOf(number: TwilioNumber, answer: CallOutcome): TextOutcome {
    if (answer.kind === 'not-sent') return { outcome: 'later', reason: 'provider-unavailable' };
    if (answer.kind === 'lost') return { outcome: 'unknown' };
    const { status, headers, text } = answer;
    const body = jsonOf(text);
    const sid = fieldOf(body, 'sid');
    if (status >= 200 && status < 300) return typeof sid === 'string' && sid !== '' ? { outcome: 'sent', providerId: sid } : { outcome: 'unknown' };
    const code = Number(fieldOf(body, 'code'));
    // UNVERIFIED: that a 503 says that nothing was taken.
    if (status === 429 || code === tooManyCode || status === 503) {
      const afterMs = retryAfterMs(headers, this.#options.runtime.now());
      return { outcome: 'later', reason: 'provider-unavailable', ...(afterMs === undefined ? {} : { afterMs }) };
    }
    // What broke in the middle may have got through.
    if (status >= 500) return { outcome: 'unknown' };
    const reason = failureOfCode(code) ?? (status === 401 || status === 403 || status === 404 ? 'not-authorized' : 'rejected');
    if (reason === 'not-authorized')
      this.#options.runtime.log('error', 'sms-not-authorized', { provider: this.name, bot: number.botId, status, code: Number.isNaN(code) ? null : code });
    return { outcome: 'failed', reason };
  }
}

function formOf({ body, headers }: ProviderCall): TwilioFields {
  return fieldsOf(body, headers.get('content-type') ?? '');
}

function messagesOf({ apiUrl, accountSid }: TwilioNumber): string {
  return `${apiUrl.replace(/\/$/, '')}/2010-04-01/Accounts/${accountSid}/Messages.json`;
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[name] : undefined;
}
