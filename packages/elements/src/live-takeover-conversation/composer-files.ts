import type { TakeoverClient } from '@live-takeover/sdk';
import { TakeoverError } from '@live-takeover/sdk';
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { expiryWords, sizeWords } from './attachment-links.js';
import type { ComposerTarget, DraftFile } from './drafts.js';
import { failureWords } from './failure-words.js';

/** Files per message where the backend does not say. */
const usualCount = 10;

/** The files of a draft: chosen, uploaded at once, sent with the text. They stay with their draft when another conversation is opened. */
export class ComposerFiles {
  readonly #host: ReactiveControllerHost & HTMLElement;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** The button that opens the system's own dialogue; nothing where files cannot be sent. */
  button(target: ComposerTarget, words: Words): TemplateResult | typeof nothing {
    const { client, draft } = target;
    if (!takesFiles(client)) return nothing;
    const { types = [] } = client.limits.value?.attachments ?? {};
    const isFull = draft.files.length >= countOf(client);
    return html`<button
        type="button"
        class="button quiet icon-only attach"
        part="button attach"
        aria-disabled=${isFull ? 'true' : nothing}
        aria-label=${words('composer.attach')}
        title=${words('composer.attach')}
        @click=${() => isFull || this.#input?.click()}
      >
        ${icon('attach')}
      </button>
      <input
        type="file"
        multiple
        hidden
        accept=${types.join(',') || nothing}
        @change=${(event: Event) => this.#onChosen(target, event.target as HTMLInputElement)}
      />`;
  }

  /** What was chosen, each with how far it got and a way to take it out. */
  list(target: ComposerTarget, words: Words): TemplateResult | typeof nothing {
    const { files } = target.draft;
    if (files.length === 0) return nothing;
    return html`<ul class="files" part="files" aria-label=${words('composer.files')}>
      ${files.map((file) => html`<li class="file ${file.error === undefined ? '' : 'error'}" part="file">${this.#fileTemplate(target, file, words)}</li>`)}
    </ul>`;
  }

  #fileTemplate(target: ComposerTarget, file: DraftFile, words: Words): TemplateResult {
    const { name, sizeBytes, sentBytes, attachment, error } = file;
    const isUploading = attachment === undefined && error === undefined;
    return html`${icon(error === undefined ? 'note' : 'action')}<bdi>${name}</bdi><span class="size">${sizeWords(words, sizeBytes)}</span>
      ${attachment === undefined ? nothing : html`<span class="size">${expiryWords(attachment, words, target.client.now())}</span>`}
      ${isUploading ? html`<progress max=${Math.max(1, sizeBytes)} .value=${sentBytes} aria-label=${words('composer.uploading', { name })}></progress>` : nothing}
      ${error === undefined ? nothing : html`<span class="why" role="alert">${failureWords(words, error)}</span>`}
      <button type="button" class="plain" aria-label=${words('composer.remove-file', { name })} title=${words('composer.remove-file', { name })} @click=${() => this.#remove(target, file)}>
        ${icon('close')}
      </button>`;
  }

  /** Files that are pasted are attached; text is left to the browser, also where both are there (a copied cell is a picture too). */
  onPaste(target: ComposerTarget, event: ClipboardEvent): void {
    const { files, types } = event.clipboardData ?? new DataTransfer();
    if (files.length === 0 || types.includes('text/plain') || !takesFiles(target.client)) return;
    event.preventDefault();
    this.attach(target, files);
  }

  /** Uploads files for the draft, as many as there is room for; none where none are taken. */
  attach(target: ComposerTarget, files: Iterable<File>): void {
    if (!takesFiles(target.client)) return;
    const room = Math.max(0, countOf(target.client) - target.draft.files.length);
    for (const file of [...files].slice(0, room)) this.#upload(target, file);
    this.#host.requestUpdate();
  }

  #onChosen(target: ComposerTarget, input: HTMLInputElement): void {
    this.attach(target, input.files ?? []);
    // The same file may be chosen again.
    input.value = '';
  }

  #upload({ client, view, draft }: ComposerTarget, file: File): void {
    const leaving = new AbortController();
    let present: DraftFile = { name: file.name, sizeBytes: file.size, sentBytes: 0, cancel: () => leaving.abort() };
    const become = (changes: Partial<DraftFile>): void => {
      const before = present;
      present = { ...present, ...changes };
      draft.files = draft.files.map((other) => (other === before ? present : other));
      this.#host.requestUpdate();
    };
    draft.files = [...draft.files, present];
    client.upload(view.id, file, { signal: leaving.signal, onProgress: (sentBytes) => become({ sentBytes }) }).then(
      (attachment) => become({ attachment }),
      (error: unknown) => become({ error: error instanceof TakeoverError ? error : new TakeoverError('internal', String(error)) }),
    );
  }

  #remove({ draft }: ComposerTarget, file: DraftFile): void {
    file.cancel();
    draft.files = draft.files.filter((other) => other !== file);
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#host.shadowRoot?.querySelector<HTMLElement>('.composer textarea')?.focus());
  }

  get #input(): HTMLInputElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLInputElement>('.composer input[type=file]');
  }
}

function takesFiles({ capabilities, limits }: TakeoverClient): boolean {
  return capabilities.attachments && limits.value?.attachments !== null;
}

function countOf({ limits }: TakeoverClient): number {
  return limits.value?.attachments?.count ?? usualCount;
}
