import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import type { ModalDialog } from '../dialog/modal-dialog.js';
import { icon } from '../theme/icons.js';
import type { Words } from '../language/words.js';
import { viewNameLength, type SavedView } from './stored-views.js';
import type { ViewsController } from './views-controller.js';

/** Asks for a name, and saves what is shown under it. */
export function openSaveView(host: LitElement, dialog: ModalDialog, views: ViewsController, onSaved: (name: string) => void): void {
  let name = views.chosen?.name ?? '';
  const onInput = (event: Event): void => {
    name = (event.target as HTMLInputElement).value;
    host.requestUpdate();
  };
  dialog.open((words) => {
    const called = name.trim();
    const isKnown = views.saved.some((view) => view.name === called);
    const isFull = views.isFull && !isKnown;
    return {
      heading: words('view.save-heading'),
      body: html`<p>${words('view.save-body')}</p>
        <label class="labelled">
          <span>${words('view.name')}</span>
          <input class="field" type="text" name="view-name" maxlength=${viewNameLength} dir="auto" autocomplete="off" .value=${name} @input=${onInput} />
        </label>
        <p role="status">${isFull ? words('view.full') : isKnown ? words('view.replaces') : ''}</p>`,
      submit: {
        label: words('view.save-action'),
        isDisabled: called === '' || isFull,
        onSubmit: () => {
          views.save(called);
          onSaved(called);
        },
      },
    };
  });
}

/** Names, order of opening and removal of the saved views. */
export function openSavedViews(dialog: ModalDialog, views: ViewsController): void {
  dialog.open((words) => {
    const { saved } = views;
    const standard = saved.find((view) => view.isDefault);
    return {
      heading: words('view.manage-heading'),
      body: html`<ul class="saved-views">
          ${saved.map((view) => savedViewTemplate(words, views, view))}
        </ul>
        ${saved.length === 0
          ? nothing
          : html`<label class="labelled">
              <span>${words('view.opens-with')}</span>
              <select class="field" @change=${(event: Event) => views.setDefault((event.target as HTMLSelectElement).value || null)}>
                <option value="" ?selected=${standard === undefined}>${words('view.last')}</option>
                ${saved.map((view) => html`<option .value=${view.id} ?selected=${view === standard}>${view.name}</option>`)}
              </select>
            </label>`}`,
    };
  });
}

function savedViewTemplate(words: Words, views: ViewsController, { id, name }: SavedView): TemplateResult {
  const remove = words('view.delete', { name });
  return html`<li>
    <input
      class="field"
      type="text"
      maxlength=${viewNameLength}
      dir="auto"
      aria-label=${words('view.rename', { name })}
      .value=${name}
      @change=${(event: Event) => views.rename(id, (event.target as HTMLInputElement).value)}
    />
    <button class="button quiet icon-only" type="button" aria-label=${remove} title=${remove} @click=${() => views.remove(id)}>${icon('close')}</button>
  </li>`;
}
