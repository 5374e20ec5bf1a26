/**
 * Texts by a server of the integrator's own, which stands before whatever carries them. Both ways are JSON, signed with
 * a secret that both know.
 *
 * @see docs/sms.md#another-provider
 */
import type { DeliveryFailure } from '@live-takeover/sdk/core';
import { z } from 'zod';
import type { SmsNumber } from '../../../config/channels-config.js';
import type { Settings } from '../../../config/settings.js';
import { namedSecret } from '../../../config/secrets.js';
import { jsonOf } from '../../../http/bounded-text.js';
import type { CallOutcome } from '../../../http/outbound-call.js';
import { callOut, retryAfterMs } from '../../../http/outbound-call.js';
import { isTimedSignature, timedSignature, timedSignatureHeader } from '../../../http/timed-signature.js';
import type { Runtime } from '../../../runtime.js';
import type { Heard, IncomingText, LostText, OutgoingText, ProviderCall, SmsProvider, TextOutcome, TextStatus } from '../sms-provider.js';

/** One of our numbers behind a server of the integrator's. */
export type WebhookNumber = Extract<SmsNumber, { provider: 'webhook' }>;

/** What the provider works with. */
export interface WebhookProviderOptions {
  readonly settings: Pick<Settings, 'secrets'>;
  readonly runtime: Pick<Runtime, 'request' | 'schedule' | 'now' | 'log'>;
}

const timeoutMs = 15_000;
const failures = ['opted-out', 'no-such-customer', 'unreachable', 'filtered', 'rejected', 'not-authorized', 'provider-unavailable'] as const satisfies readonly DeliveryFailure[];
const id = z.string().min(1).max(200);
const media = z.object({ url: z.url({ protocol: /^https?$/ }), contentType: z.string().max(200).optional(), name: z.string().max(2_000).optional() });
const incomingText = z.object({ id, from: z.string().regex(/^\+?[0-9]{3,15}$/), to: z.string(), text: z.string().default(''), media: z.array(media).max(10).default([]), optOut: z.enum(['stop', 'start', 'help']).optional() });
const reason = z.enum(failures).optional().catch(undefined);
const textStatus = z.object({ id, status: z.enum(['waiting', 'sent', 'delivered', 'read', 'failed']).catch('waiting'), reason });
const answered = z.object({ id: id.optional() });
const refused = z.object({ reason });

/** A server of the integrator's. */
export function createWebhookProvider(options: WebhookProviderOptions): SmsProvider<WebhookNumber> {
  return new WebhookProvider(options);
}

class WebhookProvider implements SmsProvider<WebhookNumber> {
  readonly name = 'webhook';
  readonly #options: WebhookProviderOptions;

  constructor(options: WebhookProviderOptions) {
    this.#options = options;
  }

  readText(call: ProviderCall, numbers: readonly WebhookNumber[]): Heard<IncomingText> {
    const body = jsonOf(call.body);
    const to = typeof body === 'object' && body !== null && 'to' in body ? body.to : undefined;
    const number = numbers.find((one) => one.number === to);
    if (number === undefined) return { ok: false, why: 'unknown-number' };
    if (!this.#isGenuine(call, number)) return { ok: false, why: 'forged' };
    const { data: news } = incomingText.safeParse(body);
    if (news === undefined) return { ok: false, why: 'malformed' };
    const { optOut, ...text } = news;
    const files = news.media.map(({ url, contentType, name }) => ({ url, ...(contentType === undefined ? {} : { contentType }), ...(name === undefined ? {} : { name }) }));
    return { ok: true, number, news: { ...text, media: files, ...(optOut === undefined ? {} : { optOut }) } };
  }

  readStatus(call: ProviderCall, number: WebhookNumber): Heard<TextStatus> {
    if (!this.#isGenuine(call, number)) return { ok: false, why: 'forged' };
    const { data: news } = textStatus.safeParse(jsonOf(call.body));
    if (news === undefined) return { ok: false, why: 'malformed' };
    return { ok: true, number, news: { providerId: news.id, state: news.status, ...(news.reason === undefined ? {} : { reason: news.reason }) } };
  }

  accepted(): Response {
    return new Response(null, { status: 204 });
  }

  async send(number: WebhookNumber, { id: textId, to, text, mediaUrls, statusUrl }: OutgoingText, signal: AbortSignal): Promise<TextOutcome> {
    const body = JSON.stringify({ id: textId, from: number.number, to, text, mediaUrls, statusUrl });
    return this.#outcomeOf(number, textId, await this.#call(number, number.url, 'POST', body, signal));
  }

  async find(number: WebhookNumber, lost: LostText, signal: AbortSignal): Promise<TextOutcome | { readonly outcome: 'absent' }> {
    const url = new URL(number.url);
    url.searchParams.set('id', lost.id);
    const answer = await this.#call(number, url.href, 'GET', '', signal);
    if (answer.kind !== 'answered') return { outcome: 'unknown' };
    if (answer.status === 404) return { outcome: 'absent' };
    const { data: status } = textStatus.safeParse(jsonOf(answer.text));
    if (answer.status !== 200 || status === undefined) return { outcome: 'unknown' };
    return status.status === 'failed' ? { outcome: 'failed', reason: status.reason ?? 'unreachable' } : { outcome: 'sent', providerId: status.id };
  }

  #isGenuine({ body, headers }: ProviderCall, number: WebhookNumber): boolean {
    const { settings, runtime } = this.#options;
    return isTimedSignature(namedSecret(settings.secrets, number.secret), body, headers.get(timedSignatureHeader), runtime.now());
  }

  /** What is asked without a body is signed as its address. */
  #call(number: WebhookNumber, url: string, method: 'GET' | 'POST', body: string, signal: AbortSignal): Promise<CallOutcome> {
    const { settings, runtime } = this.#options;
    const secret = namedSecret(settings.secrets, number.secret);
    const signature = secret === undefined ? '' : timedSignature(secret, method === 'GET' ? url : body, runtime.now());
    const headers = { [timedSignatureHeader]: signature, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) };
    return callOut(runtime, url, { method, headers, ...(method === 'GET' ? {} : { body }) }, { timeoutMs, signal });
  }

  #outcomeOf(number: WebhookNumber, textId: string, answer: CallOutcome): TextOutcome {
    if (answer.kind === 'not-sent') return { outcome: 'later', reason: 'provider-unavailable' };
    if (answer.kind === 'lost') return { outcome: 'unknown' };
    const { status, headers, text } = answer;
    const body = jsonOf(text);
    if (status >= 200 && status < 300) return { outcome: 'sent', providerId: answered.safeParse(body).data?.id ?? textId };
    if (status === 429 || status === 503) {
      const afterMs = retryAfterMs(headers, this.#options.runtime.now());
      return { outcome: 'later', reason: 'provider-unavailable', ...(afterMs === undefined ? {} : { afterMs }) };
    }
    if (status >= 500) return { outcome: 'unknown' };
    const why = refused.safeParse(body).data?.reason ?? (status === 401 || status === 403 || status === 404 ? 'not-authorized' : 'rejected');
    if (why === 'not-authorized') this.#options.runtime.log('error', 'sms-not-authorized', { provider: this.name, bot: number.botId, status });
    return { outcome: 'failed', reason: why };
  }
}
