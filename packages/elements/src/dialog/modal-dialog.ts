import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';

/** What a dialog says and does. */
export interface DialogContent {
  readonly heading: string;
  readonly body: TemplateResult;
  /** The button that does what the dialog is for; without it there is only something to read, and a button that closes. */
  readonly submit?: {
    readonly label: string;
    /** Not reversible: looks so. */
    readonly isDanger?: boolean;
    readonly isDisabled?: boolean;
    /** Return false to stay open. */
    readonly onSubmit: () => boolean | void;
  };
  /** Needs room for more than a few lines. */
  readonly isWide?: boolean;
  /** It was closed, submitted or not. */
  readonly onClose?: () => void;
}

let count = 0;

/**
 * One modal dialog of an element, on the platform's own `<dialog>`: the page
 * behind it is inert, Escape closes it, the focus goes into it and back to where
 * it was. Wear `dialogStyles`, and render {@link ModalDialog.template} last.
 *
 * The focus goes to what carries `autofocus` in the body, else to the first field
 * there, else to the heading: nothing is confirmed by an Enter too many.
 *
 * @example
 * readonly #dialog = new ModalDialog(this);
 * this.#dialog.open((words) => ({ heading: words('…'), body: html`<p>…</p>`, submit: { label: words('…'), onSubmit: () => act() } }));
 */
export class ModalDialog implements ReactiveController {
  readonly #host: LitElement;
  readonly #id = `dialog-${(count += 1)}`;
  #content: ((words: Words) => DialogContent) | undefined;
  #shown: DialogContent | undefined;
  #returnTo: HTMLElement | null = null;
  #isModal = false;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  get isOpen(): boolean {
    return this.#content !== undefined;
  }

  /** Shows this; it is asked again at every render of the element, so that it may change while open. */
  open(content: (words: Words) => DialogContent): void {
    if (this.#content === undefined) this.#returnTo = this.#host.shadowRoot?.activeElement as HTMLElement | null;
    this.#end();
    this.#content = content;
    this.#host.requestUpdate();
  }

  close(): void {
    if (!this.isOpen) return;
    this.#element?.close();
    this.#closed();
  }

  /** The dialog, where the element renders it; nothing while it is closed. */
  template(words: Words): TemplateResult | typeof nothing {
    const content = (this.#shown = this.#content?.(words));
    if (content === undefined) return nothing;
    const { heading, body, submit, isWide } = content;
    const closeLabel = words('dialog.close');
    return html`<dialog
      id=${this.#id}
      class="dialog ${isWide === true ? 'wide' : ''}"
      part="dialog"
      aria-labelledby="${this.#id}-heading"
      @keydown=${keepInside}
      @close=${this.#onClose}
    >
      <form class="dialog-form" method="dialog" novalidate @submit=${(event: Event) => this.#onSubmit(event, content)}>
        <header class="dialog-header">
          <h2 id="${this.#id}-heading" class="dialog-heading" dir="auto" tabindex="-1">${heading}</h2>
          <button type="button" class="button quiet icon-only" aria-label=${closeLabel} title=${closeLabel} @click=${() => this.close()}>${icon('close')}</button>
        </header>
        <div class="dialog-body">${body}</div>
        <footer class="dialog-footer">
          <button type="button" class="button" part="button cancel" @click=${() => this.close()}>${submit === undefined ? closeLabel : words('dialog.cancel')}</button>
          ${submit === undefined
            ? nothing
            : html`<button class="button primary ${submit.isDanger === true ? 'danger' : ''}" part="button submit" aria-disabled=${submit.isDisabled === true ? 'true' : nothing}><bdi>${submit.label}</bdi></button>`}
        </footer>
      </form>
    </dialog>`;
  }

  hostUpdated(): void {
    const element = this.#element;
    if (element === null || !this.isOpen) return;
    if (element.open) return void (this.#isModal = true);
    // Escape has closed it, and its event is still to come.
    if (this.#isModal) return this.#closed();
    element.showModal();
    this.#isModal = true;
    const first = element.querySelector<HTMLElement>('.dialog-body [autofocus], .dialog-body :is(input, textarea, select, [tabindex="0"])');
    (first ?? element.querySelector<HTMLElement>('.dialog-heading'))?.focus();
  }

  hostDisconnected(): void {
    this.#end();
    this.#returnTo = null;
  }

  #onSubmit(event: Event, { submit }: DialogContent): void {
    event.preventDefault();
    if (submit === undefined || submit.isDisabled === true || submit.onSubmit() === false) return;
    this.close();
  }

  readonly #onClose = (event: Event): void => {
    if (!(event.target as HTMLDialogElement).open) this.#closed();
  };

  #closed(): void {
    if (!this.isOpen) return;
    this.#end();
    this.#host.requestUpdate();
    const returnTo = this.#returnTo;
    this.#returnTo = null;
    void this.#host.updateComplete.then(() => {
      const isLost = (this.#host.shadowRoot?.activeElement ?? null) === null;
      if (isLost && !this.isOpen) (returnTo?.isConnected === true ? returnTo : this.#host).focus();
    });
  }

  #end(): void {
    const shown = this.#shown;
    this.#content = undefined;
    this.#shown = undefined;
    this.#isModal = false;
    shown?.onClose?.();
  }

  get #element(): HTMLDialogElement | null {
    return this.#host.renderRoot?.querySelector<HTMLDialogElement>(`#${this.#id}`) ?? null;
  }
}

/** A key pressed in a dialog is no shortcut of what is behind it; Escape still closes it. */
function keepInside(event: Event): void {
  event.stopPropagation();
}
