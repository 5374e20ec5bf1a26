import { html, type TemplateResult } from 'lit';
import type { MessageKey } from '../language/catalogue.js';
import { englishCatalogue } from '../language/catalogue.js';
import { messageField } from './message-field.js';
import { messageVariables } from './message-variables.js';
import type { SectionModel } from './settings-section.js';

/** What the customer is told without an agent. */
export function messagesSection(model: SectionModel): TemplateResult {
  const { words, draft, onChange } = model;
  return html`<p class="note">${words('settings.messages-why')}</p>
    ${Object.entries(draft.messages).map(
      ([name, text]) => html`<section class="message">
        ${messageField(model, {
          id: `messages.${name}`,
          part: `messages.${name}`,
          label: labelOf(model, name),
          text,
          variables: messageVariables(name),
          mayBeEmpty: true,
          onText: (wanted) => onChange({ messages: { ...draft.messages, [name]: wanted } }),
        })}
      </section>`,
    )}`;
}

/** One that only a newer gateway knows is called what it is called. */
function labelOf({ words }: SectionModel, name: string): string {
  const key = `settings.message.${name}`;
  return Object.hasOwn(englishCatalogue.messages, key) ? words(key as MessageKey) : name;
}
