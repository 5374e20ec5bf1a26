import type { AgentPresence, TakeoverClient } from '@live-takeover/sdk';
import { plainText, searchTerms } from '@live-takeover/sdk/core';
import { html, nothing, type TemplateResult } from 'lit';
import { colleaguesOf, colleagueWords, isAvailable } from '../agent-presence/colleague-list.js';
import type { Words } from '../language/words.js';

/** To whom a conversation goes; null: back to the queue. */
export type Recipient = string | null;

/** What the choice shows. */
export interface ColleagueChoice {
  readonly words: Words;
  readonly client: TakeoverClient;
  /** Whoever holds the conversation now is no choice. */
  readonly holderId: string | undefined;
  readonly hasQueue: boolean;
  readonly chosen: Recipient | undefined;
  readonly search: string;
  readonly onChoose: (recipient: Recipient) => void;
  readonly onSearch: (search: string) => void;
}

/** From this many on, there is a field to search by name. */
const searchFrom = 9;

/** The queue and the colleagues, those who cannot take anything now named all the same, with why. */
export function colleagueChoice(choice: ColleagueChoice): TemplateResult {
  const { words, client, holderId, hasQueue, search, onSearch } = choice;
  const colleagues = colleaguesOf(client, words.locale).filter(({ id }) => id !== holderId);
  const terms = searchTerms(search);
  const found = colleagues.filter(({ name }) => terms.every((term) => plainText(name).includes(term)));
  return html`<fieldset class="choice" part="choice">
    <legend class="choice-legend">${words('transfer.to')}</legend>
    ${colleagues.length < searchFrom
      ? nothing
      : html`<input class="field" type="search" aria-label=${words('transfer.search')} placeholder=${words('transfer.search')} .value=${search} @input=${(event: Event) => onSearch((event.target as HTMLInputElement).value)} />`}
    <div class="choices">
      ${hasQueue ? queueTemplate(choice) : nothing} ${found.map((colleague) => colleagueTemplate(choice, colleague))}
    </div>
    <p class="choice-note" role="status">${noteOf(words, colleagues.length, found.length)}</p>
  </fieldset>`;
}

function noteOf(words: Words, total: number, found: number): string {
  if (total === 0) return words('transfer.nobody');
  return found === 0 ? words('transfer.none-found') : '';
}

function queueTemplate({ words, chosen, onChoose }: ColleagueChoice): TemplateResult {
  return html`<label class="option" part="option">
    <input type="radio" name="recipient" .checked=${chosen === null} @change=${() => onChoose(null)} />
    <span class="option-words"><span>${words('transfer.queue')}</span><span class="option-note">${words('transfer.queue-body')}</span></span>
  </label>`;
}

function colleagueTemplate({ words, client, chosen, onChoose }: ColleagueChoice, colleague: AgentPresence): TemplateResult {
  const { id, name, holding, capacity } = colleague;
  const load = holding === undefined ? undefined : capacity === undefined ? words('colleagues.holding-label', { count: holding }) : words('colleagues.holding-of-label', { count: holding, capacity });
  return html`<label class="option" part="option">
    <input type="radio" name="recipient" .checked=${chosen === id} ?disabled=${!isAvailable(client, colleague)} @change=${() => onChoose(id)} />
    <span class="option-words"><bdi>${name}</bdi><span class="option-note">${[colleagueWords(words, client, colleague), load].filter(Boolean).join(' · ')}</span></span>
  </label>`;
}
