import type { DeliveryFailure, DeliveryState } from '@live-takeover/sdk';
import { html, type TemplateResult } from 'lit';
import type { MessageKey } from '../language/catalogue.js';
import type { Words } from '../language/words.js';
import { icon, type IconName } from '../theme/icons.js';

/** How far a message got on its way to the customer, and why not, as far as the channel says. */
export interface Delivery {
  readonly state: DeliveryState;
  readonly reason: string | undefined;
  /** In how many parts it was sent; undefined for one. */
  readonly parts?: number | undefined;
}

const looks: Readonly<Record<DeliveryState, readonly [IconName, MessageKey]>> = {
  sent: ['check', 'transcript.sent'],
  delivered: ['check-twice', 'transcript.delivered'],
  read: ['seen', 'transcript.read'],
  failed: ['action', 'transcript.failed'],
  unknown: ['unknown', 'transcript.delivery-unknown'],
};

/** How far a message got, in words and with a drawing. */
export function deliveryTemplate({ state, reason, parts }: Delivery, words: Words): TemplateResult {
  const [drawing, key] = looks[state];
  // What is not known says all there is to say.
  const told = state === 'unknown' ? undefined : reason ? reasonWords(words, reason) : parts && words('transcript.parts', { count: parts });
  const text = !told ? words(key) : words('transcript.delivery-reason', { state: words(key), reason: told });
  return html`<span class="delivery ${state}">${icon(drawing)}<bdi>${text}</bdi></span>`;
}

const failures: Readonly<Record<DeliveryFailure, MessageKey>> = {
  'outside-window': 'delivery.outside-window',
  'opted-out': 'delivery.opted-out',
  'no-such-customer': 'delivery.no-such-customer',
  unreachable: 'delivery.unreachable',
  filtered: 'delivery.filtered',
  rejected: 'delivery.rejected',
  'held-elsewhere': 'delivery.held-elsewhere',
  'not-authorized': 'delivery.not-authorized',
  'provider-unavailable': 'delivery.provider-unavailable',
  'outcome-unknown': 'transcript.delivery-unknown',
};

/** Another backend may say it in words of its own. */
function reasonWords(words: Words, reason: string): string {
  return Object.hasOwn(failures, reason) ? words(failures[reason as DeliveryFailure]) : reason;
}
