/** What Twilio's webhooks say. Pure. */
import type { DeliveryFailure } from '@live-takeover/sdk/core';
import type { RemoteFile } from '../../../attachments/remote-files.js';
import type { IncomingText, OptOutWord, TextStatus } from '../sms-provider.js';
import { failureOfCode } from './twilio-errors.js';

/** The fields of a webhook, whose first value counts. */
export type TwilioFields = Pick<URLSearchParams, 'get'>;

const mediaLimit = 10;
const optOuts: Readonly<Record<string, OptOutWord>> = { STOP: 'stop', START: 'start', HELP: 'help' };

/** The fields of a form, or of a JSON body. */
export function fieldsOf(body: string, contentType: string): TwilioFields {
  if (!contentType.startsWith('application/json')) return new URLSearchParams(body);
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    // No JSON holds no fields.
    return new URLSearchParams();
  }
  if (typeof parsed !== 'object' || parsed === null) return new URLSearchParams();
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(parsed)) if (typeof value === 'string' || typeof value === 'number') fields.append(name, String(value));
  return fields;
}

/** A customer's text; undefined if the fields hold none. @param access - whose credentials its media take */
export function textOf(fields: TwilioFields, access: string): IncomingText | undefined {
  const [id, from, to] = ['MessageSid', 'From', 'To'].map((name) => fields.get(name) ?? '');
  if (id === undefined || id === '' || from === undefined || from === '' || to === undefined) return undefined;
  const optOut = optOuts[(fields.get('OptOutType') ?? '').toUpperCase()];
  return { id, from, to, text: fields.get('Body') ?? '', media: mediaOf(fields, access), ...(optOut === undefined ? {} : { optOut }) };
}

/** How far a text got; undefined if the fields do not say. */
export function statusOf(fields: TwilioFields): TextStatus | undefined {
  const providerId = fields.get('MessageSid') ?? '';
  const status = fields.get('MessageStatus') ?? fields.get('SmsStatus') ?? '';
  if (providerId === '' || status === '') return undefined;
  const state = stateOf(status);
  return state === 'failed' ? { providerId, state, reason: reasonOf(fields.get('ErrorCode')) } : { providerId, state };
}

/** A status of Twilio's as ours. What is not known of yet is no news. */
export function stateOf(status: string): TextStatus['state'] {
  switch (status) {
    case 'sent':
    case 'delivered':
    case 'read':
      return status;
    case 'undelivered':
    case 'failed':
    case 'canceled':
      return 'failed';
    default:
      return 'waiting';
  }
}

/** Why a text that Twilio had taken did not get there. */
export function reasonOf(errorCode: string | null): DeliveryFailure {
  return failureOfCode(Number(errorCode)) ?? 'unreachable';
}

function mediaOf(fields: TwilioFields, access: string): readonly RemoteFile[] {
  const count = Math.min(mediaLimit, Number(fields.get('NumMedia') ?? 0) || 0);
  return Array.from({ length: count }, (_, index) => String(index)).flatMap((index) => {
    const url = fields.get(`MediaUrl${index}`) ?? '';
    const contentType = fields.get(`MediaContentType${index}`) ?? '';
    return URL.canParse(url) ? [{ url, access, ...(contentType === '' ? {} : { contentType }) }] : [];
  });
}
