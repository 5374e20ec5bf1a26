import type { DeliveryState } from '@live-takeover/sdk';
import { html, type TemplateResult } from 'lit';
import type { MessageKey } from '../language/catalogue.js';
import type { Words } from '../language/words.js';
import { icon, type IconName } from '../theme/icons.js';

/** How far a message got on its way to the customer, and why not, as far as the channel says. */
export interface Delivery {
  readonly state: DeliveryState;
  readonly reason: string | undefined;
}

const looks: Readonly<Record<DeliveryState, readonly [IconName, MessageKey]>> = {
  sent: ['check', 'transcript.sent'],
  delivered: ['check-twice', 'transcript.delivered'],
  read: ['seen', 'transcript.read'],
  failed: ['action', 'transcript.failed'],
  unknown: ['unknown', 'transcript.delivery-unknown'],
};

/** How far a message got, in words and with a drawing. */
export function deliveryTemplate({ state, reason }: Delivery, words: Words): TemplateResult {
  const [drawing, key] = looks[state];
  const text = reason === undefined || reason === '' ? words(key) : words('transcript.delivery-reason', { state: words(key), reason });
  return html`<span class="delivery ${state}">${icon(drawing)}<bdi>${text}</bdi></span>`;
}
