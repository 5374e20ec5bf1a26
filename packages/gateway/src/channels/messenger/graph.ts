/** The Graph API, as far as it is needed here. */
import { createHmac } from 'node:crypto';
import type { MessengerPage } from '../../config/channels-config.js';
import { namedSecret } from '../../config/secrets.js';
import type { CallOutcome } from '../../http/outbound-call.js';
import { callOut } from '../../http/outbound-call.js';
import type { OutgoingCall } from '../../runtime.js';
import type { ProviderChannelOptions } from '../provider-channel.js';

/** Calls in the name of pages. */
export interface Graph {
  /** Posts to a page's `/me/messages`. Never rejects. */
  post(page: MessengerPage, body: object, signal: AbortSignal): Promise<CallOutcome>;
  /** Reads fields of a customer. Never rejects. */
  profile(page: MessengerPage, psid: string, signal: AbortSignal): Promise<CallOutcome>;
}

const timeoutMs = 15_000;

/** The Graph API where the configuration in force says that it is. */
export function createGraph({ settings, runtime }: Pick<ProviderChannelOptions, 'settings' | 'runtime'>): Graph {
  const call = ({ accessToken }: MessengerPage, path: string, outgoing: OutgoingCall, signal: AbortSignal): Promise<CallOutcome> => {
    const { messenger } = settings.config.channels;
    const token = namedSecret(settings.secrets, accessToken)?.current;
    // The configuration is checked for both, so that this is a moment between two of them at most.
    if (messenger === undefined || token === undefined) return Promise.resolve({ kind: 'not-sent', code: 'not-configured' });
    const url = new URL(`${messenger.graphUrl.replace(/\/$/, '')}${path}`);
    const appSecret = namedSecret(settings.secrets, messenger.appSecret)?.current ?? '';
    url.searchParams.set('appsecret_proof', createHmac('sha256', appSecret).update(token).digest('hex'));
    return callOut(runtime, url.href, { ...outgoing, headers: { ...outgoing.headers, authorization: `Bearer ${token}` } }, { timeoutMs, signal });
  };
  return {
    post: (page, body, signal) => call(page, '/me/messages', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }, signal),
    profile: (page, psid, signal) => call(page, `/${encodeURIComponent(psid)}?fields=first_name,last_name`, {}, signal),
  };
}
