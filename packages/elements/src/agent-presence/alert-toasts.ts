import type { Alert } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { agoWords } from '../language/duration.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';

/** More than these are offered to be folded again. */
const manyToasts = 3;

/** What the toasts are made of. */
export interface ToastsModel {
  readonly words: Words;
  /** Newest first. */
  readonly alerts: readonly Alert[];
  /** Toasts shown before the rest is folded away. */
  readonly limit: number;
  /** Epoch ms of the store's clock. */
  readonly now: number;
  /** Where an alert leads; undefined when the page itself opens it. */
  readonly hrefOf: (alert: Alert) => string | undefined;
  readonly onOpen: (alert: Alert, event: Event) => void;
  readonly onDismiss: (alert: Alert) => void;
  readonly onToggleAll: () => void;
}

/** The alerts that stand, as notices over the page. */
export function toastsTemplate(model: ToastsModel): TemplateResult {
  const { words, alerts, limit, onToggleAll } = model;
  const shown = alerts.slice(0, limit);
  const folded = alerts.length - shown.length;
  return html`<ul class="toasts">
      ${repeat(
        shown,
        (alert) => alert.id,
        (alert) => html`<li class="toast" part="alert ${alert.kind}" data-tone=${alert.kind === 'action' ? 'action' : 'waiting'}>
          ${toastTemplate(model, alert)}
        </li>`,
      )}
    </ul>
    ${folded > 0 || shown.length > manyToasts
      ? html`<button type="button" class="chip more" part="more" aria-expanded=${folded === 0} @click=${onToggleAll}>
          ${folded > 0 ? words('alert.more', { count: folded }) : words('alert.fewer')}
        </button>`
      : nothing}`;
}

/** An alert in one sentence: "Customer asks for an agent: Maria". */
export function alertSentence(words: Words, alert: Alert): string {
  return words('transcript.announcement', { name: words(`alert.${alert.kind}`), text: alert.label });
}

function toastTemplate(model: ToastsModel, alert: Alert): TemplateResult {
  const { words, now, onDismiss } = model;
  return html`<span class="toast-icon">${icon(alert.kind === 'action' ? 'action' : 'waiting')}</span>
    <div class="toast-text">
      <div role="alert">
        <p class="toast-title">${words(`alert.${alert.kind}`)}${alert.ring > 1 ? html` <span class="again">${words('alert.again')}</span>` : nothing}</p>
        <p class="toast-who"><bdi>${alert.label}</bdi></p>
      </div>
      <p class="toast-meta"><bdi>${alert.botName}</bdi><bdi>${agoWords(words, alert.at, now)}</bdi></p>
    </div>
    ${openTemplate(model, alert)}
    <button type="button" class="button quiet icon-only dismiss" part="button dismiss" aria-label=${words('alert.dismiss')} title=${words('alert.dismiss')} @click=${() => onDismiss(alert)}>
      ${icon('close')}
    </button>`;
}

/** A real link where there is an address, so that it opens in a new tab too. */
function openTemplate({ words, hrefOf, onOpen }: ToastsModel, alert: Alert): TemplateResult {
  const href = hrefOf(alert);
  const label = words('alert.open-named', { name: alert.label });
  const open = (event: Event): void => onOpen(alert, event);
  return href === undefined
    ? html`<button type="button" class="button primary open" part="button open" aria-label=${label} @click=${open}>${words('alert.open')}</button>`
    : html`<a class="button primary open" part="button open" href=${href} aria-label=${label} @click=${open}>${words('alert.open')}</a>`;
}
