import { html, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { icon, toneIcons, type StatusTone } from '../theme/icons.js';

const statuses = [
  ['waiting', 'waiting-for-agent'],
  ['action', 'action'],
  ['live', 'live'],
  ['stalled', 'stalled'],
  ['abandoned', 'abandoned'],
] as const satisfies readonly (readonly [StatusTone, string])[];

/** How the desk works, for who is new to it: alerts, the five statuses, freshness, the order of the rows. */
export function guideTemplate(words: Words, test: TemplateResult, onDone: () => void): TemplateResult {
  return html`<div class="panel-head">
      <h2>${words('guide.heading')}</h2>
    </div>
    <p>${words('guide.intro')}</p>
    <div class="row">${test}</div>
    <h3>${words('guide.statuses')}</h3>
    <dl class="statuses">
      ${statuses.map(
        ([tone, status]) => html`<div>
          <dt><span class="pill" data-tone=${tone}>${icon(toneIcons[tone])}<span>${words(`status.${status}`)}</span></span></dt>
          <dd>${words(`guide.${tone}`)}</dd>
        </div>`,
      )}
    </dl>
    <h3>${words('guide.freshness')}</h3>
    <p>${words('guide.freshness-why')}</p>
    <h3>${words('guide.order')}</h3>
    <p>${words('guide.order-why')}</p>
    <div class="row">
      <button type="button" class="button primary" part="button done" @click=${onDone}>${words('guide.done')}</button>
    </div>`;
}
