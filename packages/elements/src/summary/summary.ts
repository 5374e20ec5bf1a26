import { isAvailable, type StatusCounts, type TakeoverClient } from '@live-takeover/sdk';
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type SVGTemplateResult, type TemplateResult } from 'lit';
import { durationWords } from '../language/duration.js';
import { formatNumber } from '../language/translate.js';
import { instantWords, type Words } from '../language/words.js';
import { icon, type StatusTone } from '../theme/icons.js';

import { sharedTicker, tickMs } from '../words/ticker.js';
import { Samples } from './samples.js';
import { sparklineTemplate } from './sparkline.js';

const series = ['waiting', 'action', 'live', 'stalled', 'abandoned', 'available'] as const;
type Series = (typeof series)[number];

/** What the summary is made from, read at each sample and each render. */
export interface SummarySource {
  readonly client: TakeoverClient | undefined;
  readonly counts: StatusCounts | undefined;
  /** Whether anybody sees it; nothing is sampled for nobody. */
  readonly isShown: boolean;
  /** Epoch ms of this machine's clock. */
  now(): number;
}

/**
 * How the desk stands, in figures and lines above the table. The lines are
 * sampled while the page is seen and up to date, since it was opened, and say
 * so; what happened before, nobody here knows.
 */
export class Summary implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #source: SummarySource;
  #samples = new Samples<Series>(series, tickMs);
  #lines = new Map<Series, SVGTemplateResult>();
  #leave: (() => void) | undefined;
  #client: TakeoverClient | undefined;

  constructor(host: ReactiveControllerHost, source: SummarySource) {
    this.#host = host;
    this.#source = source;
    host.addController(this);
  }

  hostConnected(): void {
    this.#leave = sharedTicker.subscribe(() => this.#onTick());
  }

  hostUpdate(): void {
    if (this.#samples.length === 0 || this.#client !== this.#source.client) this.#sample();
  }

  hostDisconnected(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  /**
   * @param longestSince - since when the customer waits who has waited longest, epoch ms of the store's clock; null for nobody
   */
  template(words: Words, longestSince: number | null, onHide: () => void): TemplateResult {
    const { client } = this.#source;
    const figures = this.#figures();
    const agents = client?.capabilities.presence === true ? client.agents.value : undefined;
    const wait = figures === null ? '' : longestSince === null || client === undefined ? words('summary.nobody') : words('summary.longest', { duration: durationWords(words, client.now() - longestSince) });
    return html`<div class="summary" part="summary" role="region" aria-label=${words('summary.label')}>
      <ul>
        ${this.#tileTemplate(words, 'waiting', words('summary.waiting'), figures, 'waiting', wait)}
        ${(['action', 'live', 'stalled', 'abandoned'] as const).map((status) => this.#tileTemplate(words, status, words(`status.${status}`), figures, status))}
        ${agents === undefined ? nothing : this.#tileTemplate(words, 'available', words('summary.available'), figures, undefined, words('summary.of', { count: agents.length }))}
      </ul>
      <p class="summary-since">${this.#samples.length < 2 ? nothing : this.#sinceWords(words)}</p>
      <button class="button quiet icon-only" type="button" part="summary-hide" aria-label=${words('summary.hide')} title=${words('summary.hide')} @click=${onHide}>
        ${icon('close')}
      </button>
    </div>`;
  }

  #tileTemplate(words: Words, name: Series, label: string, figures: Readonly<Record<Series, number>> | null, tone?: StatusTone, aside = ''): TemplateResult {
    const count = figures === null ? '–' : formatNumber(figures[name], words.locale);
    return html`<li class="tile" part="tile ${name}" data-tone=${tone ?? nothing}>
      <span class="tile-label">${label}</span>
      <b class="tile-count">${count}</b>
      <span class="tile-aside">${aside}</span>
      ${this.#line(name)}
      <span class="visually-hidden">${this.#sentence(words, name, label, count)}</span>
    </li>`;
  }

  /** What the line shows, in a sentence. */
  #sentence(words: Words, name: Series, label: string, count: string): string {
    const known = this.#samples.of(name).filter((value) => value !== null);
    if (known.length < 2) return '';
    const said = words('summary.sentence', {
      name: label,
      count,
      least: known.reduce((least, value) => Math.min(least, value)),
      most: known.reduce((most, value) => Math.max(most, value)),
      time: this.#startWords(words),
    });
    return this.#samples.gapMs === 0 ? said : `${said} ${words('summary.gaps', { duration: durationWords(words, this.#samples.gapMs) })}`;
  }

  #sinceWords(words: Words): string {
    return words('summary.since', { time: this.#startWords(words) });
  }

  #startWords(words: Words): string {
    return instantWords(words, this.#samples.startedAt, this.#source.now());
  }

  /** Drawn once per sample, however often the figures beside it change. */
  #line(name: Series): SVGTemplateResult | typeof nothing {
    if (this.#samples.length < 2) return nothing;
    const known = this.#lines.get(name) ?? sparklineTemplate(this.#samples.of(name));
    this.#lines.set(name, known);
    return known;
  }

  /** Every tick the figures are looked at, which makes *longest* go on; nothing is known of a time in which nobody looked. */
  #onTick(): number {
    if (document.hidden || this.#source.client === undefined || !this.#source.isShown) return Infinity;
    this.#sample();
    this.#host.requestUpdate();
    return tickMs;
  }

  #sample(): void {
    const { client } = this.#source;
    if (client === undefined || document.hidden) return;
    if (client !== this.#client) this.#samples = new Samples(series, tickMs);
    this.#client = client;
    const figures = client.freshness.value.state === 'up-to-date' ? this.#figures() : null;
    if (figures === null && this.#samples.length === 0) return;
    this.#samples.add(this.#source.now(), figures);
    this.#lines = new Map();
  }

  #figures(): Readonly<Record<Series, number>> | null {
    const { client, counts } = this.#source;
    if (client === undefined || counts === undefined) return null;
    const { awaitingAgent, action, live, stalled, abandoned } = counts;
    const available = client.agents.value.filter((agent) => isAvailable(agent, client.desk.value.reasons)).length;
    return { waiting: awaitingAgent - action, action, live, stalled, abandoned, available };
  }
}
