import type { Alert } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { keyedList } from '../rendering/keyed-list.js';
import { agoWords } from '../language/duration.js';
import type { Words } from '../language/words.js';
import { icon, type IconName, type StatusTone } from '../theme/icons.js';

/** More than these are offered to be folded again. */
const manyToasts = 3;

const looks: Readonly<Record<Alert['kind'], readonly [StatusTone, IconName]>> = {
  'takeover-lost': ['waiting', 'hand-back'],
  assigned: ['held', 'agent'],
  'agent-request': ['waiting', 'waiting'],
  'reply-overdue': ['action', 'stalled'],
  action: ['action', 'action'],
  'customer-message': ['held', 'chat'],
};

/** Where the toasts stand, and when they are looked at. */
export interface AlertsRegion {
  readonly isFolded: boolean;
  /** A table of the same client is on the page. */
  readonly isBesideTable: boolean;
  readonly onTouch: (isTouched: boolean) => void;
  readonly onKeydown: (event: KeyboardEvent) => void;
}

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

/** The alerts over the page. */
export function alertsTemplate(model: ToastsModel, { isFolded, isBesideTable, onTouch, onKeydown }: AlertsRegion): TemplateResult {
  return html`<section
    class="alerts ${isBesideTable ? 'beside-table' : ''}"
    part="alerts"
    popover="manual"
    aria-label=${model.words('alert.region')}
    @pointerenter=${() => onTouch(true)}
    @pointerleave=${() => onTouch(false)}
    @focusin=${() => onTouch(true)}
    @focusout=${() => onTouch(false)}
    @keydown=${onKeydown}
  >
    <div class="scroll">${isFolded ? nothing : toastsTemplate(model)}</div>
  </section>`;
}

/** The alerts that stand, as notices. */
function toastsTemplate(model: ToastsModel): TemplateResult {
  const { words, alerts, limit, onToggleAll } = model;
  const shown = alerts.slice(0, limit);
  const folded = alerts.length - shown.length;
  return html`<ul class="toasts">
      ${keyedList(
        shown,
        (alert) => alert.id,
        (alert) => html`<li class="toast" part="alert ${alert.kind}" data-tone=${lookOf(alert)[0]}>
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

/** Why the agent is called: "Customer asks for an agent", "Taken from you by Sam". */
export function alertTitle(words: Words, { kind, by }: Alert): string {
  return by !== undefined && (kind === 'assigned' || kind === 'takeover-lost') ? words(`alert.${kind}-by`, { by }) : words(`alert.${kind}`);
}

/** An alert in one sentence: "Customer asks for an agent: Maria". */
export function alertSentence(words: Words, alert: Alert): string {
  return words('alert.sentence', { title: alertTitle(words, alert), name: alert.label });
}

/** Alerts as a notification outside the page says them: one alone, or how many and the first few. */
export function desktopWords(words: Words, alerts: readonly Alert[]): { readonly title: string; readonly body: string } {
  const [first] = alerts;
  if (first !== undefined && alerts.length === 1) return { title: alertSentence(words, first), body: first.botName };
  const lines = alerts.slice(0, manyToasts).map((alert) => alertSentence(words, alert));
  return { title: words('alert.many', { count: alerts.length }), body: lines.join('\n') };
}

/** A kind that only a newer gateway knows looks like a request. */
function lookOf({ kind }: Alert): readonly [StatusTone, IconName] {
  return Object.hasOwn(looks, kind) ? looks[kind] : looks['agent-request'];
}

function toastTemplate(model: ToastsModel, alert: Alert): TemplateResult {
  const { words, now, onDismiss } = model;
  return html`<span class="toast-icon">${icon(lookOf(alert)[1])}</span>
    <div class="toast-text">
      <p class="toast-title"><bdi>${alertTitle(words, alert)}</bdi>${alert.ring > 1 ? html` <span class="again">${words('alert.again')}</span>` : nothing}</p>
      <p class="toast-who"><bdi>${alert.label}</bdi></p>
      <p class="toast-meta"><bdi>${alert.botName}</bdi><bdi>${agoWords(words, alert.at, now)}</bdi></p>
    </div>
    ${openTemplate(model, alert)}
    <button
      type="button"
      class="button quiet icon-only dismiss"
      part="button dismiss"
      aria-label=${words('alert.dismiss-named', { name: alert.label })}
      title=${words('alert.dismiss')}
      @click=${() => onDismiss(alert)}
    >
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
