import { html, nothing, type TemplateResult } from 'lit';
import { previewOf, type Variable } from './message-variables.js';
import { fieldTemplate, valueOf, type Field, type SectionModel } from './settings-section.js';

/** A text with variables. */
export interface MessageField extends Field {
  readonly text: string;
  readonly variables: readonly Variable[];
  readonly onText: (text: string) => void;
  /** An empty one is not sent, and says so. */
  readonly mayBeEmpty?: boolean;
}

/** A text, the variables to insert, and how a customer could read it. */
export function messageField(model: SectionModel, field: MessageField): TemplateResult {
  const { words, botName } = model;
  const { id, text, variables, onText, mayBeEmpty = false } = field;
  const preview = previewOf(words, text, variables, botName);
  const isEmpty = text.trim() === '';
  return html`${fieldTemplate(
      model,
      field,
      ({ describedBy, invalid }) => html`<textarea
        id=${id}
        class="field"
        dir="auto"
        rows="2"
        aria-describedby=${describedBy}
        aria-invalid=${invalid}
        .value=${text}
        @input=${(event: Event) => onText(valueOf(event))}
      ></textarea>`,
    )}
    <div class="insertions">
      ${variables.map((name) => {
        const variable = `{${name}}`;
        return html`<button type="button" class="chip" aria-label=${words('settings.insert', { variable })} @click=${(event: Event) => onText(insertInto(event, id, variable))}>${variable}</button>`;
      })}
    </div>
    ${isEmpty
      ? mayBeEmpty
        ? html`<p class="note">${words('settings.not-sent')}</p>`
        : nothing
      : preview === text
        ? nothing
        : html`<p class="preview"><span class="note">${words('settings.preview')}</span><span class="bubble" dir="auto">${preview}</span></p>`}`;
}

/** Puts a variable where the cursor is in the field. @returns the text with it */
function insertInto(event: Event, id: string, variable: string): string {
  const root = (event.target as Node).getRootNode() as ShadowRoot;
  const field = root.getElementById(id) as HTMLTextAreaElement;
  field.setRangeText(variable, field.selectionStart, field.selectionEnd, 'end');
  field.focus();
  return field.value;
}
