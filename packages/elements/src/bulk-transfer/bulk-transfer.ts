import { isAvailable, type ConversationId, type Row, type TakeoverClient } from '@live-takeover/sdk';
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import type { DialogContent, ModalDialog } from '../dialog/modal-dialog.js';
import type { Words } from '../language/words.js';
import { failureWords } from '../live-takeover-conversation/failure-words.js';
import { scrollStop } from '../rendering/scroll-stop.js';
import { dispatchRequest } from '../words/request-event.js';
import { bulkLimit, runBulkTransfer, transferable, type BulkItem, type BulkProgress, type BulkTarget } from './bulk-run.js';

/** What a page is asked before many conversations change hands. */
export interface BulkTransferDetail {
  readonly conversationIds: readonly ConversationId[];
  /** An agent's id; null for the queue. */
  readonly to: string | null;
  readonly note: string;
}

/** Chosen in the list of agents for the queue, which no agent is called. */
const queue = ' ';

/** The dialog that transfers what the table shows: to whom, how many; then how it goes, and what did not work. */
export class BulkTransfer {
  readonly #host: LitElement;
  readonly #dialog: ModalDialog;
  #to = '';
  #note = '';
  #progress: BulkProgress | undefined;
  #stop = new AbortController();

  constructor(host: LitElement, dialog: ModalDialog) {
    this.#host = host;
    this.#dialog = dialog;
  }

  /**
   * Asks what to do with these.
   *
   * @param total - how many the table shows, of which `rows` may be the first
   */
  open(client: TakeoverClient, rows: readonly Row[], total: number): void {
    this.#to = '';
    this.#note = '';
    this.#progress = undefined;
    this.#dialog.open((words) => (this.#progress === undefined ? this.#question(words, client, rows, total) : this.#report(words, client, this.#progress)));
  }

  #question(words: Words, client: TakeoverClient, rows: readonly Row[], total: number): DialogContent {
    const isSupervisor = client.me.value?.role === 'supervisor';
    const target: BulkTarget = { to: this.#to === queue ? null : this.#to, note: this.#note };
    const items = this.#to === '' ? [] : transferable(rows, target.to, isSupervisor);
    return {
      heading: words('bulk.heading'),
      body: html`${this.#fieldsTemplate(words, client)}
        <div role="status">${this.#to === '' ? nothing : countTemplate(words, items, rows, total)}</div>`,
      submit: {
        label: items.length === 0 ? words('bulk.start-none') : words('bulk.start', { count: items.length }),
        isDisabled: items.length === 0,
        onSubmit: () => {
          void this.#start(client, items, target);
          return false;
        },
      },
    };
  }

  #fieldsTemplate(words: Words, client: TakeoverClient): TemplateResult {
    const { reasons } = client.desk.value;
    const agents = client.agents.value.filter((agent) => agent.id !== client.me.value?.id && isAvailable(agent, reasons));
    const change = (act: (value: string) => void) => (event: Event) => {
      act((event.target as HTMLSelectElement | HTMLTextAreaElement).value);
      this.#host.requestUpdate();
    };
    return html`<label class="labelled">
        <span>${words('bulk.to')}</span>
        <select class="field" name="to" @change=${change((value) => (this.#to = value))}>
          <option value="" ?selected=${this.#to === ''}>${words('bulk.choose')}</option>
          <option .value=${queue} ?selected=${this.#to === queue}>${words('bulk.queue')}</option>
          ${agents.map(({ id, name }) => html`<option .value=${id} ?selected=${this.#to === id}>${name}</option>`)}
        </select>
      </label>
      <label class="labelled">
        <span>${words('bulk.note')}</span>
        <textarea class="field" name="note" rows="3" maxlength="2000" dir="auto" .value=${this.#note} @input=${change((value) => (this.#note = value))}></textarea>
      </label>`;
  }

  async #start(client: TakeoverClient, items: readonly BulkItem[], target: BulkTarget): Promise<void> {
    const detail: BulkTransferDetail = { conversationIds: items.map(({ id }) => id), to: target.to, note: target.note.trim() };
    if (!(await dispatchRequest(this.#host, 'bulk-transfer-request', detail))) return this.#dialog.close();
    this.#stop = new AbortController();
    const show = (progress: BulkProgress): void => {
      this.#progress = progress;
      this.#host.requestUpdate();
    };
    show({ total: items.length, doneIds: [], failures: [], left: items, isRunning: true });
    show(await runBulkTransfer(client, items, target, this.#stop.signal, show));
  }

  #report(words: Words, client: TakeoverClient, progress: BulkProgress): DialogContent {
    const { total, doneIds, failures, left, isRunning } = progress;
    const target: BulkTarget = { to: this.#to === queue ? null : this.#to, note: this.#note };
    const again = [...failures.map(({ item }) => item), ...left];
    const count = doneIds.length;
    const said = isRunning ? words('bulk.running', { count: count + failures.length, total }) : left.length > 0 ? words('bulk.stopped', { count, total }) : words('bulk.done', { count });
    const content: DialogContent = {
      heading: words('bulk.heading'),
      body: html`<progress max=${total} .value=${count + failures.length} aria-label=${words('bulk.heading')}></progress>
        <p role="status">${said}</p>
        ${isRunning ? html`<button class="button" type="button" @click=${() => this.#stop.abort()}>${words('bulk.stop')}</button>` : nothing}
        ${failuresTemplate(words, progress)}`,
      onClose: () => this.#stop.abort(),
    };
    if (isRunning || again.length === 0) return content;
    const onSubmit = (): boolean => {
      void this.#start(client, again, target);
      return false;
    };
    return { ...content, submit: { label: words('bulk.retry'), onSubmit } };
  }
}

function countTemplate(words: Words, items: readonly BulkItem[], rows: readonly Row[], total: number): TemplateResult {
  const notYours = rows.filter((row) => !row.isMine && !items.some(({ id }) => id === row.id)).length;
  return html`<p><strong>${items.length === 0 ? words('bulk.none') : words('bulk.count', { count: items.length })}</strong></p>
    ${notYours === 0 ? nothing : html`<p>${words('bulk.not-yours', { count: notYours })}</p>`}
    ${total > rows.length ? html`<p>${words('bulk.limit', { count: bulkLimit })}</p>` : nothing}`;
}

function failuresTemplate(words: Words, { failures, left, isRunning }: BulkProgress): TemplateResult | typeof nothing {
  if (failures.length === 0 && (left.length === 0 || isRunning)) return nothing;
  return html`${failures.length === 0
    ? nothing
    : html`<p><strong>${words('bulk.failed', { count: failures.length })}</strong></p>
        <ul class="bulk-failures" aria-label=${words('bulk.failed', { count: failures.length })} ${scrollStop()}>
          ${failures.map(({ item, error }) => html`<li><bdi>${item.label}</bdi>: ${failureWords(words, error)}</li>`)}
        </ul>`}
  ${left.length === 0 || isRunning ? nothing : html`<p>${words('bulk.left', { count: left.length })}</p>`}`;
}
