import type { ConversationEvent } from '@live-takeover/sdk';
import { plainText } from '@live-takeover/sdk/core';
import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import type { ConversationVisits, Visit } from './conversation-visit.js';
import type { TranscriptScroll } from './transcript-scroll.js';

/** A field that searches one conversation, from its newest message back, reading older ones as it goes. */
export class TranscriptFind implements ReactiveController {
  readonly #host: LitElement;
  readonly #scroll: TranscriptScroll;
  readonly #visits: ConversationVisits;
  readonly #plain = new WeakMap<ConversationEvent, string>();
  #search: string | undefined;
  #found: ConversationEvent | undefined;
  /** The search that reads older messages now. */
  #reading: string | undefined;

  constructor(host: LitElement, scroll: TranscriptScroll, visits: ConversationVisits) {
    this.#host = host;
    this.#scroll = scroll;
    this.#visits = visits;
    host.addController(this);
  }

  open(): void {
    this.#search ??= '';
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#host.renderRoot.querySelector<HTMLInputElement>('.find input')?.select());
  }

  close(): void {
    this.#search = undefined;
    this.#found = undefined;
    this.#reading = undefined;
    this.#host.requestUpdate();
  }

  template(words: Words): TemplateResult | typeof nothing {
    if (this.#search === undefined) return nothing;
    const button = (name: 'previous' | 'next' | 'close', drawing: 'sort-ascending' | 'sort-descending' | 'close', act: () => void): TemplateResult =>
      html`<button type="button" class="button quiet icon-only" aria-label=${words(`find.${name}`)} title=${words(`find.${name}`)} @click=${act}>${icon(drawing)}</button>`;
    return html`<div class="find" part="find" role="search" @keydown=${this.#onKeydown}>
      <input class="field" type="search" aria-label=${words('find.label')} placeholder=${words('find.label')} .value=${this.#search} @input=${this.#onInput} />
      <span class="find-count" role="status">${this.#countWords(words)}</span>
      ${button('previous', 'sort-ascending', () => void this.#go(-1))}${button('next', 'sort-descending', () => void this.#go(1))}${button('close', 'close', () => this.#leave())}
    </div>`;
  }

  /** The message found is marked by hand: rows of the transcript are written only when they change. */
  hostUpdated(): void {
    const root = this.#host.renderRoot;
    const found = this.#found === undefined ? null : root.querySelector(`.transcript [data-key="${CSS.escape(this.#found.id)}"]`);
    for (const marked of root.querySelectorAll('.transcript .found')) if (marked !== found) marked.classList.remove('found');
    found?.classList.add('found');
  }

  #countWords(words: Words): string {
    if (this.#reading !== undefined) return words('find.searching');
    const matches = this.#matches;
    if (plainText(this.#search ?? '').trim() === '') return '';
    if (matches.length === 0) return words('find.none');
    const position = this.#found === undefined ? 0 : matches.length - matches.indexOf(this.#found);
    const hasOlder = this.#visits.current?.view.hasOlder.value ?? false;
    return words(hasOlder ? 'find.count-so-far' : 'find.count', { position, count: matches.length });
  }

  readonly #onInput = (event: Event): void => {
    this.#search = (event.target as HTMLInputElement).value;
    this.#found = undefined;
    this.#reading = undefined;
    void this.#go(-1);
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    if ((event.target as Element).localName !== 'input' && event.key === 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') this.#leave();
    else void this.#go(event.shiftKey ? 1 : -1);
  };

  #leave(): void {
    this.close();
    this.#host.renderRoot.querySelector<HTMLElement>('.transcript')?.focus();
  }

  /** Goes to the next match in a direction, −1 for older; reads older messages until there is one. */
  async #go(direction: -1 | 1): Promise<void> {
    const visit = this.#visits.current;
    const search = this.#search;
    if (visit === undefined || search === undefined || this.#reading === search) return;
    let found = this.#nextOf(direction);
    this.#reading = search;
    while (found === undefined && direction < 0 && plainText(search).trim() !== '' && this.#isStill(visit, search) && (await this.#readOlder(visit))) found = this.#nextOf(direction);
    if (this.#isStill(visit, search)) {
      this.#reading = undefined;
      if (found !== undefined) this.#show(visit, found);
    }
    this.#host.requestUpdate();
  }

  #isStill(visit: Visit, search: string): boolean {
    return this.#visits.current === visit && this.#search === search;
  }

  /** @returns whether there was anything older */
  async #readOlder({ view, transcript }: Visit): Promise<boolean> {
    const first = view.events.value[0]?.seq;
    if (!view.hasOlder.value) return false;
    this.#host.requestUpdate();
    try {
      await view.loadOlder();
    } catch {
      // The view's `error` tells why, and the page shows it.
    }
    transcript.follow(view.events.value, false);
    return view.events.value[0]?.seq !== first;
  }

  #nextOf(direction: -1 | 1): ConversationEvent | undefined {
    const matches = this.#matches;
    if (this.#found === undefined) return matches.at(-1);
    return matches[matches.indexOf(this.#found) + direction];
  }

  #show({ transcript }: Visit, found: ConversationEvent): void {
    this.#found = found;
    transcript.showAround(found.seq);
    this.#scroll.toItem(found.id);
  }

  /** Oldest first. */
  get #matches(): readonly ConversationEvent[] {
    const wanted = plainText(this.#search ?? '').trim();
    const events = this.#visits.current?.view.events.value ?? [];
    return wanted === '' ? [] : events.filter((event) => this.#textOf(event).includes(wanted));
  }

  #textOf(event: ConversationEvent): string {
    if (event.type !== 'message-sent' && event.type !== 'note-added' && event.type !== 'bot-reply-suppressed') return '';
    const known = this.#plain.get(event);
    if (known !== undefined) return known;
    const names = event.type === 'message-sent' ? (event.attachments ?? []).map(({ name }) => name) : [];
    const text = plainText([event.text, ...names].join('\n'));
    this.#plain.set(event, text);
    return text;
  }
}
